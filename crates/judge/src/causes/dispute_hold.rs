//! `dispute_hold`: held while a dispute is open.
//!
//! # What happened
//! A cardholder disputes a payment, and the acquirer keeps what it may have to give back.
//! # Evidence
//! An open hold for a chargeback stands, or the settlement line is held for one, and the money has
//! not left the acquirer.
//! # Who acts, and when the money comes
//! The merchant answers the dispute; the money is released or taken by its outcome.

use super::Finding;
use crate::{Cause, Facts, HoldReason};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_held_for(HoldReason::Chargeback)
        .then(|| Finding::of(Cause::DisputeHold))
}
