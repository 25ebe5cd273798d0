//! `payout_pending_approval`: the payout is made, and nobody has released it.
//!
//! # What happened
//! The payout stands in the acquirer's system and has not been sent to any bank.
//! # Evidence
//! Its latest state is `created`, for longer than the time an approval takes, or past the due time.
//! It gives way where the payout waits for something else: a wrong date, a limit of the rail, a
//! rail that is closed or out.
//! # Who acts, and when the money comes
//! The acquirer releases it; the money then comes the same day.

use super::{
    Finding, payout_channel_outage, payout_misdated, payout_over_rail_limit, rail_maintenance,
};
use crate::{Cause, Facts};
use trail::PayoutStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let state = facts
        .payout_state()
        .filter(|state| state.status == PayoutStatus::Created)?;
    let slow = facts.age_s(state.status_at) > facts.knowledge.thresholds.approval_s;
    if !slow && !facts.is_past_due() {
        return None;
    }
    let explained = facts.stated_reason().is_some()
        || payout_misdated::find(facts).is_some()
        || payout_over_rail_limit::find(facts).is_some()
        || payout_channel_outage::find(facts).is_some()
        || rail_maintenance::stands_still(facts);
    (!explained).then(|| Finding::of(Cause::PayoutPendingApproval))
}
