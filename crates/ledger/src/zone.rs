//! A time zone: turns instants into local days and seconds, and texts into instants.
//!
//! In: an IANA name. Out: days, seconds of the day, instants, RFC 3339 text.
//! Absent by design: the machine's own zone and its tz files. The database is compiled in, and read once when
//! the zone is made: after that every question is a comparison with the latest change of offset, and a binary
//! search only before it. (Shanghai's offset has not changed since 1991.)

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::day::{digits, two_digits};
use crate::{Day, Instant};

const DAY_SECONDS: i64 = 86_400;
/// Changes of offset are looked up until 2200-01-01; later instants bear the last offset before it.
const LOOKED_UP_UNTIL_SECONDS: i64 = 7_258_118_400;
/// Fractions of a second are read to the millisecond; what follows is digits, and cut off.
const MS_DIGITS: usize = 3;

/// A time zone with all its offsets. Make it once and lend it: making it reads the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    name: String,
    /// The offset before the first change.
    first_offset: i32,
    /// The changes of offset, ascending in both times.
    changes: Vec<Change>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    /// The first UTC second at the new offset.
    utc: i64,
    /// The first local second that is read at the new offset. A local time that a change skipped or repeated is
    /// read at the offset before, as `jiff` and RFC 5545 do.
    local: i64,
    offset: i32,
}

impl Zone {
    /// Mainland China: +08:00, no daylight saving since 1991.
    pub fn shanghai() -> Zone {
        Zone::named("Asia/Shanghai").expect("the database is compiled in and has this name")
    }

    /// The zone of an IANA name such as `Asia/Shanghai` or `UTC`; `None` when there is no such zone.
    pub fn named(name: &str) -> Option<Zone> {
        let zone = TimeZoneDatabase::bundled().get(name).ok()?;
        Some(Zone::from_jiff(name, &zone))
    }

    fn from_jiff(name: &str, zone: &TimeZone) -> Zone {
        let first_offset = zone.to_offset(Timestamp::MIN).seconds();
        let mut changes = Vec::new();
        let mut before = first_offset;
        for change in zone.following(Timestamp::MIN) {
            let utc = change.timestamp().as_second();
            if utc >= LOOKED_UP_UNTIL_SECONDS {
                break;
            }
            let offset = change.offset().seconds();
            if offset != before {
                let local = utc + i64::from(offset.max(before));
                changes.push(Change { utc, local, offset });
                before = offset;
            }
        }
        let name = zone.iana_name().unwrap_or(name).to_owned();
        Zone {
            name,
            first_offset,
            changes,
        }
    }

    /// The IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The local day of an instant.
    pub fn day(&self, instant: Instant) -> Day {
        let days = self.local_seconds(instant).div_euclid(DAY_SECONDS);
        let end = if days < 0 { i32::MIN } else { i32::MAX };
        Day::from_epoch(i32::try_from(days).unwrap_or(end))
    }

    /// Seconds since local midnight, 0 to 86399; the fraction is cut off.
    pub fn second_of_day(&self, instant: Instant) -> u32 {
        self.local_seconds(instant).rem_euclid(DAY_SECONDS) as u32
    }

    /// The instant of that day and second of the day in local time. Seconds beyond the day run into the next one.
    pub fn at(&self, day: Day, seconds: u32) -> Instant {
        let local = i64::from(day.epoch()) * DAY_SECONDS + i64::from(seconds);
        let offset = self.latest(|change| change.local <= local);
        Instant::from_ms((local - i64::from(offset)) * 1000)
    }

    /// 23:59:59.000 of the day: the last second, so that a due time shows the day it belongs to.
    pub fn end_of_day(&self, day: Day) -> Instant {
        self.at(day, 86_399)
    }

    /// Reads RFC 3339: `T` or a blank between date and time, seconds required, a fraction if any, and the offset
    /// `Z` or `+08:00`; without an offset the time is local in this zone.
    pub fn parse(&self, text: &str) -> Option<Instant> {
        self.parse_bytes(text.as_bytes())
    }

