//! `hvps_closed`: the high-value system was closed.
//!
//! # What happened
//! The payout was made in the evening, at a weekend or on a holiday, when the high-value system
//! takes nothing.
//! # Evidence
//! The payout goes by the high-value system, was made outside its hours (20:30 of the day before a
//! workday to 17:15 of the workday), is still under way, and the system has not opened since for
//! longer than a transfer takes; or it was refused because the time was over.
//! # Who acts, and when the money comes
//! Nobody needs to act while it waits; the money comes after the next opening. A refused payout is
//! sent again then.

use super::Finding;
use crate::{Cause, Facts};
use ledger::Instant;

/// The name by which channels of the high-value system are known.
const CHANNEL: &str = "hvps";

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.payout_reason() == Some(Cause::HvpsClosed) {
        return Some(Finding::of(Cause::HvpsClosed));
    }
    let plan = facts.under_way()?.payout.plan();
    if !plan.channel.eq_ignore_ascii_case(CHANNEL) {
        return None;
    }
    let opens_at = next_opening(facts, plan.created_at)?;
    let waits_until = opens_at.plus_seconds(facts.knowledge.thresholds.rail_s);
    (facts.now <= waits_until).then(|| Finding::of(Cause::HvpsClosed))
}

/// When the system opens next after an instant at which it is closed; `None` when it is open.
fn next_opening(facts: &Facts<'_, '_>, at: Instant) -> Option<Instant> {
    let (zone, calendar) = (&facts.knowledge.zone, &facts.knowledge.calendar);
    let hours = &facts.knowledge.thresholds;
    let (day, second) = (zone.day(at), zone.second_of_day(at));
    let open = (second < hours.hvps_closes_s && calendar.is_workday(day))
        || (second >= hours.hvps_opens_s && calendar.is_workday(day.plus(1)));
    if open {
        return None;
    }
    let next = calendar.nth_workday_after(day, 1).day;
    Some(zone.at(next.plus(-1), hours.hvps_opens_s))
}
