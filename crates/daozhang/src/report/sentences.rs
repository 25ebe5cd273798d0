//! Sentences that the summary and the page share: the answer, the notes, the balance of rows.
//!
//! In: a report. Out: sentences in one language. Absent: layout.

use super::figures::{self, count, money, share, time};
use super::parts::{self, Part, not_arrived, owed, stuck};
use super::{IncidentLine, Report, RowCounts};
use crate::wording::{filled, term, text};
use ledger::Zone;
use wire::Lang;

/// Where an incident is: its dimension and value in words.
pub fn place(one: &IncidentLine, zone: &Zone, lang: Lang) -> String {
    let value = match one.dimension {
        "method" => term("method", &one.value, lang),
        "file" => match one.value.split_once('/') {
            Some((source, day)) => return format!("{} {day}", term("source", source, lang)),
            None => one.value.clone(),
        },
        "time" => zone
            .parse(&one.value)
            .map_or_else(|| one.value.clone(), |at| time(at, zone)),
        _ => one.value.clone(),
    };
    format!("{} {value}", term("dimension", one.dimension, lang))
}

/// The answer to the question: how much has arrived, and how much has not.
pub fn answer(report: &Report, lang: Lang) -> String {
    let funds = &report.funds;
    let cash = |minor| money(minor, &report.currency);
    if report.swipes == 0 {
        let key = match report.rows.later {
            0 => "summary.no_swipes",
            _ => "summary.no_swipes_by_then",
        };
        return text(key, lang, &[]);
    }
    let owed = owed(funds);
    if owed <= 0 {
        // Of other currencies the sums say nothing.
        let key = match report.other_currencies.is_empty() {
            true => "summary.nothing_owed",
            false => "summary.nothing_owed_in",
        };
        return text(key, lang, &[("currency", &report.currency)]);
    }
    let values = [
        ("arrived", cash(funds.arrived)),
        ("share", share(funds.arrived, owed)),
    ];
    let arrived = filled("summary.arrived", lang, &values);
    let rest = if not_arrived(funds) == 0 {
        text("summary.all_arrived", lang, &[])
    } else {
        let (missing, pending, stuck) = (
            cash(not_arrived(funds)),
            cash(funds.pending),
            cash(stuck(funds)),
        );
        text(
            "summary.missing",
            lang,
            &[
                ("missing", &missing),
                ("pending", &pending),
                ("stuck", &stuck),
            ],
        )
    };
    format!("{arrived}{}{rest}", lang.pick("", " "))
}

/// That the records are old at the as-of instant; `None` when they are not.
pub fn old(report: &Report, lang: Lang) -> Option<String> {
    report.reach.old(report.as_of, &report.zone, lang)
}

/// What is not there and no cause in the list accounts for; `None` when the list accounts for all.
pub fn of_no_cause(report: &Report, lang: Lang) -> Option<String> {
    let rest = parts::of_no_cause(report);
    (rest != 0).then(|| {
        let amount = money(rest, &report.currency);
        text("summary.of_no_cause", lang, &[("amount", &amount)])
    })
}

/// Why incidents and causes sum to other amounts, where they do.
pub fn incident_sums(report: &Report, lang: Lang) -> Option<String> {
    let of_cause = |cause: &str| -> i128 {
        let lines = report.causes.iter().filter(|line| line.cause == cause);
        lines.map(|line| line.amount).sum()
    };
    let of_incidents = |cause: &str| -> i128 {
        let all = report.incidents.iter().filter(|one| one.cause == cause);
        all.map(|one| one.amount).sum()
    };
    let mut causes = report.incidents.iter().map(|one| one.cause);
    let differ = causes.any(|cause| of_cause(cause) != of_incidents(cause));
    differ.then(|| text("summary.incidents_sums", lang, &[]))
}

/// That no file is missing, of the sources that are there.
pub fn no_missing(report: &Report, lang: Lang) -> String {
    let key = if report.reach.absent.is_empty() {
        "summary.no_missing"
    } else {
        "summary.no_missing_of_those"
    };
    text(key, lang, &[])
}

