//! The cut-off: which settlement day a swipe belongs to.
//!
//! In: the instant at which the network took the swipe, or its field 15. Out: the settlement day (清算日).
//! Absent by design: whose clock it was. A terminal's clock may stand on the other side of the cut: near it, say
//! "probable" (see [`near_cutoff`]). Field 15 of the reply wins over the rule.

use crate::day::two_digits;
use crate::{Day, Instant, Zone};

const DAY_SECONDS: u32 = 86_400;
/// So close to the cut, on either side, a clock other than the network's proves nothing.
pub const NEAR_CUTOFF_SECONDS: u32 = 300;

/// When a settlement day ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cutoff {
    /// Local seconds since midnight; 86400 where the day is the calendar day.
    pub seconds_of_day: u32,
    /// Whether the second of the cut, all of it, still belongs to the day that ends.
    pub inclusive: bool,
}

impl Cutoff {
    /// 23:00:00, that second still the old day: UnionPay.
    pub const UNIONPAY: Cutoff = Cutoff {
        seconds_of_day: 82_800,
        inclusive: true,
    };
    /// The calendar day: WeChat Pay and Alipay bills.
    pub const MIDNIGHT: Cutoff = Cutoff {
        seconds_of_day: DAY_SECONDS,
        inclusive: true,
    };

    /// Reads `HH:MM` or `HH:MM:SS`, that second inclusive; `00:00` and `24:00` both mean the calendar day.
    pub fn parse(text: &str) -> Option<Cutoff> {
        let (hour, minute, second) = match *text.as_bytes() {
            [h1, h2, b':', m1, m2] => (two_digits(h1, h2)?, two_digits(m1, m2)?, 0),
            [h1, h2, b':', m1, m2, b':', s1, s2] => (
                two_digits(h1, h2)?,
                two_digits(m1, m2)?,
                two_digits(s1, s2)?,
            ),
            _ => return None,
        };
        if minute > 59 || second > 59 {
            return None;
        }
        let seconds_of_day = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second);
        match seconds_of_day {
            0 | DAY_SECONDS => Some(Cutoff::MIDNIGHT),
            1..DAY_SECONDS => Some(Cutoff {
                seconds_of_day,
                inclusive: true,
            }),
            _ => None,
        }
    }

    /// Whether a second of the day lies after the cut.
    fn is_after(self, second_of_day: u32) -> bool {
        if self.inclusive {
            second_of_day > self.seconds_of_day
        } else {
            second_of_day >= self.seconds_of_day
        }
    }
}

impl Default for Cutoff {
    fn default() -> Cutoff {
        Cutoff::UNIONPAY
    }
}

/// The settlement day of an instant by the rule: the local day, or the next one after the cut. It may be a Sunday:
/// clearing runs every calendar day.
pub fn settlement_day(instant: Instant, zone: &Zone, cutoff: Cutoff) -> Day {
    let day = zone.day(instant);
    match cutoff.is_after(zone.second_of_day(instant)) {
        true => day.plus(1),
        false => day,
    }
}

/// The day of a field 15, `MMDD`: of the year that brings it closest to the reply's date (31 December ↔ 1 January).
/// `None` when it is no day in those years.
pub fn field15(mmdd: &str, near: Day) -> Option<Day> {
    let &[m1, m2, d1, d2] = mmdd.as_bytes() else {
        return None;
    };
    let (month, day) = (two_digits(m1, m2)?, two_digits(d1, d2)?);
    let year = near.year();
    (year - 1..=year + 1)
        .filter_map(|year| Day::ymd(year, month, day))
        .min_by_key(|candidate| candidate.days_since(near).abs())
}

