//! `wrong_card_tier`: priced as another class of card.
//!
//! # What happened
//! The acquirer took the fee of credit for a debit card, or of some other class.
//! # Evidence
//! The fee taken is above the contract's and exactly what the contract asks for another class of
//! card.
//! # Who acts, and when the money comes
//! The acquirer corrects the class by the card's first digits and refunds the difference; it comes
//! with the payout after that.

use super::Finding;
use crate::{Cause, Facts, FeeCheck, ItemName};
use ledger::CardClass;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let charge = facts.overcharge()?;
    fits(&charge).then(|| Finding::of(Cause::WrongCardTier).item(ItemName::Tier, charge.excess()))
}

/// Whether the fee taken is that of another class.
pub(super) fn fits(charge: &FeeCheck<'_>) -> bool {
    let price = |class| charge.merchant.terms.fee(charge.amount, class);
    CardClass::ALL
        .into_iter()
        .any(|class| class != charge.class && price(class) == charge.taken)
}
