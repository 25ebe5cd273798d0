//! `clearing_amount_mismatch`: cleared for less than was approved.
//!
//! # What happened
//! The network cleared a smaller amount than the platform approved, and the settlement followed the
//! network.
//! # Evidence
//! The clearing line's amount is below the platform's, both in one currency, and the settlement
//! line has less than the platform approved. The missing part is what the difference is worth after
//! its fee.
//! # Who acts, and when the money comes
//! The acquirer asks for an adjustment with the slip; three to ten workdays.

use super::Finding;
use crate::{Cause, Facts, ItemName, saturating_sum};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let (clearing, approved) = (facts.clearing?, facts.approved?);
    let platform = facts.platform?;
    // A tip comes in a line of its own.
    let tips = facts.trail.clearing.iter().filter(|row| facts.is_tip(row));
    let cleared = saturating_sum(tips.map(|row| row.amount)).saturating_add(clearing.amount);
    if cleared >= approved || is_other(clearing.currency, platform.currency) {
        return None;
    }
    if facts.settlement.is_some_and(|line| line.amount >= approved) {
        return None;
    }
    let class = facts.card_class();
    let worth = |amount: i64| match facts.merchant {
        Some(merchant) => merchant.terms.owed(amount, facts.given_back, class).owed,
        None => amount,
    };
    let missing = worth(approved) - worth(cleared);
    Some(Finding::of(Cause::ClearingAmountMismatch).item(ItemName::ClearedAmount, missing))
}

/// Whether two currencies are named and differ.
fn is_other(one: &str, other: &str) -> bool {
    !one.is_empty() && !other.is_empty() && one != other
}
