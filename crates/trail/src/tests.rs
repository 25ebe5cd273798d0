//! Text in, text out for swipes: one row a line, `terminal|platform|clearing|settlement DAY TYPE
//! key=value…`; the rows are numbered from 1. The answer is one line a swipe with the numbers of
//! its rows, and one line an orphan. Every case is judged with its rows in several orders, in
//! several parts, and with its file given twice.

mod coverage;
mod identity;
mod links;
mod merge;
mod payout;

use crate::*;
use ledger::{Day, Zone};

fn field<'a>(fields: &[(&str, &'a str)], key: &str) -> &'a str {
    let mut same = fields.iter().filter(|(known, _)| *known == key);
    same.next().map_or("", |(_, value)| value)
}

/// Reads rows; `file` is where they stand.
fn read<'a>(text: &'a str, file: u32, zone: &Zone) -> Trail<'a> {
    let mut trail = Trail::default();
    let rows = text.lines().map(str::trim).filter(|row| !row.is_empty());
    for (row, line) in rows.zip(1..) {
        let words: Vec<&'a str> = row.split_whitespace().collect();
        let [source, day, txn_type, rest @ ..] = &words[..] else {
            panic!("{row:?} lacks a source, a day or a type");
        };
        let fields: Vec<(&str, &'a str)> = rest
            .iter()
            .filter_map(|word| word.split_once('='))
            .collect();
        let place = |source| Place {
            source,
            file: FileId(file),
            line,
        };
        let txn_type = TxnType::parse(txn_type).expect("a type");
        let amount = field(&fields, "amount").parse().unwrap_or(100);
        let time = zone.parse(&format!("{day}T10:00:00")).expect("a day");
        let settle_date = Day::parse(day).expect("a day");
        match *source {
            "terminal" => trail.terminal.push(TerminalRow {
                local_time: time,
                mid: field(&fields, "mid"),
                tid: field(&fields, "tid"),
                batch_no: field(&fields, "batch"),
                stan: field(&fields, "stan"),
                txn_type,
                amount,
                currency: "CNY",
                rrn: field(&fields, "rrn"),
                auth_code: "",
                response_code: field(&fields, "rc"),
                card: "",
                method: None,
                orig_rrn: field(&fields, "orig_rrn"),
                orig_stan: field(&fields, "orig_stan"),
                order_no: field(&fields, "order"),
                uploaded_at: None,
                acquirer: field(&fields, "acquirer"),
                known_at: None,
                extras: &[],
                place: place(Source::Terminal),
            }),
            "platform" => trail.platform.push(PlatformRow {
                received_at: time,
                mid: field(&fields, "mid"),
                tid: field(&fields, "tid"),
                batch_no: field(&fields, "batch"),
                stan: field(&fields, "stan"),
                rrn: field(&fields, "rrn"),
                txn_type,
                amount,
                currency: "CNY",
                mcc: "",
                merchant_name: "",
                channel: "",
                responded_at: None,
                response_code: field(&fields, "rc"),
                auth_code: "",
                card: "",
                card_type: None,
                method: None,
                settle_date: None,
                orig_rrn: field(&fields, "orig_rrn"),
                order_no: field(&fields, "order"),
                acquirer: field(&fields, "acquirer"),
                known_at: None,
                extras: &[],
                place: place(Source::Platform),
            }),
            "clearing" => trail.clearing.push(ClearingRow {
                settle_date,
                rrn: field(&fields, "rrn"),
                mid: field(&fields, "mid"),
                tid: field(&fields, "tid"),
                stan: field(&fields, "stan"),
                txn_type,
                amount,
                currency: "CNY",
                network_fee: None,
                mcc: "",
                merchant_name: "",
                card: "",
                card_type: None,
                orig_rrn: field(&fields, "orig_rrn"),
                network_ref: "",
                reason: "",
                acquirer: field(&fields, "acquirer"),
                known_at: None,
                extras: &[],
                place: place(Source::Clearing),
            }),
            "settlement" => trail.settlement.push(SettlementRow {
                settle_date,
                mid: field(&fields, "mid"),
                rrn: field(&fields, "rrn"),
                txn_type,
                amount,
                fee: 0,
                net: amount,
                orig_rrn: field(&fields, "orig_rrn"),
                payout_id: "",
                status: SettlementStatus::Ready,
                hold_reason: "",
                acquirer: field(&fields, "acquirer"),
                known_at: None,
                extras: match field(&fields, "order") {
                    "A" => &[("order_no", "A")],
                    "B" => &[("order_no", "B")],
                    _ => &[],
                },
                place: place(Source::Settlement),
            }),
            other => panic!("{other} is no source of swipes"),
        }
    }
    trail
}

