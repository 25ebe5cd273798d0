//! The lists of the page: merchants and days, causes, incidents, files, swipes that need someone.
//!
//! In: lines of a report. Out: the same in words, ready for the template. Absent: HTML.

use super::figures::{self, count, day, money, share, time};
use super::parts::{self, Missing, Part};
use super::svg::capital;
use super::{FileLine, FundsRow, IncidentLine, MissingLine, Report, SwipeLine, sentences};
use crate::wording::{filled, term, text};
use wire::Lang;

/// The most files listed that have nothing wrong; those with trouble are all listed.
const FILES_MAX: usize = 60;

/// A day's or a merchant's row of the funds map.
#[allow(missing_docs, reason = "the template shows what each is")]
pub struct MapRow {
    pub name: String,
    pub number: String,
    pub swiped: String,
    pub owed: String,
    pub arrived: String,
    pub not_arrived: String,
    pub share: String,
}

/// A cause of money that is not there.
#[allow(missing_docs, reason = "the template shows what each is")]
pub struct CauseRow {
    pub class: &'static str,
    pub cause: String,
    pub part: String,
    pub swipes: String,
    pub amount: String,
    pub party: String,
    pub remedy: String,
}

/// Many swipes, one cause.
#[allow(missing_docs, reason = "the template shows what each is")]
pub struct Incident {
    pub cause: String,
    pub place: String,
    pub swipes: String,
    pub amount: String,
    pub began: String,
    pub notice: String,
    pub remedy: String,
}

/// A swipe that needs someone.
#[allow(missing_docs, reason = "the template shows what each is")]
pub struct Needing {
    pub class: &'static str,
    pub rrn: String,
    pub handles: Vec<String>,
    pub swiped_at: String,
    pub gap: String,
    pub amount: String,
    pub state: String,
    pub cause: String,
    pub party: String,
    pub remedy: String,
    pub when: String,
    pub why: String,
    pub evidence: String,
}

/// A file as it was read.
#[allow(missing_docs, reason = "the template shows what each is")]
pub struct File {
    pub path: String,
    pub source: String,
    pub rows: String,
    pub quarantined: String,
    pub fault: String,
}

/// A row of the funds map under its name.
fn map_row(name: String, number: String, row: &FundsRow, report: &Report) -> MapRow {
    let cash = |minor| money(minor, &report.currency);
    MapRow {
        name,
        number,
        swiped: cash(row.swiped),
        owed: cash(parts::owed(row)),
        arrived: cash(row.arrived),
        not_arrived: cash(parts::not_arrived(row)),
        share: share(row.arrived, parts::owed(row)),
    }
}

/// The funds map by settlement day.
pub fn days(report: &Report) -> Vec<MapRow> {
    let row = |(on, funds): &(_, _)| map_row(day(*on), String::new(), funds, report);
    report.by_day.iter().map(row).collect()
}

/// The funds map by merchant.
pub fn merchants(report: &Report) -> Vec<MapRow> {
    let row = |(number, name, funds): &(String, String, _)| {
        map_row(name.clone(), number.clone(), funds, report)
    };
    report.by_merchant.iter().map(row).collect()
}

/// Side findings, and how many swipes bear them.
pub fn also(report: &Report, lang: Lang) -> Vec<(String, String)> {
    let said = |(slug, n): &(&str, u64)| {
        (
            report.reach.cause_name(slug, lang),
            figures::swipes(*n, lang),
        )
    };
    report.also.iter().map(said).collect()
}

/// A cause with its remedy.
pub fn cause_row(one: &Missing, report: &Report, lang: Lang) -> CauseRow {
    CauseRow {
        class: one.part.slug(),
        cause: report.reach.cause_name(one.cause, lang),
        part: term("part", one.part.slug(), lang),
        swipes: count(one.swipes),
        amount: money(one.amount, &report.currency),
        party: capital(&term("party", one.party, lang)),
        remedy: report.reach.remedy(one.cause, lang),
    }
}

/// An incident in words.
pub fn incident(one: &IncidentLine, report: &Report, lang: Lang) -> Incident {
    let began = one.began.map(|began| time(began, &report.zone));
    Incident {
        cause: report.reach.cause_name(one.cause, lang),
        place: sentences::place(one, &report.zone, lang),
        swipes: figures::swipes(one.swipes, lang),
        amount: money(one.amount, &report.currency),
        began: began
            .map(|began| text("report.began", lang, &[("began", &began)]))
            .unwrap_or_default(),
        notice: match one.notice.as_str() {
            "" => text("report.notice_none", lang, &[]),
            notice => text("report.notice", lang, &[("notice", notice)]),
        },
        remedy: report.reach.remedy(one.cause, lang),
    }
}

/// The missing files.
pub fn missing_files(report: &Report, lang: Lang) -> Vec<(String, String)> {
    let said = |one| missing_file(one, lang);
    report.missing.iter().map(said).collect()
}

