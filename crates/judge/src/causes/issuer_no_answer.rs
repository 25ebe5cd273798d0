//! `issuer_no_answer`: the issuer did not answer.
//!
//! # What happened
//! The network asked the card's bank and heard nothing in time, so the sale failed or its outcome
//! is not known yet.
//! # Evidence
//! The platform row answers 98, 68, 91 or 09, or never got an answer and no reversal followed
//! within a day; the swipe was not cleared.
//! # Who acts, and when the money comes
//! The issuer; the network reverses there. Once clearing lacks it nothing is due, and a debit
//! goes back to the cardholder within 1 to 7 workdays.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.clearing.is_some() || (facts.not_owed.is_none() && facts.owed.is_some()) {
        return None;
    }
    let told = facts.is_answered_with(Cause::IssuerNoAnswer);
    let given_up = facts.is_platform_unanswered()
        && facts.reversals.is_empty()
        && (facts.not_owed.is_some() || facts.is_reversal_overdue());
    (told || given_up).then(|| Finding::of(Cause::IssuerNoAnswer))
}
