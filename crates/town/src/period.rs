//! The time the town lives in: its days and how busy they are, its calendar, and the instant at which it is looked at.
//!
//! In: first day, last day, as-of instant. Out: days, due days, moments.
//! Absent by design: the present. The as-of instant is given.

use ledger::{Calendar, Cutoff, Day, Instant, SettleMode, Zone, arrival, settlement_day};

/// Days that the tables reach beyond the period on either side.
const MARGIN_DAYS: i32 = 40;
/// The longest workday cycle that the tables hold.
const WORKDAYS_MAX: usize = 3;
/// How busy an ordinary workday is.
const BUSY: u32 = 1000;
/// How busy the few days are whose files go missing, so that they do not swallow the town.
const QUIET: u32 = 110;

/// When the town's swipes happen, and when it is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day of swipes.
    pub first: Day,
    /// The moment of judging; swipes end a little before.
    pub as_of: Instant,
}

impl Default for Period {
    /// From Monday 22 September 2025 to the first workday after the National Day block, ten in the morning: a make-up
    /// Sunday and eight days of holiday lie inside.
    fn default() -> Period {
        let first = Day::ymd(2025, 9, 22).expect("22 September 2025 is a day");
        let last = Day::ymd(2025, 10, 9).expect("9 October 2025 is a day");
        Period {
            first,
            as_of: Zone::shanghai().at(last, 10 * 3600),
        }
    }
}

/// Which days' files never came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MissingFiles {
    /// The platform has no records of this day.
    pub platform: Option<Day>,
    /// The network's file of this day.
    pub clearing: Option<Day>,
    /// The acquirer's settlement run of this day.
    pub settlement: Option<Day>,
    /// The records of payouts made on this day.
    pub payout: Option<Day>,
}

/// The period with all its tables.
#[derive(Clone, Debug)]
pub struct Times {
    /// What was asked for.
    pub period: Period,
    /// The local day of the as-of instant.
    pub today: Day,
    /// The zone of all local times.
    pub zone: Zone,
    /// Workdays and holidays.
    pub calendar: Calendar,
    /// Files that never came.
    pub missing: MissingFiles,
    /// How busy each day of the period is.
    pub weights: Vec<u32>,
    /// Their sum.
    pub weight: u32,
    /// Settlement days of T1 whose money was due before today, none of them lost nor followed by a lost one.
    pub past_days: Vec<Day>,
    /// Settlement days of T1 whose files have come and whose money is due today.
    pub due_days: Vec<Day>,
    due: Vec<[Day; WORKDAYS_MAX]>,
}

impl Times {
    /// The tables of a period. `None` when it has no day, or is longer than a year.
    pub fn of(period: Period, missing_files: bool) -> Option<Times> {
        let zone = Zone::shanghai();
        let calendar = Calendar::mainland();
        let today = zone.day(period.as_of);
        let length = today.days_since(period.first);
        if !(0..=366).contains(&length) {
            return None;
        }
        let missing = if missing_files && length >= 14 {
            MissingFiles {
                platform: Some(period.first.plus(-19)),
                clearing: Some(today.plus(-2)),
                settlement: Some(today.plus(-3)),
                payout: Some(today.plus(-5)),
            }
        } else {
            MissingFiles::default()
        };
        let due = (-MARGIN_DAYS..=length + MARGIN_DAYS)
            .map(|offset| {
                let day = period.first.plus(offset);
                [1, 2, 3].map(|n| calendar.nth_workday_after(day, n).day)
            })
            .collect();
        let mut times = Times {
            period,
            today,
            zone,
            calendar,
            missing,
            weights: Vec::new(),
            weight: 0,
            past_days: Vec::new(),
            due_days: Vec::new(),
            due,
        };
        times.weights = (0..=length)
            .map(|offset| times.busy(period.first.plus(offset)))
            .collect();
        times.weight = times.weights.iter().sum();
        let due_on = |times: &Times, day| times.due_day(SettleMode::T(1), day);
        times.past_days = times.days(|times, day| due_on(times, day) < times.today);
        times.due_days =
            times.days(|times, day| due_on(times, day) == times.today && times.is_closed(day));
        // A period too short for any is played with what there is.
        for days in [&mut times.past_days, &mut times.due_days] {
            if days.is_empty() {
                days.push(period.first);
            }
        }
        Some(times)
    }

