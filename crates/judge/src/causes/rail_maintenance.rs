//! `rail_maintenance`: the rail is under announced maintenance.
//!
//! # What happened
//! The payment system or the channel is being maintained, as was announced, and payouts wait for
//! the end.
//! # Evidence
//! The payout is under way, a notice of maintenance covers its channel (or everyone) at some time
//! since it was made, and the window is not over for longer than a transfer takes; or it was
//! refused because the system was under maintenance.
//! # Who acts, and when the money comes
//! Nobody needs to act; the money comes after the end of the window.

use super::{Finding, bank_notice, hvps_closed};
use crate::{Cause, Facts, Issuer, Notice, NoticeKind};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.payout_reason() == Some(Cause::RailMaintenance) {
        return Some(Finding::of(Cause::RailMaintenance));
    }
    let plan = facts.under_way()?.payout.plan();
    let slack_s = facts.knowledge.thresholds.rail_s;
    let announced = facts.knowledge.notices.iter().any(|notice| {
        notice.kind == NoticeKind::Maintenance
            && is_about_rails(notice)
            && notice.concerns(plan.channel, plan.created_at, facts.now)
            && facts.now <= notice.ends_at.plus_seconds(slack_s)
    });
    announced.then(|| Finding::of(Cause::RailMaintenance))
}

/// A bank speaks of itself, and a platform of its switch unless it names a channel.
fn is_about_rails(notice: &Notice) -> bool {
    match notice.issuer {
        Issuer::Pboc | Issuer::Unionpay | Issuer::Channel => true,
        Issuer::Platform => !notice.scope.is_empty(),
        Issuer::Bank => false,
    }
}

/// Whether the payout waits for a rail or a bank that is known to stand still.
pub(super) fn stands_still(facts: &Facts<'_, '_>) -> bool {
    find(facts).is_some()
        || hvps_closed::find(facts).is_some()
        || bank_notice::find(facts).is_some()
}
