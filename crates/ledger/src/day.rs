//! A calendar day, counted from 1970-01-01, in no time zone.
//!
//! In: year, month, day, or the text `YYYY-MM-DD`. Out: the count, and the text again.
//! Absent by design: clocks and zones (see [`Zone`](crate::Zone)). The arithmetic is ours, without a
//! library call, because a trace reads a date in every row.

use std::fmt;

/// A day of the proleptic Gregorian calendar, as days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weekday {
    /// 周一
    Monday,
    /// 周二
    Tuesday,
    /// 周三
    Wednesday,
    /// 周四
    Thursday,
    /// 周五
    Friday,
    /// 周六
    Saturday,
    /// 周日
    Sunday,
}

/// In the order of `Weekday`; 1970-01-01 was a Thursday.
const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// Days of 400 Gregorian years.
const ERA_DAYS: i64 = 146_097;
/// Days from 0000-03-01, where the arithmetic below begins its years, to 1970-01-01.
const MARCH_0000_TO_EPOCH: i64 = 719_468;

impl Day {
    /// The earliest day there can be, five million years ago.
    pub const MIN: Day = Day(i32::MIN);
    /// The last day there can be, in five million years.
    pub const MAX: Day = Day(i32::MAX);

    /// The day that lies `days` after 1970-01-01.
    pub const fn from_epoch(days: i32) -> Day {
        Day(days)
    }

    /// Days since 1970-01-01, negative before it.
    pub const fn epoch(self) -> i32 {
        self.0
    }

    /// The day of that year (0 to 9999), month (1 to 12) and day of the month; `None` when there is no such day.
    pub const fn ymd(year: i32, month: u8, day: u8) -> Option<Day> {
        if year < 0 || year > 9999 || month < 1 || month > 12 {
            return None;
        }
        if day < 1 || day > days_in_month(year, month) {
            return None;
        }
        // Years begin in March here, so that the leap day is the last of its year.
        let year_from_march = if month <= 2 { year - 1 } else { year } as i64;
        let month_from_march = if month > 2 { month - 3 } else { month + 9 } as i64;
        let era = year_from_march.div_euclid(400);
        let year_of_era = year_from_march.rem_euclid(400);
        let day_of_year = (153 * month_from_march + 2) / 5 + day as i64 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Day(
            (era * ERA_DAYS + day_of_era - MARCH_0000_TO_EPOCH) as i32
        ))
    }

    /// Reads exactly `YYYY-MM-DD`, nothing shorter or longer; `None` for 30 February.
    pub fn parse(text: &str) -> Option<Day> {
        Day::parse_bytes(text.as_bytes())
    }

    /// As [`parse`](Day::parse), for bytes that are not yet known to be UTF-8.
    pub fn parse_bytes(text: &[u8]) -> Option<Day> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
            return None;
        };
        let year = i32::from(two_digits(y1, y2)?) * 100 + i32::from(two_digits(y3, y4)?);
        Day::ymd(year, two_digits(m1, m2)?, two_digits(d1, d2)?)
    }

    /// Year, month (1 to 12) and day of the month.
    pub const fn to_ymd(self) -> (i32, u8, u8) {
        let days = self.0 as i64 + MARCH_0000_TO_EPOCH;
        let era = days.div_euclid(ERA_DAYS);
        let day_of_era = days.rem_euclid(ERA_DAYS);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        (year as i32, month as u8, day as u8)
    }

    /// `YYYY-MM-DD` as bytes, for writing many of them; `None` outside the years 0 to 9999.
    pub fn ascii(self) -> Option<[u8; 10]> {
        let (year, month, day) = self.to_ymd();
        let [y1, y2] = digits(
            u8::try_from(year.div_euclid(100))
                .ok()
                .filter(|&c| c < 100)?,
        );
        let [y3, y4] = digits(year.rem_euclid(100) as u8);
        let ([m1, m2], [d1, d2]) = (digits(month), digits(day));
        Some([y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2])
    }

    /// The year alone.
    pub const fn year(self) -> i32 {
        self.to_ymd().0
    }

    /// The day that many days later (earlier when negative); stays at `MIN` or `MAX` instead of wrapping.
    pub const fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// How many days `self` lies after `earlier`; saturates instead of wrapping.
    pub const fn days_since(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// The day of the week.
    pub const fn weekday(self) -> Weekday {
        WEEK[(self.0 as i64 + 3).rem_euclid(7) as usize]
    }

    /// Saturday or Sunday, whatever the calendar of make-up workdays says.
    pub const fn is_weekend(self) -> bool {
        matches!(self.weekday(), Weekday::Saturday | Weekday::Sunday)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(text) = self.ascii() {
            return f.write_str(std::str::from_utf8(&text).expect("digits and hyphens"));
        }
        let (year, month, day) = self.to_ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Two ASCII digits as a number; `None` for anything else.
pub(crate) fn two_digits(tens: u8, ones: u8) -> Option<u8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens <= 9 && ones <= 9).then(|| tens * 10 + ones)
}

