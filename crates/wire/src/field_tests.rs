//! Text in, text out: a field and what it reads as, or the sentence of its fault.

use crate::fault::Fault;
use crate::field::*;
use crate::{Lang, Source, Table, layout};
use proptest::prelude::*;

/// Reads the text in every way and shows what came out.
fn check(kind: &str, text: &str, expected: &str) {
    let bytes = text.as_bytes();
    let shown = |result: Result<String, Fault>| match result {
        Ok(value) => value,
        Err(fault) => fault.sentence(None, Lang::En),
    };
    let found = shown(match kind {
        "amount" => amount(bytes).map(|value| value.to_string()),
        "signed" => signed_amount(bytes).map(|value| value.to_string()),
        "decimal" => decimal(bytes).map(|value| format!("{}e-{}", value.mantissa, value.scale)),
        "date" => date(bytes).map(|value| value.to_string()),
        "time" => time(bytes).map(|value| format!("{} {:?}", value.local_ms, value.offset_s)),
        _ => unreachable!("no such kind of field"),
    });
    assert_eq!(found, expected, "{kind} {text:?}");
}

#[test]
fn amounts_are_whole_fen() {
    check("amount", "12000", "12000");
    check("amount", "0", "0");
    check("amount", "000123", "123");
    check("amount", "999999999999999", "999999999999999");
    check("signed", "-999999999999999", "-999999999999999");
    check(
        "amount",
        "1000000000000000",
        "is above 999999999999999 fen; check the amount, and write it in fen",
    );
    check(
        "amount",
        "99999999999999999999999",
        "is above 999999999999999 fen; check the amount, and write it in fen",
    );
    check("amount", "12.3", "has a decimal point; write whole fen");
    check(
        "amount",
        "12.3.4",
        "has more than one point; write whole fen",
    );
    check(
        "amount",
        "1,234",
        "has thousands separators; write digits only, in fen",
    );
    check(
        "amount",
        "-5",
        "is negative; write an amount of zero or more",
    );
    check(
        "amount",
        "¥5",
        "is not an amount; write digits only, in fen",
    );
    check(
        "amount",
        " 5",
        "is not an amount; write digits only, in fen",
    );
    check("signed", "-5", "-5");
    check(
        "signed",
        "--5",
        "is not an amount; write digits only, in fen",
    );
    check("signed", "-", "is empty; write a value");
    check(
        "signed",
        "-1000000000000000",
        "is above 999999999999999 fen; check the amount, and write it in fen",
    );
}

#[test]
fn decimals_are_exact() {
    check("decimal", "0.0060", "60e-4");
    check("decimal", "1", "1e-0");
    check(
        "decimal",
        "0.60%",
        "is a percentage; write a fraction, such as 0.0060",
    );
    for broken in [
        "",
        ".5",
        "5.",
        "0.0000000001",
        "-0.1",
        "1e3",
        "99999999999999999999",
    ] {
        check(
            "decimal",
            broken,
            "is not a decimal number; write digits and at most one point, such as 0.0060",
        );
    }
}

#[test]
fn days_must_exist() {
    check("date", "1970-01-01", "0");
    check("date", "2024-02-29", "19782");
    check("date", "2025-11-20", "20412");
    check(
        "date",
        "2025-02-30",
        "is a day that does not exist; write a day of the calendar",
    );
    check(
        "date",
        "2100-02-29",
        "is a day that does not exist; write a day of the calendar",
    );
    check(
        "date",
        "2025-13-01",
        "is a day that does not exist; write a day of the calendar",
    );
    check("date", "20251120", "is not a date; write YYYY-MM-DD");
    check("date", "2025-11-2O", "is not a date; write YYYY-MM-DD");
}

#[test]
fn times_keep_their_offset_or_have_none() {
    check("time", "1970-01-01T00:00:01Z", "1000 Some(0)");
    check("time", "1970-01-01 08:00:00.25", "28800250 None");
    check(
        "time",
        "1970-01-01T08:00:00.123456789+08:00",
        "28800123 Some(28800)",
    );
    check("time", "1970-01-02T00:00:00-03:30", "86400000 Some(-12600)");
    let shape = "is not a time; write it as in RFC 3339, such as 2025-11-20T14:05:09+08:00";
    for broken in [
        "",
        "2025-11-20",
        "2025-11-20T14:05",
        "2025-11-20T14:05:09+8",
        "2025-11-20T14:05:09.",
        "20251120140509",
    ] {
        check("time", broken, shape);
    }
    check(
        "time",
        "2025-02-30T00:00:00",
        "is a day that does not exist; write a day of the calendar",
    );
    check(
        "time",
        "2025-02-03T24:00:00",
        "is a time that does not exist; write 00:00:00 to 23:59:59",
    );
}

#[test]
fn codes_and_texts_follow_their_column() {
    let bank = layout(Table::Source(Source::Bank));
    let direction = &bank.columns[bank.position("direction").expect("the spec has it")];
    assert_eq!(code(b"debit", direction), Ok(1));
    let fault = code(b"Debit", direction).expect_err("codes are exact");
    assert_eq!(
        fault.sentence(Some(direction), Lang::En),
        "is not one of the known values; write one of credit, debit"
    );
    let currency = &bank.columns[bank.position("currency").expect("the spec has it")];
    assert_eq!(text("人民币", currency), Ok("人民币"));
    let fault = text("CNYX", currency).expect_err("four characters");
    assert_eq!(
        fault.sentence(Some(currency), Lang::En),
        "is too long; write at most 3 characters"
    );
    let booked = &bank.columns[bank.position("booked_at").expect("the spec has it")];
    assert_eq!(
        time_of(b"1970-01-02", booked),
        Ok(TimeValue {
            local_ms: 86_400_000,
            offset_s: None
        })
    );
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
        let _ = (amount(&bytes), signed_amount(&bytes), decimal(&bytes), date(&bytes), time(&bytes));
    }

    #[test]
    fn near_misses_do_not_panic_either(text in "[0-9TZ:.+ -]{0,36}") {
        let bytes = text.as_bytes();
        let _ = (amount(bytes), signed_amount(bytes), decimal(bytes), date(bytes), time(bytes));
    }

    #[test]
    fn every_day_reads_back(day in -700_000_i64..2_900_000) {
        // The inverse, counted the slow way from the year's first day.
        let mut year = 1969 + day.div_euclid(366).min(day.div_euclid(365));
        while crate::field::day_number(year + 1, 1, 1) <= day { year += 1; }
        let mut month = 1;
        while month < 12 && crate::field::day_number(year, month + 1, 1) <= day { month += 1; }
        let text = format!("{year:04}-{month:02}-{:02}", day - crate::field::day_number(year, month, 1) + 1);
        prop_assert_eq!(date(text.as_bytes()), Ok(day as i32));
    }
}
