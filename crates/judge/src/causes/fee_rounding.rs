//! `fee_rounding`: one fen more or less, by another rounding.
//!
//! # What happened
//! The acquirer rounds the fee in another way than the contract says.
//! # Evidence
//! The fee of the settlement line differs from the contract's by exactly one fen.
//! # Who acts, and when the money comes
//! Nobody needs to act for one fen; seen on many swipes, it is worth a letter.

use super::Finding;
use crate::{Cause, Facts, ItemName};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let charge = facts.fee_check()?;
    (charge.excess().abs() == 1)
        .then(|| Finding::of(Cause::FeeRounding).item(ItemName::Rounding, charge.excess()))
}
