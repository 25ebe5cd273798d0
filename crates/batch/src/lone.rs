//! Refunds and other dependent rows whose original the data set does not have.
//!
//! In: the trail of one group of rows, and the orphans it was split into. Out: how many give-backs those are, each
//! counted once though several sources tell of it, and their sum. Absent: which original they may mean.

use crate::tally::Sum;
use judge::MAIN_CURRENCY;
use std::collections::BTreeSet;
use trail::{Orphan, OrphanReason, Place, Trail, TxnType};

/// A row that gives back, voids or reverses.
struct Row<'a> {
    place: Place,
    rrn: &'a str,
    txn_type: TxnType,
    amount: i64,
    currency: &'a str,
}

/// How many of a group's rows name an original that is not there, and how much they give back.
pub fn sum(trail: &Trail<'_>, orphans: &[Orphan]) -> Sum {
    let lone: BTreeSet<Place> = orphans
        .iter()
        .filter(|orphan| orphan.why == OrphanReason::OriginalMissing)
        .map(|orphan| orphan.place)
        .collect();
    let mut rows = rows(trail);
    rows.retain(|row| lone.contains(&row.place));
    // Rows with a reference first: one without is the same give-back where type and amount agree.
    rows.sort_by_key(|row| (row.rrn.is_empty(), row.place));
    let mut counted: Vec<Row<'_>> = Vec::new();
    for row in rows {
        let same = |known: &Row<'_>| {
            let same_name = known.rrn == row.rrn || row.rrn.is_empty();
            same_name && (known.txn_type, known.amount) == (row.txn_type, row.amount)
        };
        if !counted.iter().any(same) {
            counted.push(row);
        }
    }
    let swipes = counted.len() as u64;
    // A row without a currency is in the main one (record contract).
    let mut in_main = counted;
    in_main.retain(|row| ["", MAIN_CURRENCY].contains(&row.currency));
    Sum {
        swipes,
        amount: in_main.iter().map(|row| i128::from(row.amount)).sum(),
    }
}

/// All rows that may give something back; what was refused gives nothing.
fn rows<'a>(trail: &'a Trail<'_>) -> Vec<Row<'a>> {
    let mut rows = Vec::with_capacity(trail.len());
    let terminal = trail.terminal.iter();
    let terminal = terminal.filter(|row| !judge::is_refusal(row.response_code));
    let platform = trail.platform.iter();
    let platform = platform.filter(|row| !judge::is_refusal(row.response_code));
    rows.extend(terminal.map(|row| Row {
        place: row.place,
        rrn: row.rrn,
        txn_type: row.txn_type,
        amount: row.amount,
        currency: row.currency,
    }));
    rows.extend(platform.map(|row| Row {
        place: row.place,
        rrn: row.rrn,
        txn_type: row.txn_type,
        amount: row.amount,
        currency: row.currency,
    }));
    rows.extend(trail.clearing.iter().map(|row| Row {
        place: row.place,
        rrn: row.rrn,
        txn_type: row.txn_type,
        amount: row.amount,
        currency: row.currency,
    }));
    rows.extend(trail.settlement.iter().map(|row| Row {
        place: row.place,
        rrn: row.rrn,
        txn_type: row.txn_type,
        amount: row.amount,
        currency: MAIN_CURRENCY, // A settlement line has no such column.
    }));
    rows
}