/// What a reader must know about the sums: proofs that are weak, dates that may move, choices left open.
pub fn notes(report: &Report, lang: Lang) -> Vec<String> {
    let counted = [
        ("summary.reported", report.proof_reported),
        ("summary.provisional", report.provisional),
        ("summary.proposals", report.proposals),
    ];
    let mut notes = strangers(report, lang);
    notes.extend(report.reach.contract_only(lang));
    if parts::swipes(report, Part::Held) > 0 {
        notes.push(text("summary.held", lang, &[]));
    }
    if parts::outcome_unknown(report).0 > 0 {
        notes.push(text("summary.outcome_unknown_note", lang, &[]));
    }
    let (lone, amount) = report.lone_give_backs;
    if lone > 0 {
        let values = [
            ("n", count(lone)),
            ("amount", money(amount, &report.currency)),
        ];
        notes.push(filled("summary.lone_give_backs", lang, &values));
    }
    let counted = counted.into_iter().filter(|(_, n)| *n > 0);
    notes.extend(counted.map(|(key, n)| text(key, lang, &[("n", &count(n))])));
    for (currency, n) in &report.other_currencies {
        notes.push(text(
            "summary.other_currency",
            lang,
            &[("n", &count(*n)), ("currency", currency)],
        ));
    }
    notes
}

/// Who occurs in the records and in no knowledge file.
pub fn strangers(report: &Report, lang: Lang) -> Vec<String> {
    let mut said = Vec::new();
    let merchants = &report.strange_merchants;
    if !merchants.is_empty() {
        let swipes = merchants.iter().map(|(_, swipes, _)| swipes).sum();
        let amount = merchants.iter().map(|(.., amount)| amount).sum();
        let values = [
            ("n", count(merchants.len() as u64)),
            ("swipes", figures::swipes(swipes, lang)),
            ("amount", money(amount, &report.currency)),
            (
                "ids",
                first_few(merchants.iter().map(|(mid, ..)| mid.as_str()), lang),
            ),
        ];
        said.push(filled("summary.strange_merchants", lang, &values));
    }
    let terminals = &report.strange_terminals;
    if !terminals.is_empty() {
        let values = [
            ("n", count(terminals.len() as u64)),
            ("rows", count(terminals.iter().map(|(_, rows)| rows).sum())),
            (
                "ids",
                first_few(terminals.iter().map(|(tid, _)| tid.as_str()), lang),
            ),
        ];
        said.push(filled("summary.strange_terminals", lang, &values));
    }
    said
}

/// The first few numbers, and a mark where there are more.
pub fn first_few<'n>(numbers: impl Iterator<Item = &'n str>, lang: Lang) -> String {
    const SHOWN: usize = 5;
    let mut all: Vec<String> = numbers.take(SHOWN + 1).map(str::to_owned).collect();
    if all.len() > SHOWN {
        all[SHOWN] = "…".to_owned();
    }
    lang.list(&all)
}

/// Where every input row ended, in one line; and a second one where that is not so.
pub fn balance(rows: &RowCounts, lang: Lang) -> String {
    let parts = [
        ("summary.rows_in_trails", rows.in_trails),
        ("summary.rows_orphans", rows.orphans),
        ("summary.rows_quarantined", rows.quarantined),
        ("summary.rows_repeats", rows.repeats),
        ("summary.rows_later", rows.later),
    ];
    let said: Vec<String> = parts
        .iter()
        .enumerate()
        // The first three are the law and always stand; the others only where there are any.
        .filter(|(index, (_, n))| *index < 3 || *n > 0)
        .map(|(_, (key, n))| text(key, lang, &[("n", &count(*n))]))
        .collect();
    let line = text(
        "summary.rows",
        lang,
        &[("read", &count(rows.read)), ("parts", &said.join(" + "))],
    );
    let sum: u64 = parts.iter().map(|(_, n)| n).sum();
    match rows.read.abs_diff(sum) {
        0 => line,
        n => format!(
            "{line}\n{}",
            text("summary.rows_unbalanced", lang, &[("n", &count(n))])
        ),
    }
}
