//! `clearing_file_missing`: the clearing file of the day has not come.
//!
//! # What happened
//! The swipe was approved and waits for a file of the network that should be here by now.
//! # Evidence
//! An approved platform row, no clearing or settlement line, and a clearing source that is not
//! complete for its settlement day, after 09:00 of the next.
//! # Who acts, and when the money comes
//! The network, or whoever fetches its files: ask for the file again. The money comes by the
//! usual cycle once it is here.

use super::Finding;
use crate::{Cause, Facts};
use trail::Source;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.clearing.is_some() || facts.settlement.is_some() {
        return None; // Settled without the file: the file is not what it waits for.
    }
    let approved = facts.platform.is_some() && facts.outcome.is_approved();
    let hour = facts.knowledge.thresholds.clearing_file_hour;
    let missing = approved
        && !facts.covers(Source::Clearing, facts.settle_day)
        && facts.now >= facts.file_time(facts.settle_day, hour);
    missing.then(|| Finding::of(Cause::ClearingFileMissing))
}