/// A number below 100 as two ASCII digits.
pub(crate) fn digits(number: u8) -> [u8; 2] {
    [b'0' + number / 10, b'0' + number % 10]
}

const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn agrees_with_jiff_over_two_centuries() {
        let mut date = jiff::civil::date(1900, 1, 1);
        let mut day = Day::ymd(1900, 1, 1).expect("a day");
        assert_eq!(day.epoch(), -25_567);
        while date.year() < 2101 {
            let ymd = (i32::from(date.year()), date.month() as u8, date.day() as u8);
            assert_eq!(day.to_ymd(), ymd);
            assert_eq!(Day::ymd(ymd.0, ymd.1, ymd.2), Some(day));
            assert_eq!(day.to_string(), date.to_string());
            assert_eq!(Day::parse(&date.to_string()), Some(day));
            let from_monday = day.weekday() as i8;
            assert_eq!(from_monday, date.weekday().to_monday_zero_offset());
            date = date.tomorrow().expect("far from the end of time");
            day = day.plus(1);
        }
    }

    #[test]
    fn refuses_what_is_no_day() {
        for text in [
            "",
            "2025-02-30",
            "2025-02-29",
            "2100-02-29",
            "2025-00-10",
            "2025-13-01",
            "2025-04-31",
            "2025-1-01",
            "2025/01/01",
            "20250101",
            "2025-01-01 ",
            "２０２５-01-01",
            "+025-01-01",
        ] {
            assert_eq!(Day::parse(text), None, "{text:?}");
        }
        assert!(Day::parse("2024-02-29").is_some());
        assert!(Day::parse("2000-02-29").is_some());
    }

    #[test]
    fn days_of_no_four_digit_year_are_shown_all_the_same() {
        assert_eq!(Day::from_epoch(2_932_897).to_string(), "10000-01-01");
        assert_eq!(Day::from_epoch(-719_529).to_string(), "-001-12-31");
        assert_eq!(Day::MAX.to_string(), "5881580-07-11");
    }

    proptest! {
        #[test]
        fn every_day_comes_back(epoch in -719_528_i32..2_932_896) {
            let day = Day::from_epoch(epoch);
            let (y, m, d) = day.to_ymd();
            prop_assert_eq!(Day::ymd(y, m, d), Some(day));
            prop_assert_eq!(Day::parse(&day.to_string()), Some(day));
            prop_assert_eq!(day.plus(7).weekday(), day.weekday());
        }

        #[test]
        fn adding_and_taking_away(epoch in any::<i32>(), days in -100_000_i32..100_000) {
            let day = Day::from_epoch(epoch);
            let later = day.plus(days);
            if later != Day::MAX && later != Day::MIN {
                prop_assert_eq!(later.days_since(day), days);
            }
        }
    }
}