    /// As [`parse`](Zone::parse), for bytes that are not yet known to be UTF-8.
    pub fn parse_bytes(&self, text: &[u8]) -> Option<Instant> {
        let (date, rest) = text.split_at_checked(10)?;
        let day = Day::parse_bytes(date)?;
        let &[
            b'T' | b't' | b' ',
            h1,
            h2,
            b':',
            m1,
            m2,
            b':',
            s1,
            s2,
            ref rest @ ..,
        ] = rest
        else {
            return None;
        };
        let (hour, minute, second) = (
            two_digits(h1, h2)?,
            two_digits(m1, m2)?,
            two_digits(s1, s2)?,
        );
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        let seconds = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second);
        let (ms, rest) = fraction_ms(rest)?;
        let whole = match rest {
            [] => self.at(day, seconds),
            _ => {
                let local = i64::from(day.epoch()) * DAY_SECONDS + i64::from(seconds);
                Instant::from_ms((local - i64::from(offset_seconds(rest)?)) * 1000)
            }
        };
        Some(whole.plus_ms(ms))
    }

    /// RFC 3339 in this zone, to the second: `2025-03-04T14:00:00+08:00`.
    pub fn show(&self, instant: Instant) -> String {
        let mut text = String::with_capacity(25);
        self.show_into(instant, &mut text);
        text
    }

    /// As [`show`](Zone::show), appended to a text that is already there.
    pub fn show_into(&self, instant: Instant, text: &mut String) {
        let (day, second) = (self.day(instant), self.second_of_day(instant));
        let offset = self.offset(instant);
        let [h1, h2, m1, m2] = hours_minutes(second / 60);
        let [s1, s2] = digits((second % 60) as u8);
        let sign = if offset < 0 { b'-' } else { b'+' };
        let [o1, o2, o3, o4] = hours_minutes(offset.unsigned_abs() / 60);
        let clock = [
            b'T', h1, h2, b':', m1, m2, b':', s1, s2, sign, o1, o2, b':', o3, o4,
        ];
        match day.ascii() {
            Some(date) => text.push_str(std::str::from_utf8(&date).expect("digits and hyphens")),
            None => text.push_str(&day.to_string()),
        }
        text.push_str(std::str::from_utf8(&clock).expect("digits and signs"));
    }

    fn local_seconds(&self, instant: Instant) -> i64 {
        instant.ms().div_euclid(1000) + i64::from(self.offset(instant))
    }

    fn offset(&self, instant: Instant) -> i32 {
        let utc = instant.ms().div_euclid(1000);
        self.latest(|change| change.utc <= utc)
    }

    /// The offset of the last change that `begun` accepts. Nearly every record is later than the last change, so
    /// that one is asked first.
    fn latest(&self, begun: impl Fn(&Change) -> bool) -> i32 {
        match self.changes.last() {
            Some(last) if begun(last) => last.offset,
            Some(_) => match self.changes.partition_point(&begun).checked_sub(1) {
                Some(index) => self.changes[index].offset,
                None => self.first_offset,
            },
            None => self.first_offset,
        }
    }
}

/// Minutes, of less than a hundred hours, as four digits.
fn hours_minutes(minutes: u32) -> [u8; 4] {
    let ([h1, h2], [m1, m2]) = (digits((minutes / 60) as u8), digits((minutes % 60) as u8));
    [h1, h2, m1, m2]
}

/// Reads `.5` and the like as milliseconds, and gives what follows it.
fn fraction_ms(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some((b'.', rest)) = text.split_first() else {
        return Some((0, text));
    };
    let length = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    if length == 0 {
        return None;
    }
    let mut ms = 0;
    for place in 0..MS_DIGITS {
        let digit = rest[..length].get(place).map_or(0, |b| b - b'0');
        ms = ms * 10 + i64::from(digit);
    }
    Some((ms, &rest[length..]))
}

