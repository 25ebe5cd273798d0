//! `swipe_missing_from_settlement`: cleared, and left out of the settlement.
//!
//! # What happened
//! The network has cleared the swipe, and the acquirer's settlement of that day does not have it.
//! # Evidence
//! A clearing line, no settlement line, and complete settlement records of that day.
//! # Who acts, and when the money comes
//! The acquirer adds it to the next run.

use super::Finding;
use crate::{Cause, Facts};
use trail::Source;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.clearing?;
    (facts.settlement.is_none() && facts.covers(Source::Settlement, row.settle_date))
        .then(|| Finding::of(Cause::SwipeMissingFromSettlement))
}
