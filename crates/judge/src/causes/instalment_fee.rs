//! `instalment_fee`: an instalment payment, with the fee for it.
//!
//! # What happened
//! The customer pays the card in instalments, and the merchant bears a fee for that.
//! # Evidence
//! Field 25 of the platform's row (an extra column) is 64, and the fee taken is above the
//! contract's.
//! # Who acts, and when the money comes
//! Nobody needs to act, if instalments were agreed.

use super::Finding;
use crate::{Cause, Facts, ItemName};
use trail::Row;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let charge = facts.overcharge()?;
    is_instalment(facts)
        .then(|| Finding::of(Cause::InstalmentFee).item(ItemName::Instalment, charge.excess()))
}

/// Whether the request was for an instalment payment.
pub(super) fn is_instalment(facts: &Facts<'_, '_>) -> bool {
    facts
        .platform
        .is_some_and(|row| row.extra("f25") == "64" || row.extra("F25") == "64")
}