/// Whether the instant is so near the cut (22:55:00 to 23:05:00 for UnionPay) that the rule is only probable.
pub fn near_cutoff(instant: Instant, zone: &Zone, cutoff: Cutoff) -> bool {
    let second = zone.second_of_day(instant);
    let apart = second.abs_diff(cutoff.seconds_of_day % DAY_SECONDS);
    apart.min(DAY_SECONDS - apart) <= NEAR_CUTOFF_SECONDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settles(text: &str, cutoff: Cutoff) -> String {
        let zone = Zone::shanghai();
        let instant = zone.parse(text).expect("a time");
        settlement_day(instant, &zone, cutoff).to_string()
    }

    #[test]
    fn the_cut_to_the_second() {
        let exclusive = Cutoff {
            inclusive: false,
            ..Cutoff::UNIONPAY
        };
        for (time, unionpay, strict, midnight) in [
            ("2025-03-04 22:59:59", "04", "04", "04"),
            ("2025-03-04 23:00:00", "04", "05", "04"),
            ("2025-03-04 23:00:00.999", "04", "05", "04"),
            ("2025-03-04 23:00:01", "05", "05", "04"),
            ("2025-03-04 23:59:59", "05", "05", "04"),
            ("2025-03-05 00:00:00", "05", "05", "05"),
            ("2025-03-04T15:00:01Z", "05", "05", "04"),
        ] {
            let days = [Cutoff::default(), exclusive, Cutoff::MIDNIGHT]
                .map(|cutoff| settles(time, cutoff));
            let want = [unionpay, strict, midnight].map(|day| format!("2025-03-{day}"));
            assert_eq!(days, want, "{time}");
        }
    }

    #[test]
    fn field_15_takes_the_nearest_year() {
        for (mmdd, near, want) in [
            ("0305", "2025-03-04", "2025-03-05"),
            ("0101", "2025-12-31", "2026-01-01"),
            ("1231", "2026-01-01", "2025-12-31"),
            ("0229", "2024-02-28", "2024-02-29"),
            ("0229", "2026-02-28", "none"),
            ("1301", "2025-03-04", "none"),
            ("0000", "2025-03-04", "none"),
            ("305", "2025-03-04", "none"),
            ("03-5", "2025-03-04", "none"),
            ("", "2025-03-04", "none"),
        ] {
            let near = Day::parse(near).expect("a day");
            let got = field15(mmdd, near).map_or("none".to_owned(), |day| day.to_string());
            assert_eq!(got, want, "{mmdd} near {near}");
        }
    }

    #[test]
    fn near_the_cut() {
        let zone = Zone::shanghai();
        let near = |time: &str, cutoff| {
            let instant = zone.parse(&format!("2025-03-04 {time}")).expect("a time");
            near_cutoff(instant, &zone, cutoff)
        };
        for (time, unionpay, midnight) in [
            ("22:54:59", false, false),
            ("22:55:00", true, false),
            ("23:05:00", true, false),
            ("23:05:01", false, false),
            ("23:55:00", false, true),
            ("00:04:59", false, true),
            ("12:00:00", false, false),
        ] {
            assert_eq!(near(time, Cutoff::UNIONPAY), unionpay, "{time}");
            assert_eq!(near(time, Cutoff::MIDNIGHT), midnight, "{time}");
        }
    }

    #[test]
    fn cuts_as_written_in_configuration() {
        assert_eq!(Cutoff::parse("23:00"), Some(Cutoff::UNIONPAY));
        assert_eq!(Cutoff::parse("23:00:00"), Some(Cutoff::UNIONPAY));
        assert_eq!(Cutoff::parse("00:00"), Some(Cutoff::MIDNIGHT));
        assert_eq!(Cutoff::parse("24:00:00"), Some(Cutoff::MIDNIGHT));
        let ten = Cutoff::parse("22:00").map(|cutoff| cutoff.seconds_of_day);
        assert_eq!(ten, Some(79_200));
        for text in ["", "23", "23:60", "24:01", "25:00", "23:00:60", "11pm"] {
            assert_eq!(Cutoff::parse(text), None, "{text:?}");
        }
    }
}
