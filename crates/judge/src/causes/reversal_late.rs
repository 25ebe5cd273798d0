//! `reversal_late`: reversed in a later settlement day than it was cleared in.
//!
//! # What happened
//! The reversal came after the cut, so the network counts a sale on one day and a credit on a
//! later one.
//! # Evidence
//! A clearing line, and a successful reversal of a later settlement day; proven when the clearing
//! file shows the credit too.
//! # Who acts, and when the money comes
//! Nobody. The sale may be paid and is then taken out of a later payout; the two cancel out.

use super::Finding;
use crate::{Cause, Certainty, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !facts.is_reversed_late() {
        return None;
    }
    let certainty = if facts.give_backs.is_empty() {
        Certainty::Probable
    } else {
        Certainty::Proven
    };
    Some(Finding::of(Cause::ReversalLate).as_certain_as(certainty))
}
