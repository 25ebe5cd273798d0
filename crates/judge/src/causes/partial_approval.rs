//! `partial_approval`: approved for less than was asked.
//!
//! # What happened
//! The card had less than the amount; the issuer approved a part of it, and that part is what is
//! paid.
//! # Evidence
//! The platform's answer is a partial approval, and its amount is below the terminal's.
//! # Who acts, and when the money comes
//! The merchant collects the rest another way; the approved part comes by the cycle.

use super::Finding;
use crate::{Cause, Facts, Outcome};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.outcome != Outcome::ApprovedPartial {
        return None;
    }
    let (asked, approved) = (facts.terminal?.amount, facts.platform?.amount);
    (approved < asked).then(|| Finding::of(Cause::PartialApproval))
}
