//! One field: from its text to its value, or to a fault that says what to write instead.
//!
//! In: bytes of one field. Out: whole minor units, days, civil times, code positions. No allocation.
//! Absent: time zones (a time without an offset stays civil), rounding, trimming: what a field holds
//! is what stands between its delimiters.

use crate::fault::Fault;
use crate::layout::ColumnSpec;

/// The largest amount that a field may hold, in minor units: fifteen digits, ten trillion yuan. Nine
/// thousand of them fit a sum.
pub const AMOUNT_MINOR_MAX: i64 = 999_999_999_999_999;
/// The most decimals of an exact decimal.
pub const DECIMALS_MAX: usize = 9;
/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// A time as it stands in a record: civil, with its offset if it bears one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeValue {
    /// Civil milliseconds since 1970-01-01 00:00, where the record was written.
    pub local_ms: i64,
    /// Seconds east of UTC, if the record says so.
    pub offset_s: Option<i32>,
}

/// An exact decimal: `mantissa / 10^scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    /// All digits.
    pub mantissa: i64,
    /// How many of them are decimals.
    pub scale: u8,
}

/// Whole minor units, never negative.
pub fn amount(text: &[u8]) -> Result<i64, Fault> {
    let mut value: i64 = 0;
    // Sixteen digits are below 10^16 and cannot overflow; the limit is checked after.
    if text.is_empty() || text.len() > 16 {
        return Err(amount_fault(text));
    }
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return Err(amount_fault(text));
        }
        value = value * 10 + i64::from(digit);
    }
    if value > AMOUNT_MINOR_MAX {
        Err(Fault::AmountTooLarge)
    } else {
        Ok(value)
    }
}

/// Whole minor units of either sign.
pub fn signed_amount(text: &[u8]) -> Result<i64, Fault> {
    match text.strip_prefix(b"-") {
        Some(rest) => match amount(rest) {
            Ok(value) => Ok(-value),
            Err(Fault::AmountNegative) => Err(Fault::AmountNotANumber),
            Err(fault) => Err(fault),
        },
        None => amount(text),
    }
}

/// A whole number that is no money, such as a count.
pub fn integer(text: &[u8]) -> Result<i64, Fault> {
    amount(text).map_err(|_| Fault::IntegerShape)
}

/// Says why a text is no amount. Only reached when it is none.
fn amount_fault(text: &[u8]) -> Fault {
    let unsigned = text.strip_prefix(b"-").unwrap_or(text);
    let digits = unsigned.iter().filter(|byte| byte.is_ascii_digit()).count();
    let points = unsigned.iter().filter(|byte| **byte == b'.').count();
    let separators = unsigned.iter().filter(|byte| **byte == b',').count();
    if text.is_empty() {
        Fault::Missing
    } else if digits == 0 || digits + points + separators != unsigned.len() {
        Fault::AmountNotANumber
    } else if points == 1 {
        Fault::AmountPoint
    } else if points > 1 {
        Fault::AmountPoints
    } else if separators > 0 {
        Fault::AmountSeparators
    } else if unsigned.len() != text.len() {
        Fault::AmountNegative
    } else {
        Fault::AmountTooLarge
    }
}

/// An exact decimal such as a rate: digits, and a point with up to nine decimals.
pub fn decimal(text: &[u8]) -> Result<Decimal, Fault> {
    if text.last() == Some(&b'%') {
        return Err(Fault::DecimalPercent);
    }
    let (whole, decimals) = match text.iter().position(|byte| *byte == b'.') {
        Some(point) => (&text[..point], &text[point + 1..]),
        None => (text, &text[..0]),
    };
    let pointed = whole.len() < text.len();
    if whole.is_empty() || decimals.len() > DECIMALS_MAX || (pointed && decimals.is_empty()) {
        return Err(Fault::DecimalShape);
    }
    let mut mantissa: i64 = 0;
    for byte in whole.iter().chain(decimals) {
        let digit = byte.wrapping_sub(b'0');
        let grown = if digit > 9 {
            None
        } else {
            mantissa.checked_mul(10)
        };
        mantissa = grown
            .and_then(|value| value.checked_add(i64::from(digit)))
            .ok_or(Fault::DecimalShape)?;
    }
    Ok(Decimal {
        mantissa,
        scale: decimals.len() as u8,
    })
}

