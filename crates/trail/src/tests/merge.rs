//! The laws of merging, and of the answers that follow from it.

use super::{judge, read, single_rows};
use crate::{FileId, Place, Row, Trail};
use ledger::Zone;
use proptest::prelude::*;
use std::fmt::Write;

/// A row as numbers: everything is drawn from few values, so that rows meet and repeat.
type Dice = (u8, u8, u8, u8, u8, u8, u8);

fn dice() -> impl Strategy<Value = Vec<Dice>> {
    let row = (
        0..4_u8,
        0..6_u8,
        0..10_u8,
        0..4_u8,
        0..6_u8,
        0..3_u8,
        0..3_u8,
    );
    prop::collection::vec(row, 0..14)
}

fn text_of(rows: &[Dice]) -> String {
    const SOURCES: [&str; 4] = ["terminal", "platform", "clearing", "settlement"];
    const DAYS: [&str; 6] = [
        "2025-01-01",
        "2025-01-02",
        "2025-02-05",
        "2025-02-06",
        "2025-04-01",
        "2025-04-02",
    ];
    const TYPES: [&str; 10] = [
        "sale",
        "sale",
        "sale",
        "void",
        "refund",
        "preauth",
        "completion",
        "reversal",
        "adjustment",
        "chargeback",
    ];
    let mut text = String::new();
    for (source, day, txn_type, rrn, orig, trace, rest) in rows {
        let txn_type = TYPES[usize::from(*txn_type)];
        let source = SOURCES[usize::from(*source)];
        let _ = write!(text, "{source} {} {txn_type}", DAYS[usize::from(*day)]);
        if *rrn > 0 || source != "terminal" {
            let _ = write!(text, " rrn=R{rrn}");
        }
        if *orig < 3 && !matches!(txn_type, "sale" | "preauth") {
            let _ = write!(text, " orig_rrn=R{orig}");
        }
        if *orig > 3 && !matches!(txn_type, "sale" | "preauth") {
            let _ = write!(text, " orig_stan={}", orig - 4);
        }
        let _ = write!(
            text,
            " tid=T{} stan={trace} batch=1 order={}",
            trace / 2,
            ["A", "B", ""][usize::from(*rest)]
        );
        text.push('\n');
    }
    text
}

fn shuffled<T: Clone>(items: &[T], seed: u64) -> Vec<T> {
    let mut items = items.to_vec();
    let mut state = seed | 1;
    for at in (1..items.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        items.swap(at, usize::try_from(state >> 33).unwrap_or(0) % (at + 1));
    }
    items
}

fn merged<'a>(parts: &[&Trail<'a>]) -> Trail<'a> {
    let mut whole = Trail::default();
    parts.iter().for_each(|part| whole.merge((*part).clone()));
    whole
}

/// The same rows in another file.
fn moved<'a>(trail: &Trail<'a>, file: u32) -> Trail<'a> {
    fn to<R: Row>(rows: &[R], file: u32) -> Vec<R> {
        let at = |row: &R| Place {
            file: FileId(file),
            ..row.place()
        };
        rows.iter().map(|row| row.at(at(row))).collect()
    }
    Trail {
        terminal: to(&trail.terminal, file),
        platform: to(&trail.platform, file),
        clearing: to(&trail.clearing, file),
        settlement: to(&trail.settlement, file),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn merge_is_a_union(one in dice(), two in dice(), three in dice()) {
        let zone = Zone::shanghai();
        let texts = [text_of(&one), text_of(&two), text_of(&three)];
        // Two of the parts come from one file.
        let [a, b, c] = [(0, 0), (1, 0), (2, 1)].map(|(text, file): (usize, u32)| merged(&[&read(&texts[text], file, &zone)]));
        prop_assert_eq!(merged(&[&a, &b]), merged(&[&b, &a]));
        prop_assert_eq!(merged(&[&merged(&[&a, &b]), &c]), merged(&[&a, &merged(&[&b, &c])]));
        prop_assert_eq!(merged(&[&a, &a]), a.clone());
        prop_assert_eq!(merged(&[&a, &Trail::default()]), a);
    }

    /// Any order of rows and any split of a file into parts: the same swipes and orphans. `judge`
    /// asserts that every row is in exactly one of them.
    #[test]
    fn order_and_parts_do_not_matter(rows in dice(), seed in any::<u64>()) {
        let zone = Zone::shanghai();
        let text = text_of(&rows);
        let whole = read(&text, 0, &zone);
        let plain = judge(whole.clone(), &zone);
        let singles = shuffled(&single_rows(&whole), seed);
        let rebuilt = merged(&singles.iter().collect::<Vec<_>>());
        prop_assert_eq!(&judge(rebuilt.clone(), &zone), &plain, "{}", text);
        let twice = merged(&[&moved(&whole, 1), &rebuilt, &whole]);
        prop_assert_eq!(&judge(twice, &zone), &plain, "{}", text);
    }

    /// Settling keeps of equal rows as many as one file has at most.
    #[test]
    fn equal_rows_are_counted_in_one_file(copies in prop::collection::vec(1_usize..4, 1..4), seed in any::<u64>()) {
        let zone = Zone::shanghai();
        let texts: Vec<String> = copies.iter().map(|&n| "clearing 2025-01-01 sale rrn=R1\n".repeat(n)).collect();
        let files: Vec<Trail<'_>> = texts.iter().zip(0..).map(|(text, file)| read(text, file, &zone)).collect();
        let mut whole = merged(&shuffled(&files, seed).iter().collect::<Vec<_>>());
        whole.settle();
        let most = copies.iter().copied().max().unwrap_or(0);
        prop_assert_eq!(whole.clearing.len(), most);
        let first = copies.iter().position(|&n| n == most).unwrap_or(0);
        prop_assert!(whole.clearing.iter().all(|row| row.place.file.0 as usize == first));
        let settled = whole.clone();
        whole.settle();
        prop_assert_eq!(whole, settled);
    }
}

/// Many rows are sorted in another way than few: the outcome is the same.
#[test]
fn many_rows_settle_into_the_order_of_their_contents() {
    let zone = Zone::shanghai();
    let mut text = String::new();
    for row in 0..300 {
        let (day, amount) = (1 + row * 7 % 28, 100 + row * 37 % 11);
        let line = format!(
            "platform 2025-01-{day:02} sale rrn=R{} amount={amount}",
            row % 90
        );
        writeln!(text, "{line}").expect("writing to memory does not fail");
    }
    let once = read(&text, 1, &zone).platform;
    let mut sorted = once.clone();
    sorted.sort_unstable();
    assert!(sorted != once, "the rows come in no order");
    let again = once.iter().map(|row| {
        row.at(Place {
            file: FileId(2),
            ..row.place()
        })
    });
    let mut settled: Vec<_> = once.iter().copied().chain(again).collect();
    crate::settle_rows(&mut settled);
    assert_eq!(settled, sorted, "the second file says the same");
}
