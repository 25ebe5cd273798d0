//! `clearing_pending`: approved, and the clearing file is not due yet.
//!
//! # What happened
//! The network clears a day after it has ended; this one has not, or only just.
//! # Evidence
//! An approved swipe without a clearing line, before 09:00 of the day after its settlement day.
//! # Who acts, and when the money comes
//! Nobody. It comes by the usual cycle.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.clearing.is_some() || facts.settlement.is_some() {
        return None;
    }
    let approved = facts.platform.is_some() && facts.outcome.is_approved();
    let hour = facts.knowledge.thresholds.clearing_file_hour;
    let early = facts.now < facts.file_time(facts.settle_day, hour);
    (approved && early).then(|| Finding::of(Cause::ClearingPending))
}