/// Days since 1970-01-01 of a civil date. The date must exist.
pub(crate) fn day_number(year: i64, month: i64, day: i64) -> i64 {
    // The year begins in March, so that the leap day is its last day.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// How many days a month has.
fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A civil date's day, if there is such a date.
pub(crate) fn civil_day(year: i64, month: i64, day: i64) -> Result<i32, Fault> {
    let exists =
        year >= 1 && (1..=12).contains(&month) && (1..=month_length(year, month)).contains(&day);
    if exists {
        Ok(day_number(year, month, day) as i32)
    } else {
        Err(Fault::DateNoSuchDay)
    }
}

/// A civil time of day in milliseconds, if there is such a time.
pub(crate) fn civil_time(hour: i64, minute: i64, second: i64) -> Result<i64, Fault> {
    if hour > 23 || minute > 59 || second > 59 {
        return Err(Fault::TimeNoSuchTime);
    }
    Ok(((hour * 60 + minute) * 60 + second) * 1000)
}

/// Reads digits of a fixed place; `None` when one of them is no digit.
fn digits(text: &[u8]) -> Option<i64> {
    text.iter().try_fold(0_i64, |value, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit <= 9).then(|| value * 10 + i64::from(digit))
    })
}

/// A calendar day, `YYYY-MM-DD`, as days since 1970-01-01.
pub fn date(text: &[u8]) -> Result<i32, Fault> {
    if text.len() != 10 || text[4] != b'-' || text[7] != b'-' {
        return Err(Fault::DateShape);
    }
    match (digits(&text[..4]), digits(&text[5..7]), digits(&text[8..])) {
        (Some(year), Some(month), Some(day)) => civil_day(year, month, day),
        _ => Err(Fault::DateShape),
    }
}

/// A time: RFC 3339, a blank instead of `T` allowed, the offset may be absent.
pub fn time(text: &[u8]) -> Result<TimeValue, Fault> {
    if text.len() < 19
        || !matches!(text[10], b'T' | b't' | b' ')
        || text[13] != b':'
        || text[16] != b':'
    {
        return Err(Fault::TimeShape);
    }
    let day = date(&text[..10]).map_err(|fault| match fault {
        Fault::DateShape => Fault::TimeShape,
        other => other,
    })?;
    let (Some(hour), Some(minute), Some(second)) = (
        digits(&text[11..13]),
        digits(&text[14..16]),
        digits(&text[17..19]),
    ) else {
        return Err(Fault::TimeShape);
    };
    let mut local_ms = i64::from(day) * DAY_MS + civil_time(hour, minute, second)?;
    let mut rest = &text[19..];
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = fraction
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if !(1..=9).contains(&count) {
            return Err(Fault::TimeShape);
        }
        // Finer than a millisecond is dropped: no rule of this system looks that closely.
        let milliseconds = fraction[..count].iter().chain(b"00").take(3);
        local_ms += milliseconds.fold(0, |value, byte| value * 10 + i64::from(byte - b'0'));
        rest = &fraction[count..];
    }
    Ok(TimeValue {
        local_ms,
        offset_s: offset(rest)?,
    })
}

/// `Z`, `+08:00`, or nothing.
fn offset(text: &[u8]) -> Result<Option<i32>, Fault> {
    match text {
        [] => Ok(None),
        [b'Z' | b'z'] => Ok(Some(0)),
        [sign @ (b'+' | b'-'), hours @ .., b':', _, _] if hours.len() == 2 => {
            match (digits(hours), digits(&text[4..])) {
                (Some(hours @ 0..=23), Some(minutes @ 0..=59)) => {
                    let seconds = (hours * 60 + minutes) as i32 * 60;
                    Ok(Some(if *sign == b'-' { -seconds } else { seconds }))
                }
                _ => Err(Fault::TimeShape),
            }
        }
        _ => Err(Fault::TimeShape),
    }
}

/// A time in a column of this spec: a bare date is its first instant, where the spec allows that.
pub fn time_of(text: &[u8], column: &ColumnSpec) -> Result<TimeValue, Fault> {
    if column.date_allowed && text.len() == 10 {
        return Ok(TimeValue {
            local_ms: i64::from(date(text)?) * DAY_MS,
            offset_s: None,
        });
    }
    time(text)
}

/// The position of a code among the values of its column.
pub fn code(text: &[u8], column: &ColumnSpec) -> Result<u8, Fault> {
    let found = column
        .values
        .iter()
        .position(|value| value.as_bytes() == text);
    // A spec has at most 250 values, so the position fits.
    found
        .map(|position| position as u8)
        .ok_or(Fault::CodeUnknown)
}

/// A text within its column's limit.
pub fn text<'a>(text: &'a str, column: &ColumnSpec) -> Result<&'a str, Fault> {
    // Bytes are never fewer than characters, so the slow count is rare.
    if text.len() > column.length_max && text.chars().count() > column.length_max {
        return Err(Fault::TextTooLong);
    }
    Ok(text)
}
