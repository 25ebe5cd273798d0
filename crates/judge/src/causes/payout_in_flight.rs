//! `payout_in_flight`: sent, and still within the time that the rail takes.
//!
//! # What happened
//! The payout was sent a short while ago. Nothing is wrong yet.
//! # Evidence
//! Its latest state is `sent` or `accepted`, for less than the rail's time. It gives way to a
//! closed rail, announced maintenance and a notice of the receiving bank.
//! # Who acts, and when the money comes
//! Nobody needs to act; the money comes within minutes, at most two hours.

use super::{Finding, rail_maintenance};
use crate::{Cause, Facts};
use trail::PayoutStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let state = facts.payout_state()?;
    let sent = matches!(state.status, PayoutStatus::Sent | PayoutStatus::Accepted);
    let fresh = facts.age_s(state.status_at) <= facts.knowledge.thresholds.rail_s;
    let in_flight = sent && fresh && !rail_maintenance::stands_still(facts);
    in_flight.then(|| Finding::of(Cause::PayoutInFlight))
}
