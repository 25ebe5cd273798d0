//! `payout_over_rail_limit`: the payout is larger than its rail carries.
//!
//! # What happened
//! One transfer may not bear so much on this rail, so it is refused or never leaves.
//! # Evidence
//! The payout is refused with a reason that names a limit of the amount; or it is made, or refused
//! without a reason, and its amount lies above the limit that is set for its channel.
//! # Who acts, and when the money comes
//! The acquirer sends it by the high-value system or in parts; the money comes when that system
//! opens next.

use super::Finding;
use crate::{Cause, Certainty, Facts};
use trail::PayoutStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let found = || Finding::of(Cause::PayoutOverRailLimit);
    if facts.payout_reason() == Some(Cause::PayoutOverRailLimit) {
        return Some(found());
    }
    let state = facts.payout_state()?;
    let silent = facts.stated_reason().is_none();
    let stopped = matches!(state.status, PayoutStatus::Created | PayoutStatus::Rejected);
    if !stopped || !silent {
        return None;
    }
    let limits = &facts.knowledge.thresholds.rail_limits;
    let (_, limit) = limits
        .iter()
        .find(|(channel, _)| channel.eq_ignore_ascii_case(state.channel))?;
    (state.amount > *limit).then(|| found().as_certain_as(Certainty::Probable))
}
