//! `response_lost_reversed`: the answer was lost, and the sale taken back.
//!
//! # What happened
//! The terminal showed no success and reversed what the issuer may have approved.
//! # Evidence
//! A successful reversal (00, 25 or 12), of a swipe that the terminal did not report approved,
//! within the settlement day or before it was cleared.
//! # Who acts, and when the money comes
//! Nobody; the cardholder has the money back at once, or within 3 days. Nothing is due.

use super::Finding;
use crate::{Cause, Certainty, Facts, NotOwed};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.not_owed != Some(NotOwed::Reversed) || facts.is_terminal_approved() {
        return None;
    }
    let approved = facts.outcome.is_approved() || facts.is_platform_unanswered();
    if (!approved && facts.platform.is_some()) || facts.is_reversed_late() {
        return None;
    }
    let certainty = match (facts.terminal, facts.platform) {
        (Some(_), Some(_)) => Certainty::Proven,
        _ => Certainty::Suspected, // That the answer was lost is assumed.
    };
    Some(Finding::of(Cause::ResponseLostReversed).as_certain_as(certainty))
}
