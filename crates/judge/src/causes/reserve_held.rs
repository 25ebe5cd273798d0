//! `reserve_held`: kept as the reserve of the contract.
//!
//! # What happened
//! The contract lets the acquirer keep a part of the money for a time, against refunds and disputes
//! to come.
//! # Evidence
//! An open hold for a reserve names the swipe, or its settlement line is held while such a hold
//! stands or gives that as its reason. A reserve on the merchant as a whole holds up nothing else.
//! # Who acts, and when the money comes
//! Nobody needs to act; it is released on the date of the contract.

use super::Finding;
use crate::{Cause, Facts, HoldReason};
use trail::SettlementStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !facts.is_held_for(HoldReason::Reserve) {
        return None;
    }
    let named = facts
        .holds
        .iter()
        .any(|hold| hold.reason == HoldReason::Reserve && !hold.rrn.is_empty());
    let held = || {
        facts
            .settlement
            .is_some_and(|row| row.status == SettlementStatus::Held)
    };
    (named || held()).then(|| Finding::of(Cause::ReserveHeld))
}
