//! `platform_log_missing`: the platform records of the day are not here.
//!
//! # What happened
//! The terminal knows the swipe; whether the platform does cannot be said, because its records of
//! that day were never loaded.
//! # Evidence
//! A terminal row alone, on a day for which the platform is not complete, though its records
//! should be there by now. A sale that the terminal still keeps is not meant.
//! # Who acts, and when the money comes
//! Whoever keeps the platform loads the day. Nothing can be said before.

use super::Finding;
use crate::{Cause, Facts};
use trail::Source;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !facts.is_known_to_terminal_only() {
        return None;
    }
    let kept = facts.is_sold_offline() && facts.terminal?.uploaded_at.is_none();
    let hour = facts.knowledge.thresholds.records_hour;
    let missing = !facts.covers(Source::Platform, facts.settle_day)
        && facts.now >= facts.file_time(facts.settle_day, hour);
    (missing && !kept).then(|| Finding::of(Cause::PlatformLogMissing))
}
