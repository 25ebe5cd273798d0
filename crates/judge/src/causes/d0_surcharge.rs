//! `d0_surcharge`: less by the surcharge of instant settlement.
//!
//! # What happened
//! The merchant is paid at once, and the acquirer takes a little more for that than the contract's
//! fee.
//! # Evidence
//! The merchant's mode is T0 or D0, and what was taken above the contract is within two and ten
//! hundredths of a per cent of the amount and more than rounding.
//! # Who acts, and when the money comes
//! Nobody needs to act, if the surcharge was agreed; leaving instant settlement ends it.

use super::Finding;
use crate::{Cause, Facts, FeeCheck, ItemName};

/// One fen may be rounding.
const ROUNDING_MAX: i64 = 1;
const MILLION: i128 = 1_000_000;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let charge = facts.overcharge()?;
    fits(facts, &charge)
        .then(|| Finding::of(Cause::D0Surcharge).item(ItemName::Surcharge, charge.excess()))
}

/// Whether what was taken too much is a usual surcharge, up to the rounding of either fee.
pub(super) fn fits(facts: &Facts<'_, '_>, charge: &FeeCheck<'_>) -> bool {
    let thresholds = &facts.knowledge.thresholds;
    // Wide: a fee of nonsense is an input, too, and must not stop the books.
    let (excess, rounding) = (i128::from(charge.excess()), i128::from(ROUNDING_MAX));
    let share = |ppm: i64| i128::from(charge.amount) * i128::from(ppm);
    facts.is_instant()
        && excess > rounding
        && (excess + rounding) * MILLION >= share(thresholds.surcharge_ppm_min)
        && (excess - rounding) * MILLION <= share(thresholds.surcharge_ppm_max)
}
