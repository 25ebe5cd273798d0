//! `payout_duplicate_blocked`: the bank took the payout for one that it had seen.
//!
//! # What happened
//! The bank or the channel refused the payout as a repeat of another one. The first one may have
//! been paid.
//! # Evidence
//! The payout is rejected or returned with a reason that says "duplicate".
//! # Who acts, and when the money comes
//! The acquirer finds out what became of the first one, and pays again only if it was not paid.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    (facts.payout_reason() == Some(Cause::PayoutDuplicateBlocked))
        .then(|| Finding::of(Cause::PayoutDuplicateBlocked))
}
