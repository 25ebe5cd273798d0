//! `records_conflict`: terminal and platform tell different stories.
//!
//! # What happened
//! The slip and the switch name another amount, another currency, or another answer.
//! # Evidence
//! Both rows are there and differ: in amount (unless only a part was approved), in currency, or
//! one says approved, declined or unknown where the other does not. Two codes of one meaning are
//! no conflict.
//! # Who acts, and when the money comes
//! The platform compares the slip with its log; its own answer decides for money. About a
//! workday.

use super::Finding;
use crate::{Cause, Facts, Outcome, code_table};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let (terminal, platform) = (facts.terminal?, facts.platform?);
    let amount = terminal.amount != platform.amount && facts.outcome != Outcome::ApprovedPartial;
    let both = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
    let currency = both(terminal.currency, platform.currency);
    let answer = both(terminal.response_code, platform.response_code)
        && meaning(terminal.response_code) != meaning(platform.response_code);
    (amount || currency || answer).then(|| Finding::of(Cause::RecordsConflict))
}

/// What a code says about money, as coarsely as the two sides must agree.
fn meaning(code: &str) -> Option<bool> {
    match code_table::outcome(code) {
        Outcome::Unknown => None,
        outcome => Some(outcome.is_approved()),
    }
}
