//! `terminal_clock_wrong`: the terminal prints another date than the platform saw.
//!
//! # What happened
//! The terminal's clock is wrong, so its slips bear the wrong day. Settlement goes by the
//! platform's time.
//! # Evidence
//! The terminal's date and the platform's date of the swipe differ, by more than minutes, and it
//! was not an offline sale that was sent in later.
//! # Who acts, and when the money comes
//! The merchant signs the terminal in again, which sets its clock. The money is not affected.

use super::Finding;
use crate::{Cause, Facts};

/// Around midnight the dates of two good clocks differ, too.
const CLOCKS_APART_S: u64 = 600;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let (terminal, platform) = (facts.terminal?, facts.platform?);
    let apart_s = platform.received_at.seconds_since(terminal.local_time);
    if apart_s.unsigned_abs() <= CLOCKS_APART_S || facts.is_sold_offline() {
        return None;
    }
    let zone = &facts.knowledge.zone;
    (zone.day(terminal.local_time) != zone.day(platform.received_at))
        .then(|| Finding::of(Cause::TerminalClockWrong))
}
