//! `after_cutoff_not_due`: swiped after the cut, so it counts for the next day.
//!
//! # What happened
//! The network's day had ended, and with it the day on which the cycle begins.
//! # Evidence
//! The settlement day is the day after the swipe, and the due time has not passed.
//! # Who acts, and when the money comes
//! Nobody. It comes by the due date.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let next_day = facts.is_in_time() && facts.settle_day.days_since(facts.swipe_day()) == 1;
    next_day.then(|| Finding::of(Cause::AfterCutoffNotDue))
}