/// A missing file, and what speaks for it.
fn missing_file(one: &MissingLine, lang: Lang) -> (String, String) {
    let values = [
        ("source", term("source", one.source, lang)),
        ("day", day(one.day)),
    ];
    let from = term("supplier", one.source, lang);
    let rows = text(
        "report.missing_rows",
        lang,
        &[("n", &count(one.expected_rows)), ("from", &from)],
    );
    (capital(&filled("report.missing_line", lang, &values)), rows)
}

/// A swipe in words.
pub fn needing(one: &SwipeLine, report: &Report, lang: Lang) -> Needing {
    let cash = |minor: i64| money(i128::from(minor), &one.currency);
    let mut handles = vec![
        one.card.clone(),
        format!("{} {}", text("report.merchant", lang, &[]), one.mid),
    ];
    handles.push(format!(
        "{} {}",
        text("report.terminal", lang, &[]),
        one.tid
    ));
    if !one.order_no.is_empty() {
        handles.push(format!(
            "{} {}",
            text("report.order", lang, &[]),
            one.order_no
        ));
    }
    handles.retain(|handle| !handle.trim().is_empty());
    let gap = match one.gap {
        ..0 => filled(
            "report.too_much",
            lang,
            &[("amount", money(-i128::from(one.gap), &one.currency))],
        ),
        gap => cash(gap),
    };
    Needing {
        class: class_of(one),
        rrn: if one.rrn.is_empty() {
            "–".to_owned()
        } else {
            one.rrn.clone()
        },
        handles,
        swiped_at: one
            .swiped_at
            .map_or_else(|| "–".to_owned(), |at| time(at, &report.zone)),
        gap,
        amount: text("report.amount_of", lang, &[("amount", &cash(one.amount))]),
        state: format!(
            "{} · {}",
            term("verdict", one.verdict, lang),
            term("stage", one.stage, lang)
        ),
        cause: report.reach.cause_name(one.cause, lang),
        party: capital(&term("party", one.party, lang)),
        remedy: report.reach.remedy(one.cause, lang),
        when: match one.eta_to {
            Some(to) if to <= report.as_of => text("report.past", lang, &[]),
            Some(to) => time(to, &report.zone),
            None => text("report.no_date", lang, &[]),
        },
        why: why(one, report, lang),
        evidence: one.evidence.replace('|', " · "),
    }
}

/// On what its date rests.
fn why(one: &SwipeLine, report: &Report, lang: Lang) -> String {
    let reason = term("eta", one.eta_reason, lang);
    if one.eta_to.is_some() && report.reach.is_by_contract_only() {
        return text("reach.estimate", lang, &[("reason", &reason)]);
    }
    if one.eta_reason.is_empty() {
        return String::new();
    }
    reason
}

/// The colour of a swipe: that of the part in which its money stands.
fn class_of(one: &SwipeLine) -> &'static str {
    let line = super::CauseLine {
        verdict: one.verdict,
        stage: one.stage,
        cause: one.cause,
        party: one.party,
        is_known: true,
        swipes: 1,
        amount: i128::from(one.gap),
    };
    match one.verdict {
        "over" => "over",
        _ => Part::of_line(&line).map_or("other", Part::slug),
    }
}

/// How many swipes need someone, and how to find one.
pub fn needing_note(report: &Report, lang: Lang) -> String {
    if report.needing.is_empty() {
        return text("report.needing_none", lang, &[]);
    }
    let shown = u64::try_from(report.needing.len()).unwrap_or(u64::MAX);
    let key = if shown < report.needing_total {
        "report.needing_note"
    } else {
        "report.needing_all"
    };
    filled(
        key,
        lang,
        &[("total", count(report.needing_total)), ("n", count(shown))],
    )
}

/// Files with trouble, then the others up to a limit; and what the limit leaves out.
pub fn files(report: &Report, lang: Lang) -> (Vec<File>, Option<String>) {
    let wrong = |file: &&FileLine| !file.fault.is_empty() || file.quarantined > 0;
    let fine: Vec<&FileLine> = report.files.iter().filter(|file| !wrong(file)).collect();
    let (shown, rest) = fine.split_at(fine.len().min(FILES_MAX));
    let files = report
        .files
        .iter()
        .filter(wrong)
        .chain(shown.iter().copied());
    let files = files
        .map(|file| File {
            path: file.path.clone(),
            source: file.source_words(lang),
            rows: count(file.rows),
            quarantined: count(file.quarantined),
            fault: file.fault.clone(),
        })
        .collect();
    let more = (!rest.is_empty()).then(|| {
        let rows = count(rest.iter().map(|file| file.rows).sum());
        filled(
            "report.files_more",
            lang,
            &[("n", rest.len().to_string()), ("rows", rows)],
        )
    });
    (files, more)
}
