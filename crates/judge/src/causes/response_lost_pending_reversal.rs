//! `response_lost_pending_reversal`: the answer was lost a short while ago.
//!
//! # What happened
//! The terminal saw no answer, whatever the issuer said, and has not reversed yet.
//! # Evidence
//! An approval that the terminal never got, or a platform row without an answer; no reversal that
//! was answered, less than 24 hours, and no clearing line.
//! # Who acts, and when the money comes
//! Keep the terminal on: it reverses before its next sale; query before swiping again. Normally
//! settled the same day.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let lost =
        facts.is_answer_lost() || (facts.is_platform_unanswered() && !facts.is_terminal_approved());
    let open = lost && facts.clearing.is_none() && facts.settlement.is_none();
    let unreversed = match facts.reversals.as_slice() {
        [] => true,
        [one] => one.response_code.is_empty(),
        _ => false,
    };
    (open && unreversed && !facts.is_reversal_overdue())
        .then(|| Finding::of(Cause::ResponseLostPendingReversal))
}
