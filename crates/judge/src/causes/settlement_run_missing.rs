//! `settlement_run_missing`: the acquirer has not settled the day.
//!
//! # What happened
//! The network cleared the swipe, and the run that turns clearing into what merchants are owed
//! did not happen.
//! # Evidence
//! A clearing line, no settlement line, and a settlement source that is not complete for that
//! day, after 12:00 of the next.
//! # Who acts, and when the money comes
//! The acquirer starts the run. The payout follows it.

use super::Finding;
use crate::{Cause, Facts};
use trail::Source;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.settlement.is_some() {
        return None;
    }
    let day = facts.clearing?.settle_date;
    let hour = facts.knowledge.thresholds.settlement_run_hour;
    let missing = !facts.covers(Source::Settlement, day) && facts.now > facts.file_time(day, hour);
    missing.then(|| Finding::of(Cause::SettlementRunMissing))
}
