//! `stan_reused`: refused as a repeat of an earlier swipe.
//!
//! # What happened
//! The terminal used a trace number again, and the other side took the swipe for a copy.
//! # Evidence
//! The platform row answers 94 or 26, and an earlier one has the same merchant, terminal, batch
//! and trace number; without that one in the records it is only suspected.
//! # Who acts, and when the money comes
//! The platform queries the earlier swipe, which counts; the terminal is settled to raise its
//! batch number.

use super::Finding;
use crate::{Cause, Certainty, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !facts.is_answered_with(Cause::StanReused) {
        return None;
    }
    let finding = Finding::of(Cause::StanReused);
    Some(match facts.around.same_trace {
        Some(earlier) => finding.from(earlier),
        None => finding.as_certain_as(Certainty::Suspected),
    })
}
