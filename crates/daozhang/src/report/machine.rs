//! What a trace says to programs: the summary in JSON, `funds.json`, the rows of `incidents.csv`.
//!
//! In: a traced data set and its report. Out: JSON with amounts in minor units. Absent: words, and rounding.

use super::Report;
use super::fill::incidents;
use batch::Traced;
use judge::{Funds, FundsMap};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The rows of `incidents.csv`.
pub fn incident_rows(traced: &Traced<'_>) -> Vec<Vec<String>> {
    let zone = &traced.knowledge.zone;
    incidents(traced)
        .into_iter()
        .map(|line| {
            vec![
                line.incident,
                line.cause.to_owned(),
                line.dimension.to_owned(),
                line.value,
                line.began.map_or_else(String::new, |at| zone.show(at)),
                line.swipes.to_string(),
                line.amount.to_string(),
                line.notice,
            ]
        })
        .collect()
}

/// Minor units as a JSON number. A sum beyond 64 bits, which no data set reaches, is its text.
fn number(sum: i128) -> Value {
    i64::try_from(sum).map_or_else(|_| Value::String(sum.to_string()), Value::from)
}

fn row(funds: &Funds) -> Value {
    Value::Object(
        funds
            .parts()
            .iter()
            .map(|(name, sum)| ((*name).to_owned(), number(*sum)))
            .collect::<Map<_, _>>(),
    )
}

/// The funds map.
pub fn funds_map(funds: &FundsMap<'_>) -> Value {
    let by_merchant: Map<String, Value> = funds
        .by_merchant()
        .iter()
        .map(|(mid, funds)| ((*mid).to_owned(), row(funds)))
        .collect();
    let by_day: Map<String, Value> = funds
        .by_day
        .iter()
        .map(|(day, funds)| (day.to_string(), row(funds)))
        .collect();
    let overdue_by: Vec<Value> = funds
        .overdue_by
        .iter()
        .map(|(by, (swipes, amount))| {
            json!({
                "stage": by.stage.slug(),
                "cause": by.cause.map_or("", judge::Cause::slug),
                "party": by.party.slug(),
                "swipes": swipes,
                "amount": number(*amount),
            })
        })
        .collect();
    json!({
        "total": row(&funds.total),
        "by_merchant": by_merchant,
        "by_day": by_day,
        "overdue_by": overdue_by,
    })
}

/// The text of `funds.json`.
pub fn funds_json(funds: &FundsMap<'_>) -> String {
    format!("{:#}\n", funds_map(funds))
}

/// The summary for programs.
pub fn json(report: &Report, traced: &Traced<'_>) -> Value {
    let zone = &report.zone;
    let causes: Vec<Value> = report
        .causes
        .iter()
        .map(|line| {
            json!({
                "verdict": line.verdict, "stage": line.stage, "cause": line.cause, "party": line.party, "outcome_known": line.is_known,
                "swipes": line.swipes, "amount": number(line.amount),
            })
        })
        .collect();
    let incidents: Vec<Value> = report
        .incidents
        .iter()
        .map(|line| {
            json!({
                "incident": line.incident, "cause": line.cause, "dimension": line.dimension, "value": line.value,
                "began": line.began.map(|at| zone.show(at)), "swipes": line.swipes, "amount": number(line.amount),
                "notice": line.notice,
            })
        })
        .collect();
    let missing: Vec<Value> = report
        .missing
        .iter()
        .map(|line| json!({ "source": line.source, "day": line.day.to_string(), "expected_rows": line.expected_rows }))
        .collect();
    let faults: Vec<Value> = report
        .files
        .iter()
        .filter(|file| !file.fault.is_empty() || file.quarantined > 0)
        .map(|file| json!({ "file": file.path, "quarantined": file.quarantined, "fault": file.fault }))
        .collect();
    let strangers: Vec<Value> = report
        .strange_merchants
        .iter()
        .map(|(mid, swipes, amount)| json!({ "mid": mid, "swipes": swipes, "amount": number(*amount) }))
        .collect();
    let rows = &report.rows;
    json!({
        "as_of": zone.show(report.as_of),
        "newest_record": report.reach.newest.map(|day| day.to_string()),
        "swipes": report.swipes,
        "funds": funds_map(&traced.funds),
        "causes": causes,
        "incidents": incidents,
        "missing_files": missing,
        "absent_sources": report.reach.absent.iter().map(|source| source.name()).collect::<Vec<_>>(),
        "unknown_merchants": strangers,
        "unknown_terminals": report.strange_terminals.iter().cloned().collect::<BTreeMap<_, _>>(),
        "faults": faults,
        "original_missing": { "give_backs": report.lone_give_backs.0, "amount": number(report.lone_give_backs.1) },
        "proposals": report.proposals,
        "provisional": report.provisional,
        "rows": {
            "read": rows.read, "in_trails": rows.in_trails, "orphans": rows.orphans,
            "quarantined": rows.quarantined, "repeats": rows.repeats, "later": rows.later,
        },
    })
}
