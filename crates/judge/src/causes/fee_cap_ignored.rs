//! `fee_cap_ignored`: the cap of the debit fee was not applied.
//!
//! # What happened
//! The contract limits what one debit swipe costs, and the acquirer took the rate of the whole
//! amount.
//! # Evidence
//! The contract has a cap for this class of card and the fee taken is above it: the contract's rate
//! without its cap, or else a fee that no other class, surcharge or service charge explains.
//! # Who acts, and when the money comes
//! The merchant claims the excess from the acquirer; it comes with the payout after the correction.

use super::Finding;
use crate::{Cause, Facts, ItemName};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let charge = facts.overcharge()?;
    let cap = charge.merchant.terms.cap(charge.class)?;
    if charge.taken <= cap {
        return None;
    }
    let otherwise = || {
        super::wrong_card_tier::fits(&charge)
            || super::d0_surcharge::fits(facts, &charge)
            || super::service_fee_deducted::fits(&charge)
            || super::instalment_fee::is_instalment(facts)
    };
    (charge.taken == charge.uncapped() || !otherwise())
        .then(|| Finding::of(Cause::FeeCapIgnored).item(ItemName::Cap, charge.excess()))
}
