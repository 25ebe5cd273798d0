//! `longer_cycle`: the contract pays after several days.
//!
//! # What happened
//! The merchant's contract settles two or more days after the swipe, and those days are not over.
//! # Evidence
//! The settlement mode is longer than one day, no payout is made yet, and the due time has not
//! passed.
//! # Who acts, and when the money comes
//! Nobody needs to act; the money comes by the due date.

use super::Finding;
use crate::{Cause, Facts};
use ledger::SettleMode;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let long = match facts.mode {
        SettleMode::T(days) | SettleMode::D(days) => days >= 2,
        SettleMode::T0 => false,
    };
    let ahead = facts.due.is_some_and(|due| facts.now <= due.expected_by);
    let waits = long && ahead && facts.payment().is_none();
    waits.then(|| Finding::of(Cause::LongerCycle))
}
