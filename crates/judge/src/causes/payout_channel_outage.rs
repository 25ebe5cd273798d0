//! `payout_channel_outage`: the channel takes payouts and moves none.
//!
//! # What happened
//! The channel between the acquirer and the banks is down. Payouts are made or sent, and nothing
//! more is heard of them.
//! # Evidence
//! The payout is under way, and the channel has announced an outage that is not over, or it has
//! waited too long while a large share of the channel's payouts of that day are stuck with it; or
//! it was refused with a reason that names the channel. It gives way to a closed rail, announced
//! maintenance and a notice of the receiving bank.
//! # Who acts, and when the money comes
//! The channel repairs itself, or the acquirer sends the payout another way; the money comes within
//! hours.

use super::{Finding, rail_maintenance};
use crate::{Cause, Facts, Issuer, NoticeKind, Payment};
use trail::PayoutStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.payout_reason() == Some(Cause::PayoutChannelOutage) {
        return Some(Finding::of(Cause::PayoutChannelOutage));
    }
    let payment = facts.under_way()?;
    let out = is_announced(facts, payment)
        || (is_stuck_with_many(facts, payment) && !rail_maintenance::stands_still(facts));
    out.then(|| Finding::of(Cause::PayoutChannelOutage))
}

fn is_announced(facts: &Facts<'_, '_>, payment: &Payment<'_>) -> bool {
    let plan = payment.payout.plan();
    let slack_s = facts.knowledge.thresholds.rail_s;
    facts.knowledge.notices.iter().any(|notice| {
        notice.issuer == Issuer::Channel
            && notice.kind == NoticeKind::Outage
            && notice.concerns(plan.channel, plan.created_at, facts.now)
            && facts.now <= notice.ends_at.plus_seconds(slack_s)
    })
}

fn is_stuck_with_many(facts: &Facts<'_, '_>, payment: &Payment<'_>) -> bool {
    let limits = &facts.knowledge.thresholds;
    let waits_s = match facts.payout_state().map(|state| state.status) {
        Some(PayoutStatus::Created) => limits.approval_s,
        _ => limits.rail_s,
    };
    payment.peers.channel_total >= limits.channel_payouts_min
        && payment.peers.channel_stuck_ppm >= limits.channel_stuck_ppm
        && facts.age_s(payment.payout.plan().created_at) > waits_s
}
