//! `credit_reversed_by_bank`: booked, and taken back by the bank.
//!
//! # What happened
//! The bank booked the credit and reversed it later, while the rail still reports the payout as
//! paid.
//! # Evidence
//! A credit of the payout, and a debit of the same amount that takes it back, on an account whose
//! payout is not reported returned; or a return that says it follows a request for cancellation.
//! # Who acts, and when the money comes
//! The merchant's bank says why; plan for one to three workdays.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    let taken_back = payment.taken_back(facts.now).next().is_some();
    let said = || facts.payout_reason() == Some(Cause::CreditReversedByBank);
    (taken_back || said()).then(|| Finding::of(Cause::CreditReversedByBank))
}
