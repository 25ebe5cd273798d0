//! The native records that a server leaves behind: `platform/` and `holds.csv`, out of its books.
//!
//! In: the books. Out: files by settlement day, written aside and renamed, so that a reader finds the old one or the new one.
//! They are made anew out of the books each time, so they can never say anything else than those.

use acquirer::{Key, Kind, Known, Row, State, Swipe, SwipeId, outcome};
use ledger::{Cutoff, Day, Instant, Zone, settlement_day};
use std::collections::BTreeMap;
use std::path::Path;
use store::Reader;

/// How many rows are asked for at once.
const PAGE: u32 = 5_000;

const PLATFORM: [&str; 19] = [
    "mid",
    "tid",
    "batch_no",
    "stan",
    "rrn",
    "txn_type",
    "amount",
    "currency",
    "mcc",
    "merchant_name",
    "channel",
    "received_at",
    "responded_at",
    "response_code",
    "auth_code",
    "card",
    "method",
    "settle_date",
    "orig_rrn",
];
const HOLDS: [&str; 5] = ["hold_id", "mid", "rrn", "reason", "placed_at"];

/// Writes all of them. How many rows of `platform/` there are.
pub fn write(reader: &Reader, known: &Known, zone: &Zone, folder: &Path) -> anyhow::Result<usize> {
    let swipes = swipes(reader)?;
    let mut days: BTreeMap<Day, Vec<[String; 19]>> = BTreeMap::new();
    let mut holds = Vec::new();
    for (id, swipe) in &swipes {
        let day = swipe
            .settle_day
            .unwrap_or_else(|| settlement_day(swipe.received_at, zone, Cutoff::UNIONPAY));
        let original = swipe.original.and_then(|id| swipes.get(&id));
        let rows = days.entry(day).or_default();
        if !swipe.kind.spec().record.is_empty() {
            rows.push(row(*id, swipe, original, known, zone));
        }
        if swipe.state == State::Reversed && swipe.kind != Kind::Reversal {
            rows.push(reversal(*id, swipe, known, zone));
        }
        if !swipe.hold.is_empty() && swipe.state == State::Approved {
            let placed = zone.show(swipe.received_at);
            holds.push([
                format!("risk-{}", swipe.rrn),
                swipe.mid.to_string(),
                swipe.rrn.to_string(),
                "risk".into(),
                placed,
            ]);
        }
    }
    let mut count = 0;
    std::fs::create_dir_all(folder.join("platform"))?;
    for (day, rows) in days {
        count += rows.len();
        table(
            &folder.join("platform").join(format!("{day}.csv")),
            &PLATFORM,
            &rows,
        )?;
    }
    if !holds.is_empty() {
        table(&folder.join("holds.csv"), &HOLDS, &holds)?;
    }
    Ok(count)
}

/// All swipes of the books.
pub fn swipes(reader: &Reader) -> anyhow::Result<BTreeMap<SwipeId, Swipe>> {
    let mut found = BTreeMap::new();
    let mut after = String::new();
    loop {
        let page = reader.rows("swipe/", &after, PAGE)?;
        let Some(last) = page.last() else {
            return Ok(found);
        };
        after.clone_from(&last.key);
        for kept in page {
            let key = Key::parse(&kept.key);
            let row = key.as_ref().map(|key| Row::read(key, &kept.body));
            if let (Some(Key::Swipe(id)), Some(Ok(Row::Swipe(swipe)))) = (key, row) {
                found.insert(id, *swipe);
            }
        }
    }
}

fn row(
    id: SwipeId,
    swipe: &Swipe,
    original: Option<&Swipe>,
    known: &Known,
    zone: &Zone,
) -> [String; 19] {
    let merchant = known.merchants.get(&swipe.mid);
    let show = |at: Option<Instant>| at.map_or_else(String::new, |at| zone.show(at));
    // Whatever became of it later: an outcome that nobody told is no answer.
    let code = swipe.code.filter(|code| {
        swipe.state != State::Unknown || outcome(*code) == acquirer::Outcome::Unknown
    });
    [
        swipe.mid.to_string(),
        id.tid.to_string(),
        id.batch.to_string(),
        id.stan.to_string(),
        swipe.rrn.to_string(),
        swipe.kind.spec().record.clone(),
        swipe.amount.to_string(),
        "CNY".to_owned(),
        merchant.map_or_else(String::new, |merchant| merchant.mcc.clone()),
        merchant.map_or_else(String::new, |merchant| merchant.name.clone()),
        "unionpay".to_owned(),
        zone.show(swipe.received_at),
        show(swipe.answered_at),
        code.map_or_else(String::new, |code| code.to_string()),
        swipe.auth.map_or_else(String::new, |auth| auth.to_string()),
        swipe.card.masked.clone(),
        method(&swipe.entry).to_owned(),
        swipe
            .settle_day
            .map_or_else(String::new, |day| day.to_string()),
        original.map_or_else(String::new, |original| original.rrn.to_string()),
    ]
}

/// What undid a swipe is a row of its own.
fn reversal(id: SwipeId, swipe: &Swipe, known: &Known, zone: &Zone) -> [String; 19] {
    let mut row = row(id, swipe, None, known, zone);
    row[4] = format!("R{}", &swipe.rrn.as_str()[1..]);
    "reversal".clone_into(&mut row[5]);
    "00".clone_into(&mut row[13]);
    row[14] = String::new();
    row[18] = swipe.rrn.to_string();
    row
}

fn method(entry: &str) -> &'static str {
    match entry.get(..2) {
        Some("01") => "manual",
        Some("02" | "90" | "80") => "magstripe",
        Some("03" | "92") => "qr",
        Some("05") => "chip",
        Some("07" | "91") => "contactless",
        _ => "",
    }
}

/// A table, written aside and renamed.
pub fn table<const N: usize>(
    path: &Path,
    head: &[&str; N],
    rows: &[[String; N]],
) -> anyhow::Result<()> {
    let aside = path.with_extension("csv.part");
    let mut out = csv::Writer::from_path(&aside)?;
    out.write_record(head)?;
    rows.iter().try_for_each(|row| out.write_record(row))?;
    out.flush()?;
    drop(out);
    std::fs::rename(&aside, path)?;
    Ok(())
}
