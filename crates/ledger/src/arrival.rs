//! When the money is due: the one function that both promises and judges.
//!
//! In: the contract's cycle, the settlement day, the answer's instant, the calendar and the zone. Out: the due day,
//! the instant after which it is overdue, what lies between, and whether the date rests on an assumption.
//! Absent by design: estimates. Notices, channel lags and holds move an estimate, never this date.

use crate::{Calendar, Day, Instant, SettleMode, Zone};

/// The product window of T0 where the contract names none: two hours after the answer.
pub const T0_WINDOW_SECONDS: i64 = 7_200;

/// A due date with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Overdue begins after this instant: 23:59:59 of the due day, or the end of the T0 window.
    pub expected_by: Instant,
    /// The local day of `expected_by`.
    pub due_day: Day,
    /// The date lies beyond the known calendar, or rests on a default.
    pub provisional: bool,
    /// What lies between the settlement day and the due day.
    pub why: Why,
}

/// What lies between the settlement day and the due day: the strongest reason, in the order holiday, weekend,
/// make-up workday, plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The due day is the very next day, a workday.
    NextWorkday,
    /// A weekend lies between.
    Weekend,
    /// A public holiday lies between; its first day that does.
    Holiday(Day),
    /// The due day is a weekend that is worked in exchange.
    MakeupWorkday(Day),
    /// Several workdays by contract, with nothing but workdays between.
    SeveralWorkdays,
    /// So many calendar days by contract, weekends and holidays included.
    CalendarDays,
    /// The settlement day itself.
    SameDay,
    /// A window after the answer.
    Window,
}

impl Why {
    /// A stable word for keys of the wording catalogue.
    pub const fn slug(self) -> &'static str {
        match self {
            Why::NextWorkday => "next_workday",
            Why::Weekend => "weekend",
            Why::Holiday(_) => "holiday",
            Why::MakeupWorkday(_) => "makeup_workday",
            Why::SeveralWorkdays => "several_workdays",
            Why::CalendarDays => "calendar_days",
            Why::SameDay => "same_day",
            Why::Window => "window",
        }
    }
}

/// When the money of a swipe is due by contract. `answered_at` matters for T0 alone: without it the end of the
/// settlement day is taken, provisionally.
pub fn arrival(
    mode: SettleMode,
    settlement_day: Day,
    answered_at: Option<Instant>,
    calendar: &Calendar,
    zone: &Zone,
    t0_window_seconds: i64,
) -> Arrival {
    let by_day = |due_day, provisional, why| Arrival {
        expected_by: zone.end_of_day(due_day),
        due_day,
        provisional,
        why,
    };
    match (mode, answered_at) {
        (SettleMode::T0, Some(answered_at)) => {
            let expected_by = answered_at.plus_seconds(t0_window_seconds);
            Arrival {
                expected_by,
                due_day: zone.day(expected_by),
                provisional: false,
                why: Why::Window,
            }
        }
        (SettleMode::T0, None) => by_day(settlement_day, true, Why::SameDay),
        (SettleMode::D(0), _) => by_day(settlement_day, false, Why::SameDay),
        (SettleMode::D(days), _) => {
            let due_day = settlement_day.plus(i32::from(days));
            by_day(due_day, false, Why::CalendarDays)
        }
        (SettleMode::T(days), _) => {
            let due = calendar.nth_workday_after(settlement_day, u32::from(days));
            let why = why_workday(settlement_day, due.day, calendar);
            by_day(due.day, due.provisional, why)
        }
    }
}

