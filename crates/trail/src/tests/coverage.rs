//! For which days absence is evidence.

use crate::*;
use ledger::Day;

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

fn days(from: &str, to: &str) -> Days {
    Days {
        from: day(from),
        to: day(to),
    }
}

#[test]
fn without_a_file_a_source_covers_the_days_on_which_it_has_rows() {
    let mut coverage = Coverage::default();
    coverage.note(Source::Clearing, day("2025-09-26"), 3);
    assert!(coverage.covers(Source::Clearing, day("2025-09-26"), &[]));
    assert!(!coverage.covers(Source::Clearing, day("2025-09-27"), &[]));
    assert!(!coverage.covers(Source::Settlement, day("2025-09-26"), &[]));
}

#[test]
fn without_a_file_a_statement_covers_all_days_between_its_lines() {
    let mut coverage = Coverage::default();
    coverage.note_bank("A", day("2025-09-26"));
    coverage.note_bank("A", day("2025-09-20"));
    coverage.note_bank("B", day("2025-09-30"));
    assert!(coverage.covers_account("A", day("2025-09-23")));
    assert!(!coverage.covers_account("A", day("2025-09-27")));
    assert!(!coverage.covers_account("A", day("2025-09-19")));
    assert!(!coverage.covers_account("B", day("2025-09-23")));
    assert!(!coverage.covers_account("C", day("2025-09-23")));
}

#[test]
fn a_file_alone_says_what_is_covered() {
    let mut coverage = Coverage::default();
    coverage.note(Source::Clearing, day("2025-09-30"), 3);
    coverage.note_bank("A", day("2025-09-26"));
    coverage.declare(Source::Clearing, "", days("2025-09-26", "2025-09-27"));
    coverage.declare(Source::Platform, "M1", days("2025-09-26", "2025-09-26"));
    coverage.declare(Source::Bank, "", days("2025-01-01", "2025-12-31"));
    coverage.declare(Source::Bank, "B", days("2025-09-01", "2025-09-02"));
    coverage.declare(Source::Bank, "B", days("2025-09-05", "2025-09-05"));
    assert!(coverage.covers(Source::Clearing, day("2025-09-27"), &["M9"]));
    assert!(!coverage.covers(Source::Clearing, day("2025-09-30"), &[]));
    assert!(coverage.covers(Source::Platform, day("2025-09-26"), &["", "M1"]));
    assert!(!coverage.covers(Source::Platform, day("2025-09-26"), &["", "M2"]));
    assert!(
        !coverage.covers_account("A", day("2025-09-26")),
        "a statement needs its account"
    );
    assert!(coverage.covers_account("B", day("2025-09-02")));
    assert!(!coverage.covers_account("B", day("2025-09-03")));
    assert!(coverage.covers_account("B", day("2025-09-05")));
}

#[test]
fn an_empty_file_covers_nothing() {
    let mut coverage = Coverage::default();
    coverage.note(Source::Clearing, day("2025-09-26"), 3);
    coverage.declare_file();
    assert!(!coverage.covers(Source::Clearing, day("2025-09-26"), &[]));
}

#[test]
fn a_missing_file_is_one_finding() {
    let mut coverage = Coverage::default();
    for date in ["2025-09-25", "2025-09-26", "2025-09-27"] {
        coverage.note(Source::Platform, day(date), 70_000);
        coverage.note(Source::Clearing, day(date), 60_000);
    }
    coverage.note(Source::Settlement, day("2025-09-25"), 60_000);
    let missing = coverage.missing_files(|_, known| known < day("2025-09-27"));
    let want = MissingFile {
        source: Source::Settlement,
        day: day("2025-09-26"),
        expected_rows: 60_000,
    };
    assert_eq!(missing, vec![want]);
}

#[test]
fn a_source_that_the_data_set_does_not_have_is_not_missing() {
    let mut coverage = Coverage::default();
    coverage.note(Source::Platform, day("2025-09-25"), 1);
    assert_eq!(coverage.missing_files(|_, _| true), Vec::new());
}

#[test]
fn a_day_with_rows_is_no_missing_file_whatever_is_declared() {
    let mut coverage = Coverage::default();
    coverage.note(Source::Platform, day("2025-09-25"), 9);
    coverage.note(Source::Clearing, day("2025-09-25"), 8);
    coverage.note(Source::Platform, day("2025-09-26"), 9);
    coverage.declare(Source::Clearing, "M1", days("2025-09-25", "2025-09-26"));
    let missing = coverage.missing_files(|_, _| true);
    let want = MissingFile {
        source: Source::Clearing,
        day: day("2025-09-26"),
        expected_rows: 9,
    };
    assert_eq!(missing, vec![want]);
}

#[test]
fn parts_add_up_in_any_order() {
    let mut one = Coverage::default();
    one.note(Source::Clearing, day("2025-09-26"), 3);
    one.note_bank("A", day("2025-09-20"));
    let mut two = Coverage::default();
    two.note(Source::Clearing, day("2025-09-26"), 4);
    two.note_bank("A", day("2025-09-26"));
    let (mut forth, mut back) = (one.clone(), two.clone());
    forth.merge(two);
    back.merge(one);
    for whole in [forth, back] {
        assert_eq!(whole.rows_on(Source::Clearing, day("2025-09-26")), 7);
        assert!(whole.covers_account("A", day("2025-09-23")));
    }
}
