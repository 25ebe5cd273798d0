//! The calendar of bank workdays: weekends, public holidays and the weekends worked in exchange (调休).
//!
//! In: a table `date,kind,name` (ours is `specs/calendar/cn.csv`), and rows of the user that override it.
//! Out: whether a day is a workday, and the n-th workday after it. A year is *known* when the table names both its
//! 1 January and its 1 October, which every published year has; beyond, Monday to Friday is assumed and said so.
//! Absent by design: a guess at holidays that nobody has published.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar_row::read_table;
use crate::{CalendarRow, Day, DayKind};

/// The mainland table that is compiled in.
const MAINLAND: &str = include_str!("../../../specs/calendar/cn.csv");

/// A workday found by counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workday {
    /// The day.
    pub day: Day,
    /// Whether a day on the way lies outside the known table, so that the count rests on Monday to Friday.
    pub provisional: bool,
}

/// Workdays and holidays. Lend it; making it builds a table of days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    rows: BTreeMap<Day, (DayKind, String)>,
    makeup_workday_settles: bool,
    /// Built from the two above: years that are wholly known, and a dense table of the first unbroken run of them.
    known_years: BTreeSet<i32>,
    first: Day,
    workdays: Vec<bool>,
}

impl Calendar {
    /// The mainland calendar that is compiled in: 2024 to 2026.
    pub fn mainland() -> Calendar {
        Calendar::parse(MAINLAND).expect("a test loads the table that is compiled in")
    }

    /// Reads a table with the header `date,kind,name`; all faults at once, each with its line.
    pub fn parse(text: &str) -> Result<Calendar, Vec<String>> {
        let rows = read_table(text)?
            .into_iter()
            .map(|row| (row.date, (row.kind, row.name)));
        Ok(Calendar::build(rows.collect(), true))
    }

    /// This calendar with the user's rows on top. Rows of one day that disagree: the holiday wins, whatever their
    /// order, because a promise too late is kept and a promise too early is broken.
    pub fn overlay(self, rows: impl IntoIterator<Item = CalendarRow>) -> Calendar {
        let mut over = BTreeMap::new();
        for row in rows {
            let said = (row.kind, row.name);
            over.entry(row.date)
                .and_modify(|kept: &mut (DayKind, String)| {
                    if said < *kept {
                        kept.clone_from(&said);
                    }
                })
                .or_insert(said);
        }
        let mut all = self.rows;
        all.extend(over);
        Calendar::build(all, self.makeup_workday_settles)
    }

    /// Whether money settles on a weekend that is worked in exchange. It does unless said otherwise.
    pub fn with_makeup_workday_settles(self, settles: bool) -> Calendar {
        Calendar::build(self.rows, settles)
    }

    fn build(rows: BTreeMap<Day, (DayKind, String)>, makeup_workday_settles: bool) -> Calendar {
        let years: BTreeSet<i32> = rows.keys().map(|day| day.year()).collect();
        let named =
            |year, month| Day::ymd(year, month, 1).is_some_and(|day| rows.contains_key(&day));
        let known_years: BTreeSet<i32> = years
            .into_iter()
            .filter(|&year| named(year, 1) && named(year, 10))
            .collect();
        let mut calendar = Calendar {
            rows,
            makeup_workday_settles,
            known_years,
            first: Day::MAX,
            workdays: Vec::new(),
        };
        if let Some((first, last)) = calendar.horizon() {
            let days = last.days_since(first) + 1;
            let workdays = (0..days)
                .map(|offset| calendar.look_up(first.plus(offset)))
                .collect();
            (calendar.first, calendar.workdays) = (first, workdays);
        }
        calendar
    }

    /// The first and the last day of the first unbroken run of known years; `None` when no year is known.
    pub fn horizon(&self) -> Option<(Day, Day)> {
        let from = *self.known_years.first()?;
        let mut to = from;
        while self.known_years.contains(&(to + 1)) {
            to += 1;
        }
        Day::ymd(from, 1, 1).zip(Day::ymd(to, 12, 31))
    }

