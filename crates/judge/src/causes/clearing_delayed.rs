//! `clearing_delayed`: the network clears it later than its day.
//!
//! # What happened
//! The network put the swipe into a later file than its settlement day asks for, or has announced
//! that its files are late.
//! # Evidence
//! The clearing line bears a later date than the platform's answer gave, or, without that, than the
//! cut-off gives; or a notice of the network stands over the time since that day and there is no
//! clearing line. It explains the wait until money of the later date is due.
//! # Who acts, and when the money comes
//! Nobody at the merchant needs to act; the notice says until when.

use super::Finding;
use crate::{Cause, Facts, Issuer, NoticeKind};
use ledger::settlement_day;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.platform?;
    if !facts.is_on_its_way_to_payout() {
        return None;
    }
    let delayed = match facts.clearing {
        Some(clearing) => {
            let knowledge = facts.knowledge;
            let day = row.settle_date.unwrap_or_else(|| {
                settlement_day(row.received_at, &knowledge.zone, knowledge.cutoff)
            });
            clearing.settle_date > day && facts.now <= facts.due_of(clearing.settle_date)
        }
        None => crate::outcome(row.response_code).is_approved() && is_announced(facts),
    };
    delayed.then(|| Finding::of(Cause::ClearingDelayed))
}

/// Whether the network has announced trouble for the time since the settlement day's file.
pub(super) fn is_announced(facts: &Facts<'_, '_>) -> bool {
    let knowledge = facts.knowledge;
    let from = knowledge.zone.at(facts.settle_day.plus(1), 0);
    let kinds = [NoticeKind::Outage, NoticeKind::Maintenance];
    from <= facts.now
        && knowledge
            .notice(Issuer::Unionpay, &kinds, facts.channel, from, facts.now)
            .is_some()
}