    fn busy(&self, day: Day) -> u32 {
        if day == self.today {
            // The day is not over: the share of a shop's hours before the as-of instant.
            return BUSY
                * self
                    .zone
                    .second_of_day(self.period.as_of)
                    .saturating_sub(7 * 3600)
                / 57_600;
        }
        if self.is_lost(day) {
            return QUIET;
        }
        match (self.calendar.is_holiday(day), self.calendar.is_workday(day)) {
            (true, _) => BUSY * 7 / 10,
            (false, true) => BUSY,
            (false, false) => BUSY * 9 / 10,
        }
    }

    /// Whether a file of this settlement day, or the payouts made on it, never came: nothing else is planted there.
    pub fn is_lost(&self, day: Day) -> bool {
        [
            self.missing.clearing,
            self.missing.settlement,
            self.missing.payout,
        ]
        .contains(&Some(day))
    }

    /// A moment of a day.
    pub fn at(&self, day: Day, second: u32) -> Instant {
        self.zone.at(day, second)
    }

    /// The settlement day of a card swipe received then: the network's cut at 23:00:00.
    pub fn settlement_day(&self, at: Instant) -> Day {
        settlement_day(at, &self.zone, Cutoff::default())
    }

    /// The day on which money of that settlement day is due.
    pub fn due_day(&self, mode: SettleMode, settle_day: Day) -> Day {
        match mode {
            SettleMode::T0 => settle_day,
            SettleMode::D(days) => settle_day.plus(i32::from(days)),
            SettleMode::T(days) => {
                let offset = settle_day.days_since(self.period.first) + MARGIN_DAYS;
                let known = usize::try_from(offset)
                    .ok()
                    .and_then(|row| self.due.get(row));
                let column = usize::from(days).checked_sub(1);
                match (known, column) {
                    (Some(row), Some(column)) if column < WORKDAYS_MAX => row[column],
                    _ => {
                        self.calendar
                            .nth_workday_after(settle_day, u32::from(days))
                            .day
                    }
                }
            }
        }
    }

    /// After this instant the money is overdue.
    pub fn expected_by(&self, mode: SettleMode, settle_day: Day, answered_at: Instant) -> Instant {
        match mode {
            SettleMode::T0 => {
                let window = ledger::T0_WINDOW_SECONDS;
                arrival(
                    mode,
                    settle_day,
                    Some(answered_at),
                    &self.calendar,
                    &self.zone,
                    window,
                )
                .expected_by
            }
            _ => self.zone.end_of_day(self.due_day(mode, settle_day)),
        }
    }

    /// Whether the clearing and settlement rows of that day can be seen at the as-of instant: they are known from
    /// midnight after their day.
    pub fn is_closed(&self, settle_day: Day) -> bool {
        settle_day < self.today
    }

    /// Whether an instant lies before the as-of instant.
    pub fn has_happened(&self, at: Instant) -> bool {
        at <= self.period.as_of
    }

    fn days(&self, wanted: impl Fn(&Times, Day) -> bool) -> Vec<Day> {
        let last = self.today.days_since(self.period.first);
        // A first day is left out: nothing of a statement or a batch lies before it.
        let days = (1..=last).map(|offset| self.period.first.plus(offset));
        days.filter(|day| !self.is_lost(*day) && !self.is_lost(day.plus(1)) && wanted(self, *day))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_period_has_every_kind_of_day() {
        let times = Times::of(Period::default(), true).expect("a period");
        let show = |days: &[Day]| {
            days.iter()
                .map(Day::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            show(&times.past_days),
            "2025-09-23 2025-09-24 2025-09-25 2025-09-26 2025-09-27 2025-09-28 2025-09-29"
        );
        assert_eq!(
            show(&times.due_days),
            "2025-09-30 2025-10-01 2025-10-02 2025-10-08"
        );
        let due = |mode, text: &str| {
            let day = Day::parse(text).expect("a day");
            times.due_day(mode, day).to_string()
        };
        assert_eq!(due(SettleMode::T(1), "2025-09-26"), "2025-09-28");
        assert_eq!(due(SettleMode::T(2), "2025-10-08"), "2025-10-10");
        assert_eq!(due(SettleMode::D(1), "2025-10-01"), "2025-10-02");
    }

    #[test]
    fn a_period_needs_a_day() {
        let period = Period::default();
        let backwards = Period {
            first: period.first.plus(60),
            ..period
        };
        assert!(Times::of(backwards, true).is_none());
    }
}
