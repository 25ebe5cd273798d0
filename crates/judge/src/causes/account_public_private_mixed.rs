//! `account_public_private_mixed`: a company account was given as a personal one, or the other way
//! round.
//!
//! # What happened
//! The payout was routed as to a person and the account belongs to a company, or the reverse.
//! # Evidence
//! The payout is rejected or returned, and the reason says that the account is no debit card or no
//! personal settlement account.
//! # Who acts, and when the money comes
//! The merchant corrects its account in the app; the money comes with the next run after that,
//! usually the next workday.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    (facts.payout_reason() == Some(Cause::AccountPublicPrivateMixed))
        .then(|| Finding::of(Cause::AccountPublicPrivateMixed))
}
