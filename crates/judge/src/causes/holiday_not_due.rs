//! `holiday_not_due`: a public holiday lies between.
//!
//! # What happened
//! Banks do not settle on holidays, so cycles by workdays wait until they are over.
//! # Evidence
//! A cycle by workdays with a holiday between settlement day and due day, and the due time has
//! not passed.
//! # Who acts, and when the money comes
//! Nobody. It comes on the first workday after the holiday, several days together.

use super::Finding;
use crate::{Cause, Facts};
use ledger::Why;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let over_a_holiday = facts.is_in_time()
        && facts
            .due
            .is_some_and(|due| matches!(due.why, Why::Holiday(_)));
    over_a_holiday.then(|| Finding::of(Cause::HolidayNotDue))
}
