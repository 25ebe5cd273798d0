//! `not_due_yet`: on its way, and not late.
//!
//! # What happened
//! The contract gives the money some days, and they have not passed.
//! # Evidence
//! The due time lies ahead, and no other cause holds. While the outcome is not known it is only
//! suspected.
//! # Who acts, and when the money comes
//! Nobody. It comes by the due date.

use super::Finding;
use crate::{Cause, Certainty, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !facts.is_in_time() {
        return None;
    }
    let certainty = if facts.owed.is_some() {
        Certainty::Proven
    } else {
        Certainty::Suspected
    };
    Some(Finding::of(Cause::NotDueYet).as_certain_as(certainty))
}
