//! `posted_to_wrong_account`: booked on another account than the one paid to.
//!
//! # What happened
//! The bank has booked the payout, and not where it should be.
//! # Evidence
//! A credit that refers to the payout stands on another account than the payout names; or the bank
//! says that the error was its own.
//! # Who acts, and when the money comes
//! The merchant's bank corrects it with the payment's reference; that takes three to five workdays.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    let elsewhere = payment
        .claim
        .as_ref()
        .is_some_and(|claim| claim.other_account)
        && payment.credited(facts.now).next().is_some();
    let said = || facts.stated_reason() == Some(Cause::PostedToWrongAccount);
    (elsewhere || said()).then(|| Finding::of(Cause::PostedToWrongAccount))
}
