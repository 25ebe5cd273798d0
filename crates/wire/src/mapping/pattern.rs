//! Patterns of dates and times in foreign files: `%Y-%m-%d %H:%M:%S`, `%Y%m%d`, `%Y/%-m/%-d`, `%m%d%H%M%S`.
//!
//! In: text. Out: the same moment in the native form. Every directive has a fixed width, so a pattern without anything
//! between its parts (`%Y%m%d`) is never ambiguous; with `-` it has one digit or two. `%*` is whatever is left. A pattern
//! without a year takes the one that brings it nearest to a day that is given with it. Absent: names of months, zones.

use crate::fault::Fault;
use crate::field::{civil_day, civil_time, date};
use std::fmt::Write;

/// The century that a year of two digits belongs to: every record of this trade is from it.
const CENTURY: i64 = 2000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Year,
    ShortYear,
    Month,
    Day,
    Hour,
    Minute,
    Second,
    /// The next part may have one digit.
    Narrow,
    Rest,
    Literal(char),
}

/// A pattern, checked: it has a date, and a whole time of day or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
    has_time: bool,
}

impl Pattern {
    /// Reads a pattern; `None` when it is no use.
    pub fn new(text: &str) -> Option<Pattern> {
        let mut parts = Vec::new();
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                parts.push(Part::Literal(letter));
                continue;
            }
            let part = match letters.next()? {
                'Y' => Part::Year,
                'y' => Part::ShortYear,
                'm' => Part::Month,
                'd' => Part::Day,
                'H' => Part::Hour,
                'M' => Part::Minute,
                'S' => Part::Second,
                '-' => {
                    parts.push(Part::Narrow);
                    match letters.next()? {
                        'm' => Part::Month,
                        'd' => Part::Day,
                        'H' => Part::Hour,
                        _ => return None,
                    }
                }
                '*' if letters.as_str().is_empty() => Part::Rest,
                '%' => Part::Literal('%'),
                _ => return None,
            };
            parts.push(part);
        }
        let count = |part: Part| parts.iter().filter(|found| **found == part).count();
        let date = count(Part::Year) + count(Part::ShortYear) <= 1
            && count(Part::Month) == 1
            && count(Part::Day) == 1;
        let (hours, minutes, seconds) =
            (count(Part::Hour), count(Part::Minute), count(Part::Second));
        let time = (hours, minutes, seconds) == (1, 1, 1) || (hours, minutes, seconds) == (1, 1, 0);
        let has_time = hours + minutes + seconds > 0;
        (date && (time || !has_time)).then_some(Pattern { parts, has_time })
    }

    /// Whether it has a year of its own.
    pub(crate) fn has_year(&self) -> bool {
        let is_year = |part: &Part| matches!(part, Part::Year | Part::ShortYear);
        self.parts.iter().any(is_year)
    }

    /// Writes the moment natively: a day, or with its time of day if `day_only` is not asked. `near` is a native day, for
    /// a pattern without a year.
    pub fn native(
        &self,
        text: &str,
        near: &str,
        day_only: bool,
        out: &mut String,
    ) -> Result<(), Fault> {
        let (mut year, mut month, mut day, mut hour, mut minute, mut second) = (0, 0, 0, 0, 0, 0);
        let mut rest = text;
        let mut narrow = false;
        for part in &self.parts {
            let (target, width) = match part {
                Part::Literal(letter) => {
                    rest = rest.strip_prefix(*letter).ok_or(Fault::PatternMismatch)?;
                    continue;
                }
                Part::Narrow => {
                    narrow = true;
                    continue;
                }
                Part::Rest => {
                    rest = "";
                    break;
                }
                Part::Year => (&mut year, 4),
                Part::ShortYear => (&mut year, 2),
                Part::Month => (&mut month, 2),
                Part::Day => (&mut day, 2),
                Part::Hour => (&mut hour, 2),
                Part::Minute => (&mut minute, 2),
                Part::Second => (&mut second, 2),
            };
            let one = narrow && !rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
            narrow = false;
            let width = if one { 1 } else { width };
            let (digits, after) = rest.split_at_checked(width).ok_or(Fault::PatternMismatch)?;
            if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(Fault::PatternMismatch);
            }
            *target = digits.parse::<i64>().map_err(|_| Fault::PatternMismatch)?;
            if *part == Part::ShortYear {
                year += CENTURY;
            }
            rest = after;
        }
        if !rest.is_empty() {
            return Err(Fault::PatternMismatch);
        }
        if !self.has_year() {
            year = nearest_year(near, month, day)?;
        }
        civil_day(year, month, day)?;
        civil_time(hour, minute, second)?;
        write!(out, "{year:04}-{month:02}-{day:02}").expect("writing to a String cannot fail");
        if self.has_time && !day_only {
            write!(out, "T{hour:02}:{minute:02}:{second:02}")
                .expect("writing to a String cannot fail");
        }
        Ok(())
    }
}

