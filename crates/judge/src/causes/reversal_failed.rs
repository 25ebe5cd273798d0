//! `reversal_failed`: a reversal was tried and did not succeed.
//!
//! # What happened
//! The terminal wanted to take the sale back; the other side refused, or never answered.
//! # Evidence
//! A reversal answered otherwise than 00, 25 or 12, or several without an answer, or one without
//! an answer for 24 hours; and none that succeeded.
//! # Who acts, and when the money comes
//! The acquirer sends it again or files a credit adjustment, in 1 to 3 workdays. Keep the slip.

use super::Finding;
use crate::{Cause, Facts, facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.reversals.is_empty() || facts.is_stopped_later() {
        return None;
    }
    let codes = || facts.reversals.iter().map(|row| row.response_code);
    if codes().any(facts::reversal_succeeded) {
        return None;
    }
    let refused = codes().any(|code| !code.is_empty());
    let given_up = facts.reversals.len() > 1 || facts.is_reversal_overdue();
    (refused || given_up).then(|| Finding::of(Cause::ReversalFailed))
}
