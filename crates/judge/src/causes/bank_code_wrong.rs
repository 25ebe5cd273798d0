//! `bank_code_wrong`: the payout names the wrong bank or branch.
//!
//! # What happened
//! The bank code of the account is wrong or out of date, so the payout reached a bank that does not
//! keep the account, or none.
//! # Evidence
//! The payout is rejected or returned, and the reason names the bank code, the branch or the route.
//! # Who acts, and when the money comes
//! The merchant corrects its account in the app; the money comes with the next run after that,
//! usually the next workday.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    (facts.payout_reason() == Some(Cause::BankCodeWrong)).then(|| Finding::of(Cause::BankCodeWrong))
}