/// Why a count of workdays from one day ended on another.
fn why_workday(from: Day, due: Day, calendar: &Calendar) -> Why {
    let mut weekend = false;
    for offset in 1..due.days_since(from) {
        let day = from.plus(offset);
        if calendar.is_workday(day) {
            continue;
        }
        if calendar.is_holiday(day) {
            return Why::Holiday(day);
        }
        weekend = true;
    }
    match due.days_since(from) {
        _ if weekend => Why::Weekend,
        _ if calendar.is_makeup_workday(due) => Why::MakeupWorkday(due),
        0 => Why::SameDay,
        1 => Why::NextWorkday,
        _ => Why::SeveralWorkdays,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cutoff, settlement_day};
    use proptest::prelude::*;

    fn due(swipe: &str, mode: &str) -> String {
        let (zone, calendar) = (Zone::shanghai(), Calendar::mainland());
        let swiped_at = zone.parse(swipe).expect("a time");
        let mode = SettleMode::parse(mode).expect("a mode");
        let settled = settlement_day(swiped_at, &zone, Cutoff::default());
        let due = arrival(
            mode,
            settled,
            Some(swiped_at),
            &calendar,
            &zone,
            T0_WINDOW_SECONDS,
        );
        assert_eq!(due.due_day, zone.day(due.expected_by));
        let provisional = if due.provisional { " provisional" } else { "" };
        let why = due.why.slug();
        match due.why {
            Why::Window => format!(
                "{settled} {} {why}{provisional}",
                zone.show(due.expected_by)
            ),
            _ => {
                assert_eq!(due.expected_by, zone.end_of_day(due.due_day));
                format!("{settled} {} {why}{provisional}", due.due_day)
            }
        }
    }

    fn check(table: &str, rows: usize) {
        let table = table.trim().lines();
        assert_eq!(table.clone().count(), rows);
        for line in table {
            let (given, want) = line.trim().split_once(" -> ").expect("given -> wanted");
            let (swipe, mode) = given.trim().rsplit_once(' ').expect("a time and a mode");
            assert_eq!(due(swipe, mode), want, "{given}");
        }
    }

    #[test]
    fn worked_examples_of_the_handbook() {
        check(
            "
            2025-03-04 14:00:00 T1 -> 2025-03-04 2025-03-05 next_workday
            2025-03-04 22:59:59 T1 -> 2025-03-04 2025-03-05 next_workday
            2025-03-04 23:00:01 T1 -> 2025-03-05 2025-03-06 next_workday
            2025-03-07 10:00:00 T1 -> 2025-03-07 2025-03-10 weekend
            2025-03-07 23:10:00 T1 -> 2025-03-08 2025-03-10 weekend
            2025-03-08 12:00:00 T1 -> 2025-03-08 2025-03-10 weekend
            2025-03-09 22:30:00 T1 -> 2025-03-09 2025-03-10 next_workday
            2025-03-09 23:30:00 T1 -> 2025-03-10 2025-03-11 next_workday
            2025-03-08 12:00:00 D1 -> 2025-03-08 2025-03-09 calendar_days
            2025-03-04 14:00:00 D0 -> 2025-03-04 2025-03-04 same_day
            2025-03-04 23:10:00 D0 -> 2025-03-05 2025-03-05 same_day
            2025-03-04 14:00:00 T2 -> 2025-03-04 2025-03-06 several_workdays
            2025-03-06 14:00:00 T2 -> 2025-03-06 2025-03-10 weekend
            2025-01-25 12:00:00 T1 -> 2025-01-25 2025-01-26 makeup_workday
            2025-01-27 12:00:00 T1 -> 2025-01-27 2025-02-05 holiday
            2025-02-07 12:00:00 T1 -> 2025-02-07 2025-02-08 makeup_workday
            2025-04-03 12:00:00 T1 -> 2025-04-03 2025-04-07 holiday
            2025-09-30 12:00:00 T1 -> 2025-09-30 2025-10-09 holiday
            2025-10-03 12:00:00 T1 -> 2025-10-03 2025-10-09 holiday
            2025-10-03 12:00:00 D1 -> 2025-10-03 2025-10-04 calendar_days
            2025-10-10 12:00:00 T1 -> 2025-10-10 2025-10-11 makeup_workday
            2025-10-11 12:00:00 T1 -> 2025-10-11 2025-10-13 weekend
            2024-02-08 12:00:00 T1 -> 2024-02-08 2024-02-09 next_workday
            2024-02-09 12:00:00 T1 -> 2024-02-09 2024-02-18 holiday
            2024-10-11 12:00:00 T1 -> 2024-10-11 2024-10-12 makeup_workday
            2026-02-13 12:00:00 T1 -> 2026-02-13 2026-02-14 makeup_workday
            2026-02-14 12:00:00 T1 -> 2026-02-14 2026-02-24 holiday
            2026-02-14 23:30:00 T1 -> 2026-02-15 2026-02-24 holiday
            2026-06-18 12:00:00 T1 -> 2026-06-18 2026-06-22 holiday
            2026-09-24 12:00:00 T1 -> 2026-09-24 2026-09-28 holiday
            2026-09-30 12:00:00 T1 -> 2026-09-30 2026-10-08 holiday
            2026-10-09 12:00:00 T1 -> 2026-10-09 2026-10-10 makeup_workday
            ",
            32,
        );
    }

    #[test]
    fn beyond_the_examples() {
        check(
            "
            2025-03-04 14:00:00 T0 -> 2025-03-04 2025-03-04T16:00:00+08:00 window
            2025-03-04 22:30:00 T0 -> 2025-03-04 2025-03-05T00:30:00+08:00 window
            2026-12-31 12:00:00 T1 -> 2026-12-31 2027-01-01 next_workday provisional
            2026-12-31 12:00:00 D1 -> 2026-12-31 2027-01-01 calendar_days
            2026-12-30 12:00:00 T1 -> 2026-12-30 2026-12-31 next_workday
            2027-03-04 12:00:00 T3 -> 2027-03-04 2027-03-09 weekend provisional
            2025-03-04 12:00:00 T30 -> 2025-03-04 2025-04-16 holiday
            2025-03-04 12:00:00 D30 -> 2025-03-04 2025-04-03 calendar_days
            ",
            8,
        );
    }

    #[test]
    fn a_holiday_is_named_by_its_first_day_between() {
        let day = |text| Day::parse(text).expect("a day");
        let (calendar, zone) = (Calendar::mainland(), Zone::shanghai());
        let why = |from| arrival(SettleMode::T(1), day(from), None, &calendar, &zone, 0).why;
        assert_eq!(why("2025-01-27"), Why::Holiday(day("2025-01-28")));
        assert_eq!(why("2025-10-03"), Why::Holiday(day("2025-10-04")));
        assert_eq!(calendar.name(day("2025-01-28")), Some("春节"));
    }

    #[test]
    fn t0_without_an_answer_is_the_end_of_the_day_provisionally() {
        let (calendar, zone) = (Calendar::mainland(), Zone::shanghai());
        let day = Day::parse("2025-03-04").expect("a day");
        let due = arrival(
            SettleMode::T0,
            day,
            None,
            &calendar,
            &zone,
            T0_WINDOW_SECONDS,
        );
        assert_eq!((due.due_day, due.provisional), (day, true));
        assert_eq!(zone.show(due.expected_by), "2025-03-04T23:59:59+08:00");
    }

    proptest! {
        #[test]
        fn a_later_settlement_day_is_never_due_earlier(epoch in 19_000_i32..21_500, later in 0_i32..20, days in 1_u8..=30) {
            let (calendar, zone) = (Calendar::mainland(), Zone::shanghai());
            for mode in [SettleMode::T(days), SettleMode::D(days)] {
                let at = |epoch| arrival(mode, Day::from_epoch(epoch), None, &calendar, &zone, 0);
                let due = at(epoch);
                prop_assert!(at(epoch + later).expected_by >= due.expected_by);
                prop_assert!(due.due_day.days_since(Day::from_epoch(epoch)) >= i32::from(days));
                prop_assert_eq!(zone.second_of_day(due.expected_by), 86_399);
            }
        }
    }
}
