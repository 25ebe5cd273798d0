//! `response_lost_no_reversal`: the answer was lost, and nobody took the sale back.
//!
//! # What happened
//! The terminal showed no success, the card was charged all the same.
//! # Evidence
//! An approval that the terminal never got, no reversal, and a clearing line or 24 hours since.
//! If a hold, a refused payout or the run after settlement stops the money, that is the cause.
//! # Who acts, and when the money comes
//! The merchant keeps the money if the goods were given, else refunds it. It settles by the usual
//! cycle.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !facts.is_answer_lost() || !facts.reversals.is_empty() || facts.is_stopped_later() {
        return None;
    }
    (facts.clearing.is_some() || facts.is_reversal_overdue())
        .then(|| Finding::of(Cause::ResponseLostNoReversal))
}
