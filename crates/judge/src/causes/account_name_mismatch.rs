//! `account_name_mismatch`: name and number of the account do not go together.
//!
//! # What happened
//! The account exists, and belongs to another name than the one the payout gives.
//! # Evidence
//! The payout is rejected or returned, and the reason says that the name or the identity does not
//! match.
//! # Who acts, and when the money comes
//! The merchant corrects its account in the app; the money comes with the next run after that,
//! usually the next workday.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    (facts.payout_reason() == Some(Cause::AccountNameMismatch))
        .then(|| Finding::of(Cause::AccountNameMismatch))
}
