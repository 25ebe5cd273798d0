//! `duplicate_charge`: charged twice, it seems.
//!
//! # What happened
//! Two approved swipes of one card and amount at one merchant stand minutes apart.
//! # Evidence
//! Another approved charge with the same merchant, card and amount within ten minutes, another
//! trace number, and neither of them undone.
//! # Who acts, and when the money comes
//! The merchant asks the customer and refunds one if it is the same sale. Both settle by the
//! cycle, so what is overdue has another cause.

use super::Finding;
use crate::{Cause, Facts, VerdictKind};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let twin = facts.around.twin?;
    let settles = facts.outcome.is_approved()
        && facts.verdict != VerdictKind::Overdue
        && !facts.is_stopped_later();
    settles.then(|| Finding::of(Cause::DuplicateCharge).from(twin))
}