    /// Whether the table speaks of the day: its year is known, or a row names it.
    pub fn is_known(&self, day: Day) -> bool {
        self.dense(day).is_some()
            || self.rows.contains_key(&day)
            || self.known_years.contains(&day.year())
    }

    /// Whether banks settle on the day; Monday to Friday where the table is silent.
    pub fn is_workday(&self, day: Day) -> bool {
        self.dense(day).unwrap_or_else(|| self.look_up(day))
    }

    /// What the table says of the day, if anything.
    pub fn kind(&self, day: Day) -> Option<DayKind> {
        self.rows.get(&day).map(|&(kind, _)| kind)
    }

    /// The holiday's name, or the name of the make-up workday.
    pub fn name(&self, day: Day) -> Option<&str> {
        let (_, name) = self.rows.get(&day)?;
        (!name.is_empty()).then_some(name)
    }

    /// Whether the day is a holiday by a row of the table; a plain weekend is none.
    pub fn is_holiday(&self, day: Day) -> bool {
        self.kind(day) == Some(DayKind::Holiday)
    }

    /// Whether the day is a weekend that is worked by a row of the table.
    pub fn is_makeup_workday(&self, day: Day) -> bool {
        day.is_weekend() && self.kind(day) == Some(DayKind::Workday)
    }

    /// The `n`-th workday strictly after the day; the day itself for 0.
    pub fn nth_workday_after(&self, day: Day, n: u32) -> Workday {
        let mut found = Workday {
            day,
            provisional: false,
        };
        let mut left = n;
        while left > 0 && found.day < Day::MAX {
            found.day = found.day.plus(1);
            found.provisional |= !self.is_known(found.day);
            left -= u32::from(self.is_workday(found.day));
        }
        found
    }

