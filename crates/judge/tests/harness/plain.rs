//! The usual rows of one swipe, from one `plain` line.
//!
//! In: a scenario with `plain` lines. Out: all its record lines, those of `plain` in their place.

use crate::columns::{canonical, has_column, is_ours};
use crate::script::{Keys, Line, Plain, Script};
use crate::words::{self, keep};
use ledger::{Day, Instant, settlement_day};
use std::collections::BTreeSet;
use trail::Source;

const SWIPE_S: u32 = 10 * 3_600;
const CREATED_S: u32 = 9 * 3_600;
const SENT_S: u32 = CREATED_S + 60;
const PAID_S: u32 = CREATED_S + 600;
const BOOKED_S: u32 = CREATED_S + 900;

/// Keys of `plain` itself.
const OWN: [&str; 5] = ["at", "days", "until", "without", "type"];

/// Every record line of the scenario, in the order written.
pub fn expand(script: &Script) -> Result<Vec<Line>, String> {
    let mut lines = Vec::new();
    let mut paid = BTreeSet::new();
    let mut taken = 0;
    for (index, plain) in script.plains.iter().enumerate() {
        lines.extend_from_slice(&script.lines[taken..plain.before]);
        taken = plain.before;
        let rows = swipe(script, plain, index + 1, &mut paid)
            .map_err(|trouble| format!("{}: {}: {trouble}", script.name, plain.number))?;
        lines.extend(rows);
    }
    lines.extend_from_slice(&script.lines[taken..]);
    Ok(lines)
}

struct Own {
    at: Instant,
    settle_day: Day,
    paid_on: Day,
    what: &'static str,
    sources: Vec<Source>,
}

fn own_keys(script: &Script, plain: &Plain) -> Result<Own, String> {
    let dates = &script.dates;
    let find = |wanted: &str| {
        let found = plain.keys.iter().find(|(key, _)| *key == wanted);
        found.map(|(_, value)| *value)
    };
    let at = match find("at") {
        Some(text) => dates.time_of("at", text)?,
        None => dates.zone.at(dates.day, SWIPE_S),
    };
    let settle_day = match find("settle_date") {
        Some(text) => dates.day_of("settle_date", text)?,
        None => settlement_day(at, &dates.zone, script.cutoff),
    };
    let paid_on = match find("days") {
        Some(text) => dates.day.plus(words::number("days", text)?),
        None => dates.day.plus(1),
    };
    let source = |name: &str| Source::of_name(name).ok_or_else(|| format!("no source \"{name}\""));
    let until = find("until").map_or(Ok(Source::Bank), source)?;
    let without: Vec<Source> = find("without")
        .into_iter()
        .flat_map(|names| names.split(','))
        .map(source)
        .collect::<Result<_, _>>()?;
    let wanted = |source: &Source| *source <= until && !without.contains(source);
    Ok(Own {
        at,
        settle_day,
        paid_on,
        what: find("type").unwrap_or("sale"),
        sources: Source::ALL.into_iter().filter(wanted).collect(),
    })
}

/// The keys that go to one source: `source.key`, and bare keys that are columns of it. The swipe's
/// amount and channel are not the payout's.
fn keys_for(plain: &Plain, source: Source, common: &Keys) -> Keys {
    let mut keys: Keys = Vec::new();
    for (key, value) in common.iter().chain(&plain.keys) {
        let column = match key.split_once('.') {
            Some((name, column)) if name == source.name() => column,
            Some(_) => continue,
            None if OWN.contains(key) => continue,
            None => {
                let column = canonical(source, key);
                let of_swipe = matches!(column, "amount" | "channel");
                let later = matches!(source, Source::Payout | Source::Bank);
                let ours = is_ours(source, key);
                if !ours && (!has_column(source, column) || (later && of_swipe)) {
                    continue;
                }
                key
            }
        };
        keys.retain(|(known, _)| canonical(source, known) != canonical(source, column));
        keys.push((column, value));
    }
    keys
}

fn swipe(
    script: &Script,
    plain: &Plain,
    nth: usize,
    paid: &mut BTreeSet<&'static str>,
) -> Result<Vec<Line>, String> {
    let own = own_keys(script, plain)?;
    for (key, _) in &plain.keys {
        let known = OWN.contains(key)
            || key.contains('.')
            || Source::ALL
                .iter()
                .any(|s| has_column(*s, canonical(*s, key)));
        if !known {
            return Err(format!(
                "no source has the column \"{key}\"; say source.{key}"
            ));
        }
    }
    let payout = plain.keys.iter().find(|(key, _)| *key == "payout");
    let payout = payout.map_or_else(|| keep(&format!("P{nth}")), |(_, value)| *value);
    let mut common: Keys = vec![
        ("rrn", keep(&format!("R{nth}"))),
        ("stan", keep(&format!("{nth:06}"))),
    ];
    let is_paid = own.sources.contains(&Source::Payout) || own.sources.contains(&Source::Bank);
    if is_paid || plain.keys.iter().any(|(key, _)| *key == "payout") {
        common.push(("payout", payout));
    }
    let zone = &script.dates.zone;
    let midnight = zone.at(own.settle_day, 0);
    let mut lines = Vec::new();
    for source in &own.sources {
        let keys = keys_for(plain, *source, &common);
        let mut push = |when: Instant, what: &'static str| {
            lines.push(Line {
                number: plain.number,
                source: *source,
                when: Some(when),
                what,
                keys: keys.clone(),
            });
        };
        let paid_already = paid.contains(payout);
        match source {
            Source::Terminal => push(own.at, own.what),
            Source::Platform => push(own.at.plus_seconds(1), own.what),
            Source::Clearing | Source::Settlement => push(midnight, own.what),
            Source::Payout | Source::Bank if paid_already || payout.is_empty() => {}
            Source::Payout => {
                push(zone.at(own.paid_on, CREATED_S), "created");
                push(zone.at(own.paid_on, SENT_S), "sent");
                push(zone.at(own.paid_on, PAID_S), "paid");
            }
            Source::Bank => push(zone.at(own.paid_on, BOOKED_S), "credit"),
        }
    }
    paid.insert(payout);
    Ok(lines)
}
