//! For which days a scenario's sources are complete: declared, or read off its rows.

use crate::script::{Fact, Script};
use judge::{Knowledge, Records};
use ledger::{Day, settlement_day};
use trail::{Coverage, Days, Row, Source};

/// The coverage of a scenario; the rows are those already known at the instant of judging.
pub fn coverage(
    script: &Script,
    rows: &Records<'static>,
    knowledge: &Knowledge,
) -> Result<Coverage, String> {
    let mut coverage = Coverage::default();
    for fact in &script.facts {
        match (fact.kind, &fact.rest[..]) {
            ("coverage", ["none"]) => coverage.declare_file(),
            ("coverage", _) => return Err(format!("{}: coverage none", fact.number)),
            ("covered", _) => declare(fact, script, knowledge, &mut coverage)
                .map_err(|trouble| format!("{}: {}: {trouble}", script.name, fact.number))?,
            _ => {}
        }
    }
    let mut known = rows.clone();
    known.hide(knowledge, script.as_of, script.as_of);
    note(&known, knowledge, &mut coverage);
    Ok(coverage)
}

fn declare(
    fact: &Fact,
    script: &Script,
    knowledge: &Knowledge,
    coverage: &mut Coverage,
) -> Result<(), String> {
    let day = |text: &str| script.dates.day_of("covered", text);
    let name = fact.rest.first().copied().unwrap_or("");
    let from = day(fact
        .rest
        .get(1)
        .ok_or("covered <source> <from> [to] [subject]")?)?;
    let second = fact.rest.get(2).copied();
    let (to, subject) = match second.map(|text| (text, script.dates.day(text))) {
        None => (from, ""),
        Some((_, Some(to))) => (to, fact.rest.get(3).copied().unwrap_or("")),
        Some((subject, None)) => (from, subject),
    };
    let days = Days { from, to };
    let sources: Vec<Source> = match name {
        "all" => Source::ALL.to_vec(),
        name => vec![Source::of_name(name).ok_or_else(|| format!("no source \"{name}\""))?],
    };
    for source in sources {
        if source == Source::Bank && subject.is_empty() {
            for merchant in knowledge.merchants.values() {
                coverage.declare(source, &merchant.account_no, days);
            }
        }
        coverage.declare(source, subject, days);
    }
    Ok(())
}

fn note(rows: &Records<'static>, knowledge: &Knowledge, coverage: &mut Coverage) {
    let zone = &knowledge.zone;
    let by_cut = |at| -> Day { settlement_day(at, zone, knowledge.cutoff) };
    for row in &rows.terminal {
        coverage.note(row.place().source, by_cut(row.local_time), 1);
    }
    for row in &rows.platform {
        let day = row.settle_date.unwrap_or_else(|| by_cut(row.received_at));
        coverage.note(row.place().source, day, 1);
    }
    for row in &rows.clearing {
        coverage.note(row.place().source, row.settle_date, 1);
    }
    for row in &rows.settlement {
        coverage.note(row.place().source, row.settle_date, 1);
    }
    for row in &rows.payout {
        coverage.note(row.place().source, zone.day(row.created_at), 1);
    }
    for row in &rows.bank {
        coverage.note_bank(row.account_no, zone.day(row.booked_at));
    }
}
