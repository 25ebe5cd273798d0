//! `settlement_wrong_merchant`: settled to another merchant.
//!
//! # What happened
//! The acquirer reckoned the swipe, and where it paid it at all, it paid somebody else.
//! # Evidence
//! The settlement line bears the number of another merchant than the one who swiped, with another
//! account. What is paid on it has not arrived.
//! # Who acts, and when the money comes
//! The acquirer moves it in the next run.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.settlement?;
    facts
        .is_other_merchant(row.mid)
        .then(|| Finding::of(Cause::SettlementWrongMerchant))
}
