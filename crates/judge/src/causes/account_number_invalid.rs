//! `account_number_invalid`: the bank knows no such account.
//!
//! # What happened
//! The account number of the payout does not exist, or is malformed.
//! # Evidence
//! The payout is rejected or returned, and the reason says that there is no such account or card.
//! # Who acts, and when the money comes
//! The merchant corrects its account in the app; the money comes with the next run after that,
//! usually the next workday.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    (facts.payout_reason() == Some(Cause::AccountNumberInvalid))
        .then(|| Finding::of(Cause::AccountNumberInvalid))
}