    /// Every row, by date.
    pub fn rows(&self) -> impl Iterator<Item = CalendarRow> + '_ {
        self.rows.iter().map(|(&date, (kind, name))| CalendarRow {
            date,
            kind: *kind,
            name: name.clone(),
        })
    }

    fn dense(&self, day: Day) -> Option<bool> {
        let index = usize::try_from(day.days_since(self.first)).ok()?;
        self.workdays.get(index).copied()
    }

    fn look_up(&self, day: Day) -> bool {
        match self.kind(day) {
            Some(DayKind::Holiday) => false,
            Some(DayKind::Workday) => self.makeup_workday_settles || !day.is_weekend(),
            None => !day.is_weekend(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn row(date: &str, kind: DayKind) -> CalendarRow {
        let (date, name) = (day(date), String::new());
        CalendarRow { date, kind, name }
    }

    #[test]
    fn every_row_of_the_compiled_table() {
        let calendar = Calendar::mainland();
        let mut rows = 0;
        for line in MAINLAND.lines().skip(1) {
            let cells: Vec<&str> = line.split(',').collect();
            let date = day(cells[0]);
            assert_eq!(calendar.is_workday(date), cells[1] == "workday", "{line}");
            assert_eq!(calendar.name(date), Some(cells[2]), "{line}");
            assert!(calendar.is_known(date));
            // A make-up workday that is no weekend would change nothing: such a row is a slip of the pen.
            assert_eq!(
                calendar.is_makeup_workday(date),
                cells[1] == "workday",
                "{line}"
            );
            rows += 1;
        }
        assert_eq!((rows, calendar.rows().count()), (108, 108));
        let horizon = (day("2024-01-01"), day("2026-12-31"));
        assert_eq!(calendar.horizon(), Some(horizon));
    }

    #[test]
    fn workdays_of_each_year() {
        // Published by payroll calendars; a row lost or doubled in the table would change a sum.
        let calendar = Calendar::mainland();
        for (year, want) in [(2024, 251), (2025, 248), (2026, 248)] {
            let first = Day::ymd(year, 1, 1).expect("a day");
            let next = Day::ymd(year + 1, 1, 1).expect("a day");
            let count = (0..next.days_since(first))
                .filter(|&offset| calendar.is_workday(first.plus(offset)))
                .count();
            assert_eq!(count, want, "{year}");
        }
    }

    #[test]
    fn beyond_the_horizon_a_count_is_provisional() {
        let calendar = Calendar::mainland();
        let after = |date, n| calendar.nth_workday_after(day(date), n);
        let workday = |date, provisional| Workday {
            day: day(date),
            provisional,
        };
        assert_eq!(after("2026-12-30", 1), workday("2026-12-31", false));
        assert_eq!(after("2026-12-31", 1), workday("2027-01-01", true));
        assert_eq!(after("2023-12-29", 1), workday("2024-01-02", true));
        assert_eq!(after("2023-12-31", 1), workday("2024-01-02", false));
        assert_eq!(after("2030-06-01", 0), workday("2030-06-01", false));
        assert_eq!(calendar.nth_workday_after(Day::MAX, 3).day, Day::MAX);
    }

    #[test]
    fn an_overlay_overrides_and_extends() {
        use DayKind::{Holiday, Workday};
        let base = Calendar::mainland;
        let closed = base().overlay([row("2025-03-05", Holiday)]);
        assert!(!closed.is_workday(day("2025-03-05")) && base().is_workday(day("2025-03-05")));
        let open = base().overlay([row("2025-10-02", Workday)]);
        assert!(open.is_workday(day("2025-10-02")));
        // One row makes its own day known, not its year; New Year and National Day make the year known.
        let one = base().overlay([row("2027-01-01", Holiday)]);
        assert!(one.is_known(day("2027-01-01")) && !one.is_known(day("2027-01-02")));
        let next = base().overlay([row("2027-01-01", Holiday), row("2027-10-01", Holiday)]);
        assert!(next.is_known(day("2027-05-05")));
        assert_eq!(
            next.horizon().map(|(_, last)| last),
            Some(day("2027-12-31"))
        );
        let gap = base().overlay([row("2028-01-01", Holiday), row("2028-10-01", Holiday)]);
        assert!(gap.is_known(day("2028-05-05")) && !gap.is_known(day("2027-05-05")));
        assert_eq!(gap.horizon(), base().horizon());
        // Rows that disagree: no order changes the answer.
        let both = [row("2025-03-05", Workday), row("2025-03-05", Holiday)];
        let [b, a] = both.clone();
        assert_eq!(base().overlay(both), base().overlay([a, b]));
    }

    #[test]
    fn makeup_workdays_may_not_settle() {
        let calendar = Calendar::mainland().with_makeup_workday_settles(false);
        assert_eq!(
            calendar.nth_workday_after(day("2025-02-07"), 1).day,
            day("2025-02-10")
        );
    }

    proptest! {
        #[test]
        fn counting_workdays_is_monotone_and_adds_up(epoch in 19_000_i32..21_500, later in 0_i32..40, n in 0_u32..31, m in 1_u32..31) {
            let calendar = Calendar::mainland();
            let from = Day::from_epoch(epoch);
            let nth = calendar.nth_workday_after(from, n);
            prop_assert!(calendar.nth_workday_after(from, n + m).day > nth.day);
            prop_assert!(calendar.nth_workday_after(from.plus(later), n).day >= nth.day);
            prop_assert_eq!(calendar.nth_workday_after(nth.day, m).day, calendar.nth_workday_after(from, n + m).day);
            if n > 0 {
                prop_assert!(calendar.is_workday(nth.day));
                let between = (1..=nth.day.days_since(from)).filter(|&d| calendar.is_workday(from.plus(d))).count();
                prop_assert_eq!(between, n as usize);
            }
        }
    }
}
