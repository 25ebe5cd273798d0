//! `fee_rate_drift`: charged above the agreed rate.
//!
//! # What happened
//! The acquirer took more than the contract's fee, and no cap, class, surcharge, service charge or
//! instalment explains it.
//! # Evidence
//! The fee of the settlement line is more than one fen above the contract's.
//! # Who acts, and when the money comes
//! The merchant shows the contract and claims the difference; it comes with the payout after the
//! correction.

use super::Finding;
use crate::{Cause, Facts, ItemName};

/// One fen is a matter of rounding: `fee_rounding`.
const ROUNDING_MAX: i64 = 1;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let charge = facts.overcharge()?;
    if charge.excess() <= ROUNDING_MAX
        || super::service_fee_deducted::fits(&charge)
        || super::instalment_fee::is_instalment(facts)
    {
        return None;
    }
    Some(Finding::of(Cause::FeeRateDrift).item(ItemName::FeeDrift, charge.excess()))
}
