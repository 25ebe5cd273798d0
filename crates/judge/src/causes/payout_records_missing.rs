//! `payout_records_missing`: the payout that it was put into is not here.
//!
//! # What happened
//! The settlement line names a payout, and the records of payouts do not reach that far.
//! # Evidence
//! A line with status paid_out and a payout number that no payout bears, on days for which the
//! payout source is not complete: the day the payout was due, or the settlement day. Or a line of
//! any data set that has no payouts and no statement of the account at all, such as a shop's bill:
//! what cannot be known is not called late by anybody.
//! # Who acts, and when the money comes
//! Whoever keeps the payout records loads them. Until then the settlement line is all there is.

use super::Finding;
use crate::{Cause, Certainty, Facts};
use trail::{PayoutName, SettlementStatus, Source};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let line = facts.settled.first()?;
    let mut attempts = line.attempts.iter();
    if attempts.any(|payment| payment.credited(facts.now).next().is_some()) {
        return None; // The bank's line tells of it.
    }
    let waits = matches!(line.row.status, SettlementStatus::Ready | SettlementStatus::PaidOut);
    if waits && facts.holds.is_empty() && nothing_could_show_it(facts) {
        let found = Finding::of(Cause::PayoutRecordsMissing);
        return Some(found.as_certain_as(Certainty::Suspected));
    }
    let in_a_payout =
        line.row.status == SettlementStatus::PaidOut && !line.row.payout_id.is_empty();
    if !in_a_payout || facts.payments.reported(PayoutName::of_line(line.row)).is_some() {
        return None;
    }
    // A payout counts on the day it was made: that of its promise, or earlier.
    let days = [facts.due?.due_day, line.row.settle_date];
    let hour = facts.knowledge.thresholds.records_hour;
    days.into_iter()
        .any(|day| !facts.covers(Source::Payout, day) && facts.now >= facts.file_time(day, hour))
        .then(|| Finding::of(Cause::PayoutRecordsMissing))
}

/// The data set has no payouts at all, and no statement of the account that should be credited.
fn nothing_could_show_it(facts: &Facts<'_, '_>) -> bool {
    let due_day = facts.due.map_or(facts.settle_day, |due| due.due_day);
    facts.is_past_due() && !facts.knowledge.coverage.knows(Source::Payout) && !facts.covers_bank(due_day)
}
