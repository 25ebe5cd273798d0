//! `payout_status_unknown`: nobody knows whether the bank has paid.
//!
//! # What happened
//! The payout was sent, and the bank's answer is missing. It may have been paid and it may not.
//! # Evidence
//! The latest state is `unknown`, or `sent` or `accepted` for longer than the rail's time, or a
//! refusal that only says "timed out". It gives way to a wrong date that lies ahead, a closed rail,
//! announced maintenance and a bank that is down.
//! # Who acts, and when the money comes
//! The acquirer asks the channel, and never pays again before it has the answer, which comes within
//! a workday.

use super::{Finding, bank_down, payout_misdated, rail_maintenance};
use crate::{Cause, Facts};
use trail::PayoutStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.payout_reason() == Some(Cause::PayoutStatusUnknown) {
        return Some(Finding::of(Cause::PayoutStatusUnknown));
    }
    let state = facts.payout_state()?;
    let unknown = match state.status {
        PayoutStatus::Unknown => true,
        PayoutStatus::Sent | PayoutStatus::Accepted => {
            facts.age_s(state.status_at) > facts.knowledge.thresholds.rail_s
        }
        _ => false,
    };
    if !unknown {
        return None;
    }
    let explained = payout_misdated::find(facts).is_some()
        || rail_maintenance::stands_still(facts)
        || bank_down::find(facts).is_some();
    (!explained).then(|| Finding::of(Cause::PayoutStatusUnknown))
}
