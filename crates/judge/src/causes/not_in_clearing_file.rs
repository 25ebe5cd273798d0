//! `not_in_clearing_file`: approved by the platform, and in no clearing file.
//!
//! # What happened
//! The network's files of the settlement day and of the next have come, and neither has the swipe,
//! though the platform says that it was approved and nobody reversed it.
//! # Evidence
//! The platform's approval, no reversal, no clearing line, and complete clearing files of both
//! days. A delay that the network has announced, a foreign card or a claim already filed goes
//! before.
//! # Who acts, and when the money comes
//! The acquirer asks the network with trace number, time and reference, and files a debit
//! adjustment if it was reversed in error: two to fifteen workdays.

use super::Finding;
use crate::{Cause, Facts};
use trail::Source;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.platform?;
    if facts.clearing.is_some() || !crate::outcome(row.response_code).is_approved() {
        return None;
    }
    // Paid out in advance of the network: then something else holds it up.
    if !facts.reversals.is_empty() || facts.payout_state().is_some() {
        return None;
    }
    // Money paid in advance may be late before any file could have come.
    let hour = facts.knowledge.thresholds.clearing_file_hour;
    let absent = facts.now >= facts.file_time(facts.settle_day, hour)
        && facts.covers(Source::Clearing, facts.settle_day)
        && facts.covers(Source::Clearing, facts.settle_day.plus(1));
    let explained = || {
        super::clearing_delayed::is_announced(facts)
            || super::clearing_file_rejected::find(facts).is_some()
            || super::debit_adjustment_pending::is_filed(facts)
            || super::cross_currency::find(facts).is_some()
    };
    (absent && !explained()).then(|| Finding::of(Cause::NotInClearingFile))
}
