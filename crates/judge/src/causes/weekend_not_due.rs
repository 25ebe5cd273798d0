//! `weekend_not_due`: a weekend lies between.
//!
//! # What happened
//! Banks do not settle at weekends, so cycles by workdays wait.
//! # Evidence
//! A cycle by workdays, the day after the settlement day is a Saturday or Sunday that is not
//! worked, and the due time has not passed.
//! # Who acts, and when the money comes
//! Nobody. It comes on the next workday.

use super::Finding;
use crate::{Cause, Facts};
use ledger::SettleMode;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !facts.is_in_time() || !matches!(facts.mode, SettleMode::T(_)) {
        return None;
    }
    let next = facts.settle_day.plus(1);
    let rests = next.is_weekend() && !facts.knowledge.calendar.is_workday(next);
    rests.then(|| Finding::of(Cause::WeekendNotDue))
}
