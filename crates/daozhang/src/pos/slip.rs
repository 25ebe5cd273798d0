//! What a terminal prints and keeps: a slip, and the same as a row of `terminal/`.
//!
//! Card numbers are masked when the slip is made. Absent: tracks, PINs, keys.

use crate::serve::records;
use ledger::{Instant, Zone};
use std::collections::BTreeMap;
use std::path::Path;

/// One transaction as the terminal knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// `sale`, `void` and so on, as the native records call it.
    pub txn_type: &'static str,
    /// The merchant.
    pub mid: String,
    /// The terminal.
    pub tid: String,
    /// The batch.
    pub batch: String,
    /// The trace.
    pub stan: String,
    /// In fen.
    pub amount: i64,
    /// By the terminal's clock.
    pub at: Instant,
    /// The reference number that the answer brought.
    pub rrn: String,
    /// The authorisation code.
    pub auth: String,
    /// The response code; empty when no answer came.
    pub code: String,
    /// The masked card number.
    pub card: String,
    /// How the card was read.
    pub method: &'static str,
    /// The original's reference number.
    pub original_rrn: String,
    /// The original's trace.
    pub original_stan: String,
}

const TERMINAL: [&str; 15] = [
    "mid",
    "tid",
    "batch_no",
    "stan",
    "txn_type",
    "amount",
    "currency",
    "local_time",
    "rrn",
    "auth_code",
    "response_code",
    "card",
    "method",
    "orig_rrn",
    "orig_stan",
];

/// Writes slips as `terminal/` records, a file a day; `name` keeps the files of several tills apart.
pub fn write(slips: &[Slip], zone: &Zone, folder: &Path, name: &str) -> anyhow::Result<()> {
    let folder = folder.join("terminal");
    std::fs::create_dir_all(&folder)?;
    let mut days: BTreeMap<ledger::Day, Vec<[String; 15]>> = BTreeMap::new();
    for slip in slips {
        days.entry(zone.day(slip.at))
            .or_default()
            .push(row(slip, zone));
    }
    for (day, rows) in days {
        records::table(&folder.join(format!("{name}-{day}.csv")), &TERMINAL, &rows)?;
    }
    Ok(())
}

fn row(slip: &Slip, zone: &Zone) -> [String; 15] {
    [
        slip.mid.clone(),
        slip.tid.clone(),
        slip.batch.clone(),
        slip.stan.clone(),
        slip.txn_type.to_owned(),
        slip.amount.to_string(),
        "CNY".to_owned(),
        zone.show(slip.at),
        slip.rrn.clone(),
        slip.auth.clone(),
        slip.code.clone(),
        slip.card.clone(),
        slip.method.to_owned(),
        slip.original_rrn.clone(),
        slip.original_stan.clone(),
    ]
}
