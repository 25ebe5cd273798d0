//! `batch_totals_mismatch`: the totals of the batch differ, and this record is on one side only.
//!
//! # What happened
//! At settlement the terminal and the platform counted different totals, so every record is being
//! sent up and compared.
//! # Evidence
//! The answer to the batch settlement says unbalanced (an extra column `settle_flag` of 2 or 3),
//! and either the terminal or the platform lacks the swipe.
//! # Who acts, and when the money comes
//! The terminal sends every record, and the acquirer compares them one by one; the money joins the
//! next run.

use super::Finding;
use crate::{Cause, Facts};
use trail::Row;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let flag = match (facts.terminal, facts.platform) {
        (Some(row), None) => row.extra("settle_flag"),
        (None, Some(row)) => row.extra("settle_flag"),
        _ => return None,
    };
    matches!(flag, "2" | "3").then(|| Finding::of(Cause::BatchTotalsMismatch))
}
