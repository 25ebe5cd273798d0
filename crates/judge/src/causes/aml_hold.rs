//! `aml_hold`: held for an anti-money-laundering review.
//!
//! # What happened
//! The acquirer must look into the merchant's trade before it may pay.
//! # Evidence
//! An open hold for risk, or the settlement line's reason, speaks of money laundering.
//! # Who acts, and when the money comes
//! The acquirer finishes the review, the merchant hands in the papers asked for; three to seven
//! workdays after that.

use super::Finding;
use crate::{Cause, Facts, HoldReason};
use trail::SettlementStatus;

/// Words for it, in lower case.
const WORDS: [&str; 4] = ["aml", "反洗钱", "money laundering", "可疑交易"];

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let by_hold = facts
        .holds
        .iter()
        .any(|hold| hold.reason == HoldReason::Risk && speaks_of_it(&hold.text));
    let by_line = || {
        facts.settlement.is_some_and(|row| {
            row.status == SettlementStatus::Held && speaks_of_it(row.hold_reason)
        })
    };
    ((by_hold || by_line()) && facts.is_in_house()).then(|| Finding::of(Cause::AmlHold))
}

fn speaks_of_it(text: &str) -> bool {
    if text.is_empty() {
        return false;
    }
    let text = text.to_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}