/// The lines of a trail's rows, whatever their source.
fn lines_of(trail: &Trail<'_>) -> Vec<u32> {
    let mut lines: Vec<u32> = Vec::new();
    lines.extend(trail.terminal.iter().map(|row| row.place.line));
    lines.extend(trail.platform.iter().map(|row| row.place.line));
    lines.extend(trail.clearing.iter().map(|row| row.place.line));
    lines.extend(trail.settlement.iter().map(|row| row.place.line));
    lines.sort_unstable();
    lines
}

/// A response code that refuses, in these tests.
fn is_refusal(code: &str) -> bool {
    code == "51"
}

/// Gathers and splits, and shows what came of it.
fn judge(mut rows: Trail<'_>, zone: &Zone) -> String {
    rows.settle();
    let total = rows.len();
    let mut swipes = Vec::new();
    let mut orphans = Vec::new();
    let mut seen = 0;
    for group in gather(rows, zone) {
        let split = split(group, zone, &is_refusal);
        for swipe in &split.swipes {
            seen += swipe.len();
            let lines: Vec<String> = lines_of(swipe).iter().map(u32::to_string).collect();
            swipes.push(format!("swipe {}", lines.join(" ")));
        }
        seen += split.orphans.len();
        orphans.extend(split.orphans);
    }
    assert_eq!(seen, total, "every row is in one swipe or an orphan");
    orphans.sort_by_key(|orphan| orphan.place.line);
    swipes.sort();
    swipes.extend(orphans.iter().map(|orphan| {
        let row = format!(
            "orphan {} {} {}",
            orphan.place.line,
            orphan.why.slug(),
            orphan.resembles
        );
        row.trim_end().to_owned()
    }));
    swipes.join("\n")
}

/// One trail per row of `whole`, in order of the sources.
fn single_rows<'a>(whole: &Trail<'a>) -> Vec<Trail<'a>> {
    let mut rows = Vec::new();
    let empty = Trail::default;
    rows.extend(whole.terminal.iter().map(|row| Trail {
        terminal: vec![*row],
        ..empty()
    }));
    rows.extend(whole.platform.iter().map(|row| Trail {
        platform: vec![*row],
        ..empty()
    }));
    rows.extend(whole.clearing.iter().map(|row| Trail {
        clearing: vec![*row],
        ..empty()
    }));
    rows.extend(whole.settlement.iter().map(|row| Trail {
        settlement: vec![*row],
        ..empty()
    }));
    rows
}

fn check(text: &str, want: &str) {
    let zone = Zone::shanghai();
    let want: Vec<&str> = want
        .lines()
        .map(str::trim)
        .filter(|row| !row.is_empty())
        .collect();
    let want = want.join("\n");
    let whole = read(text, 0, &zone);
    assert_eq!(judge(whole.clone(), &zone), want);
    let mut backwards = Trail::default();
    for row in single_rows(&whole).into_iter().rev() {
        backwards.merge(row);
    }
    assert_eq!(
        judge(backwards.clone(), &zone),
        want,
        "row by row, backwards"
    );
    backwards.merge(read(text, 1, &zone));
    backwards.merge(whole);
    assert_eq!(judge(backwards, &zone), want, "with its file given twice");
}
