//! `terminal_test_mode`: swiped on a terminal that was not in production.
//!
//! # What happened
//! The terminal was in test mode, or had not been put back into service; what it did was no sale.
//! # Evidence
//! The terminal sent its state as test; or the platform, whose records of the day are complete,
//! never heard of the swipe, and the register says that the terminal is not active.
//! # Who acts, and when the money comes
//! The agent switches the terminal to production and the customer is asked to pay again. No money
//! is due.

use super::Finding;
use crate::{Cause, Facts, Outcome, TerminalStatus};
use trail::{Row, Source};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.terminal?;
    if row.extra("terminal_state") == "1" {
        return Some(Finding::of(Cause::TerminalTestMode));
    }
    let out_of_service = facts
        .terminal_record
        .is_some_and(|record| record.status != TerminalStatus::Active);
    let unheard = facts.is_known_to_terminal_only()
        && facts.outcome != Outcome::ApprovedOffline
        && facts.covers(Source::Platform, facts.settle_day);
    (out_of_service && unheard).then(|| Finding::of(Cause::TerminalTestMode))
}
