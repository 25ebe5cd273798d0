//! Instants of records: civil times in the data set's zone, and which of them can be shown.
//!
//! In: times as fields have them. Out: UTC milliseconds, or a fault. Absent: the text of a time.

use ledger::{Day, Instant, Zone};
use wire::{Fault, TimeValue};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// The days from 0001-01-01 to 9999-12-31: what four digits of a year can show.
pub const DAYS_SHOWN: std::ops::RangeInclusive<i64> = -719_162..=2_932_896;

/// The instant itself, if its day in the data set's zone can be shown.
pub fn in_reach(ms: i64, zone: &Zone) -> Result<i64, Fault> {
    let (first, last) = (DAYS_SHOWN.start() * DAY_MS, DAYS_SHOWN.end() * DAY_MS);
    // Only within a day of either end does the zone matter.
    let surely = first + DAY_MS..=last - DAY_MS;
    let perhaps = first - DAY_MS..=last + 2 * DAY_MS;
    let shown = |ms| DAYS_SHOWN.contains(&i64::from(zone.day(Instant::from_ms(ms)).epoch()));
    if surely.contains(&ms) || (perhaps.contains(&ms) && shown(ms)) {
        Ok(ms)
    } else {
        Err(Fault::YearOutOfReach)
    }
}

/// The UTC milliseconds of a time, read in the data set's zone when it bears no offset.
pub fn utc_ms(time: TimeValue, zone: &Zone) -> i64 {
    match time.offset_s {
        Some(offset) => time.local_ms - i64::from(offset) * 1000,
        None => local_to_utc_ms(time.local_ms, zone),
    }
}

/// The UTC milliseconds of civil milliseconds in the zone.
pub fn local_to_utc_ms(local_ms: i64, zone: &Zone) -> i64 {
    let in_day = local_ms.rem_euclid(DAY_MS);
    let day = i32::try_from(local_ms.div_euclid(DAY_MS)).expect("a civil time has a day");
    zone.at(Day::from_epoch(day), (in_day / 1000) as u32).ms() + in_day % 1000
}

#[cfg(test)]
mod tests {
    use super::super::build::number;
    use super::*;
    use crate::sheet::bank;
    use wire::{Source, Table};

    #[test]
    fn no_instant_lies_beyond_what_can_be_shown() {
        let layout = wire::layout(Table::Source(Source::Bank));
        let spec = &layout.columns[bank::BOOKED_AT];
        let (shanghai, new_york) = (
            Zone::shanghai(),
            Zone::named("America/New_York").expect("it is a zone"),
        );
        for (text, zone, good) in [
            ("9999-12-31", &shanghai, true),
            ("9999-12-31T23:59:59", &shanghai, true),
            ("9999-12-31T23:59:59", &new_york, true),
            ("9999-12-31T23:59:59Z", &shanghai, false),
            ("9999-12-31T23:59:59-08:00", &shanghai, false),
            ("0001-01-01", &shanghai, true),
            ("0001-01-01T00:00:00+14:00", &shanghai, false),
        ] {
            let read = number(text.as_bytes(), spec, zone);
            assert_eq!(
                read.err(),
                (!good).then_some(Fault::YearOutOfReach),
                "{text}"
            );
        }
    }
}
