//! `account_holder_deceased`: the holder of the account has died.
//!
//! # What happened
//! The bank takes no credits for the account of a person who has died.
//! # Evidence
//! The payout is not paid, and its reason says so.
//! # Who acts, and when the money comes
//! The heirs apply with their papers; no date can be promised.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let told =
        facts.under_way().is_some() && facts.stated_reason() == Some(Cause::AccountHolderDeceased);
    let refused = facts.payout_reason() == Some(Cause::AccountHolderDeceased);
    (told || refused).then(|| Finding::of(Cause::AccountHolderDeceased))
}
