//! The verdict of each swipe, from money and the clock alone, as the record contract defines them.
//!
//! In: what is owed, what came, when it is due. Out: verdict and cause of every truth row.
//! Absent by design: records. Nothing here reads a row that a data set would show; the town knows.

use ledger::{Instant, SettleMode};

use crate::period::Times;
use crate::rows::TruthRow;
use crate::word::{Stage, Verdict};
use crate::world::{Merchant, World};

/// The platform's switch closes its day here; a swipe this near may fall on either side.
const STRADDLE: std::ops::RangeInclusive<u32> = 22 * 3600 + 1800..=23 * 3600 + 1800;
/// The network's file of a day is there at this second of the next.
const FILE_SECOND: u32 = 9 * 3600;

/// Finishes the truth of one merchant's swipes.
pub fn finish(world: &World, merchant: &Merchant, rows: &mut [TruthRow]) {
    for row in rows {
        row.verdict = verdict(row, world.times.period.as_of);
        match row.verdict {
            Verdict::Arrived if is_late(row) => {}
            Verdict::Arrived if !row.beside => row.cause = "",
            Verdict::NotOwed => row.expected_by = None,
            Verdict::Pending if row.cause.is_empty() => {
                let cause = pending_cause(&world.times, merchant.terms.mode, row);
                row.cause = cause;
                row.fate = cause;
            }
            _ => {}
        }
        if row.not_owed {
            row.owed = Some(0);
        }
    }
}

fn verdict(row: &TruthRow, as_of: Instant) -> Verdict {
    if row.not_owed {
        return Verdict::NotOwed;
    }
    let waiting = match row.expected_by {
        Some(due) if as_of > due => Verdict::Overdue,
        _ => Verdict::Pending,
    };
    match row.owed {
        None => waiting,
        Some(_) if row.arrived_at.is_none() => waiting,
        Some(owed) => match (row.arrived - row.to_be_netted).cmp(&owed) {
            std::cmp::Ordering::Equal => Verdict::Arrived,
            std::cmp::Ordering::Less => Verdict::Short,
            std::cmp::Ordering::Greater => Verdict::Over,
        },
    }
}

/// Whether the last of it came after it was due.
pub fn is_late(row: &TruthRow) -> bool {
    matches!((row.arrived_at, row.expected_by), (Some(came), Some(due)) if came > due)
}

/// Why money that nothing befell has not come yet: the calendar's causes, in the catalogue's order.
fn pending_cause(times: &Times, mode: SettleMode, row: &TruthRow) -> &'static str {
    let swiped_on = times.zone.day(row.swiped_at);
    let after_the_cut = row.settle_day == swiped_on.plus(1);
    let cleared = row.stage >= Stage::Clearing;
    let is_workdays = matches!(mode, SettleMode::T(_));
    let next = row.settle_day.plus(1);
    let between = 1..times
        .due_day(mode, row.settle_day)
        .days_since(row.settle_day);
    let over_a_holiday = between
        .into_iter()
        .any(|offset| times.calendar.is_holiday(row.settle_day.plus(offset)));
    if cleared && after_the_cut && STRADDLE.contains(&times.zone.second_of_day(row.swiped_at)) {
        "cutoff_straddle"
    } else if matches!(mode, SettleMode::T(2..)) {
        "longer_cycle"
    } else if after_the_cut {
        "after_cutoff_not_due"
    } else if is_workdays && over_a_holiday {
        "holiday_not_due"
    } else if is_workdays && next.is_weekend() && !times.calendar.is_workday(next) {
        "weekend_not_due"
    } else if !cleared && times.period.as_of < times.at(next, FILE_SECOND) {
        "clearing_pending"
    } else {
        "not_due_yet"
    }
}
