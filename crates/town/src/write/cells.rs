//! Numbers as text, the way the record format writes them.
//!
//! In: days, instants, amounts. Out: bytes appended.
//! Absent by design: other zones than the town's, which has been eight hours ahead of UTC since 1991.

use ledger::{Day, Instant, Zone};

use crate::number::push_digits;

/// Appends a whole number.
pub fn push_number(out: &mut Vec<u8>, number: i64) {
    if number < 0 {
        out.push(b'-');
    }
    push_digits(out, number.unsigned_abs(), 1);
}

/// Appends `2025-09-22`.
pub fn push_day(out: &mut Vec<u8>, day: Day) {
    let (year, month, date) = day.to_ymd();
    push_digits(out, year.unsigned_abs().into(), 4);
    out.push(b'-');
    push_digits(out, month.into(), 2);
    out.push(b'-');
    push_digits(out, date.into(), 2);
}

/// Appends `2025-09-22T10:00:00+08:00`.
pub fn push_time(out: &mut Vec<u8>, at: Instant, zone: &Zone) {
    push_day(out, zone.day(at));
    let second = u64::from(zone.second_of_day(at));
    for (mark, part) in [
        (b'T', second / 3600),
        (b':', second / 60 % 60),
        (b':', second % 60),
    ] {
        out.push(mark);
        push_digits(out, part, 2);
    }
    out.extend_from_slice(b"+08:00");
}

/// Puts a field that begins at `from` into quotes, if it needs them (RFC 4180).
pub fn quote_since(out: &mut Vec<u8>, from: usize) {
    let field = &out[from..];
    if !field
        .iter()
        .any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r'))
    {
        return;
    }
    let field = field.to_vec();
    out.truncate(from);
    out.push(b'"');
    for byte in field {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// Appends a row of text fields.
pub fn push_row<'a>(out: &mut Vec<u8>, fields: impl IntoIterator<Item = &'a str>) {
    for (index, field) in fields.into_iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        let from = out.len();
        out.extend_from_slice(field.as_bytes());
        quote_since(out, from);
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_days_and_times() {
        let zone = Zone::shanghai();
        let at = zone.parse("2025-09-22T03:04:05+08:00").expect("an instant");
        let mut out = Vec::new();
        push_number(&mut out, -120);
        out.push(b' ');
        push_number(&mut out, 0);
        out.push(b' ');
        push_time(&mut out, at, &zone);
        assert_eq!(
            String::from_utf8_lossy(&out),
            "-120 0 2025-09-22T03:04:05+08:00"
        );
        assert_eq!(zone.show(at), "2025-09-22T03:04:05+08:00");
    }

    #[test]
    fn quotes_only_where_needed() {
        let mut out = Vec::new();
        push_row(&mut out, ["plain", "a,b", "say \"no\"", ""]);
        assert_eq!(
            String::from_utf8_lossy(&out),
            "plain,\"a,b\",\"say \"\"no\"\"\",\n"
        );
    }
}