/// The year that brings a month and day nearest to a native day.
fn nearest_year(near: &str, month: i64, day: i64) -> Result<i64, Fault> {
    let near_day = date(near.as_bytes()).map_err(|_| Fault::PatternMismatch)?;
    let near_year: i64 = near[..4].parse().map_err(|_| Fault::PatternMismatch)?;
    let years = near_year - 1..=near_year + 1;
    // A leap day may lie in one of the three years only, and in none of them.
    let days = years.filter_map(|year| Some((civil_day(year, month, day).ok()?, year)));
    let nearest = days.min_by_key(|(day, _)| day.abs_diff(near_day));
    nearest.map(|(_, year)| year).ok_or(Fault::DateNoSuchDay)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;
    use proptest::prelude::*;

    fn check(pattern: &str, text: &str, expected: &str) {
        let mut out = String::new();
        let found = match Pattern::new(pattern).expect("a pattern").native(
            text,
            "2020-01-03",
            false,
            &mut out,
        ) {
            Ok(()) => out,
            Err(fault) => fault.sentence(None, Lang::En),
        };
        assert_eq!(found, expected, "{pattern} {text}");
    }

    #[test]
    fn moments_become_native() {
        check(
            "%Y-%m-%d %H:%M:%S",
            "2019-02-19 05:01:46",
            "2019-02-19T05:01:46",
        );
        check("%Y%m%d", "20190219", "2019-02-19");
        check(
            "%Y年%m月%d日 %H:%M",
            "2019年02月19日 05:01",
            "2019-02-19T05:01:00",
        );
        check("%y%m%d%H%M%S", "190219050146", "2019-02-19T05:01:46");
        check("%Y/%-m/%-d", "2025/3/14", "2025-03-14");
        check("%Y年%-m月%-d日", "2025年12月4日", "2025-12-04");
        check("%Y-%m-%dT%*", "2025-12-04T10:00:00+01:00", "2025-12-04");
        check("%m%d%H%M%S", "1231235959", "2019-12-31T23:59:59");
        check("%m%d", "0105", "2020-01-05");
        check(
            "%m%d",
            "0230",
            "is a day that does not exist; write a day of the calendar",
        );
        let mismatch = "does not follow the mapping's `pattern`; correct one of the two";
        check("%Y%m%d", "2019-02-19", mismatch);
        check("%Y%m%d", "201902190", mismatch);
        check("%Y%m%d", "2019022", mismatch);
        check(
            "%Y%m%d",
            "20190230",
            "is a day that does not exist; write a day of the calendar",
        );
        check(
            "%Y%m%d%H%M",
            "201902192460",
            "is a time that does not exist; write 00:00:00 to 23:59:59",
        );
        for useless in [
            "", "%Y-%m", "%H:%M:%S", "%Y%m%d%H", "%Y%m%d%Z", "%Y%m%d%", "%Y%Y%m%d", "%*%Y%m%d",
            "%-Y%m%d",
        ] {
            assert_eq!(Pattern::new(useless), None, "{useless}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(pattern in "[%YmdHMSy年 -]{0,16}", text in "[0-9年 :中-]{0,20}") {
            if let Some(pattern) = Pattern::new(&pattern) {
                let _ = pattern.native(&text, "2024-02-29", true, &mut String::new());
            }
        }
    }
}
