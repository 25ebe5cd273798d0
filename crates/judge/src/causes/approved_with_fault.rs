//! `approved_with_fault`: approved, with a fault behind the scenes.
//!
//! # What happened
//! The answer says success with a defect: the sale counts, and some booking behind it failed.
//! # Evidence
//! The platform row answers A2, A4, A5 or A6, or the payout's text says 有缺陷的成功; no hold and no
//! other refusal keeps the money back.
//! # Who acts, and when the money comes
//! The acquirer asks the receiving bank; it is booked, or adjusted, within 3 to 5 workdays.

use super::Finding;
use crate::{Cause, Facts};

/// What a bank writes of such a payout.
const WORDS: &str = "有缺陷的成功";

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let by_payout = facts
        .payout_state()
        .is_some_and(|row| row.reason_text.contains(WORDS));
    let by_answer = facts.outcome == crate::Outcome::ApprovedWithFault && !facts.is_kept_back();
    (by_payout || by_answer).then(|| Finding::of(Cause::ApprovedWithFault))
}