/// Reads `Z` or `+08:00` as seconds east of UTC.
fn offset_seconds(text: &[u8]) -> Option<i32> {
    match *text {
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hour, minute) = (two_digits(h1, h2)?, two_digits(m1, m2)?);
            if hour > 23 || minute > 59 {
                return None;
            }
            let seconds = i32::from(hour) * 3600 + i32::from(minute) * 60;
            Some(if sign == b'-' { -seconds } else { seconds })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(zone: &str, text: &str) -> String {
        let zone = Zone::named(zone).expect("a zone");
        zone.parse(text)
            .map_or("refused".to_owned(), |instant| zone.show(instant))
    }

    #[test]
    fn texts_in_texts_out() {
        for (text, want) in [
            ("2025-03-04T14:00:00+08:00", "2025-03-04T14:00:00+08:00"),
            ("2025-03-04 14:00:00", "2025-03-04T14:00:00+08:00"),
            ("2025-03-04T06:00:00Z", "2025-03-04T14:00:00+08:00"),
            ("2025-03-04t06:00:00z", "2025-03-04T14:00:00+08:00"),
            ("2025-03-04T01:00:00-05:00", "2025-03-04T14:00:00+08:00"),
            ("2025-03-04 14:00:00.999999999", "2025-03-04T14:00:00+08:00"),
            ("2025-12-31T23:59:59Z", "2026-01-01T07:59:59+08:00"),
            ("1970-01-01T00:00:00Z", "1970-01-01T08:00:00+08:00"),
            ("1990-07-01T00:00:00Z", "1990-07-01T09:00:00+09:00"),
            ("2025-03-04", "refused"),
            ("2025-03-04T14:00", "refused"),
            ("2025-02-30T14:00:00", "refused"),
            ("2025-03-04T24:00:00", "refused"),
            ("2025-03-04T14:60:00", "refused"),
            ("2025-03-04T14:00:60", "refused"),
            ("2025-03-04T14:00:00.", "refused"),
            ("2025-03-04T14:00:00+08", "refused"),
            ("2025-03-04T14:00:00+24:00", "refused"),
            ("2025-03-04T14:00:00+08:00 ", "refused"),
            ("2025-03-04T14:00:00 CST", "refused"),
            ("2025-03-04日14:00:00", "refused"),
            ("", "refused"),
        ] {
            assert_eq!(shown("Asia/Shanghai", text), want, "{text:?}");
        }
    }

    #[test]
    fn fractions_are_read_to_the_millisecond() {
        let zone = Zone::shanghai();
        let ms = |text: &str| zone.parse(text).expect("a time").ms() % 1000;
        assert_eq!(ms("2025-03-04T14:00:00.5Z"), 500);
        assert_eq!(ms("2025-03-04T14:00:00.05"), 50);
        assert_eq!(ms("2025-03-04T14:00:00.0019+08:00"), 1);
    }

    #[test]
    fn a_skipped_or_repeated_hour_is_read_at_the_offset_before() {
        let zone = "America/New_York";
        assert_eq!(
            shown(zone, "2025-03-09 02:30:00"),
            "2025-03-09T03:30:00-04:00"
        );
        assert_eq!(
            shown(zone, "2025-11-02 01:30:00"),
            "2025-11-02T01:30:00-04:00"
        );
        assert_eq!(
            shown(zone, "2025-11-02 02:00:00"),
            "2025-11-02T02:00:00-05:00"
        );
    }

    #[test]
    fn names() {
        assert_eq!(Zone::named("Mars/Olympus"), None);
        assert_eq!(Zone::shanghai().name(), "Asia/Shanghai");
        assert_eq!(
            shown("UTC", "2025-03-04 14:00:00"),
            "2025-03-04T14:00:00+00:00"
        );
        // One change of offset is the last: the path without a search covers all of today's records.
        let last = Zone::shanghai().changes.last().copied().expect("a change");
        assert_eq!((last.utc, last.offset), (684_867_600, 28_800));
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        let zone = Zone::shanghai();
        for instant in [Instant::MIN, Instant::MAX] {
            assert!(zone.second_of_day(instant) < 86_400);
            zone.show(instant);
        }
        assert!(zone.at(Day::MIN, 0) < zone.at(Day::MAX, u32::MAX));
    }

    proptest! {
        #[test]
        fn agrees_with_jiff(second in -3_000_000_000_i64..5_000_000_000, which in 0_usize..4) {
            let name = ["Asia/Shanghai", "America/New_York", "Asia/Kathmandu", "Europe/London"][which];
            let zone = Zone::named(name).expect("a zone");
            let jiff = Timestamp::from_second(second).expect("in range").in_tz(name).expect("a zone");
            let instant = Instant::from_ms(second * 1000);
            prop_assert_eq!(zone.day(instant).to_string(), jiff.date().to_string());
            let clock = jiff.time();
            let of_day = clock.hour() as u32 * 3600 + clock.minute() as u32 * 60 + clock.second() as u32;
            prop_assert_eq!(zone.second_of_day(instant), of_day);
            // And back: the civil time read again, as jiff reads it.
            let again = jiff.datetime().in_tz(name).expect("a zone").timestamp().as_second();
            prop_assert_eq!(zone.at(zone.day(instant), of_day).ms(), again * 1000);
        }

        #[test]
        fn what_is_shown_is_read_again(second in 0_i64..5_000_000_000) {
            let zone = Zone::named("America/New_York").expect("a zone");
            let instant = Instant::from_ms(second * 1000);
            prop_assert_eq!(zone.parse(&zone.show(instant)), Some(instant));
        }
    }
}
