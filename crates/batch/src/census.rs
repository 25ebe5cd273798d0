//! Which days each source has: coverage read off the data.
//!
//! In: sheets. Out: rows by source and settlement day, statements by account. Absent: what is
//! declared in `coverage.csv`; that is knowledge.

use crate::horizon::{Horizon, is_later};
use crate::rows::Sheet;
use crate::sheet::{bank, clearing, payout, platform, settlement, terminal};
use crate::work;
use ledger::{Cutoff, Day, Instant, Zone, settlement_day};
use std::collections::BTreeMap;
use trail::Coverage;
use wire::Source;

/// Counts the rows of every source and day that lie within the horizon.
pub fn census(
    sheets: &[Sheet<'_>],
    zone: &Zone,
    cutoff: Cutoff,
    horizon: Horizon,
    threads: usize,
) -> Coverage {
    let counted = work::map(threads, sheets.len(), |index| {
        count(&sheets[index], zone, cutoff, horizon)
    });
    let mut coverage = Coverage::default();
    counted.into_iter().for_each(|part| coverage.merge(part));
    coverage
}

fn count(sheet: &Sheet<'_>, zone: &Zone, cutoff: Cutoff, horizon: Horizon) -> Coverage {
    let mut coverage = Coverage::default();
    let chunk = sheet.chunk;
    let rows = (0..chunk.rows).filter(|row| !is_later(sheet.chunk, *row, zone, horizon));
    if chunk.source == Source::Bank {
        for row in rows {
            let booked = chunk
                .number(bank::BOOKED_AT, row)
                .expect("a good row has its required time");
            let account = sheet.symbols.text(chunk.symbol(bank::ACCOUNT_NO, row));
            coverage.note_bank(account, zone.day(Instant::from_ms(booked)));
        }
        return coverage;
    }
    let mut days: BTreeMap<Day, u64> = BTreeMap::new();
    let mut run: (Option<Day>, u64) = (None, 0);
    for row in rows {
        let day = day_of(sheet, row, zone, cutoff);
        if run.0 == Some(day) {
            run.1 += 1;
            continue;
        }
        if let (Some(before), many) = run {
            *days.entry(before).or_default() += many;
        }
        run = (Some(day), 1);
    }
    if let (Some(before), many) = run {
        *days.entry(before).or_default() += many;
    }
    days.into_iter()
        .for_each(|(day, rows)| coverage.note(chunk.source, day, rows));
    coverage
}

/// The day under which a source's row is counted: its settlement day; a payout's day of creation.
fn day_of(sheet: &Sheet<'_>, row: usize, zone: &Zone, cutoff: Cutoff) -> Day {
    let chunk = sheet.chunk;
    let given = |position: usize| chunk.day(position, row).map(Day::from_epoch);
    let at = |position: usize| {
        Instant::from_ms(
            chunk
                .number(position, row)
                .expect("a good row has its required time"),
        )
    };
    let by_rule = |position: usize| settlement_day(at(position), zone, cutoff);
    match chunk.source {
        Source::Terminal => by_rule(terminal::LOCAL_TIME),
        Source::Platform => {
            given(platform::SETTLE_DATE).unwrap_or_else(|| by_rule(platform::RECEIVED_AT))
        }
        Source::Clearing => given(clearing::SETTLE_DATE).expect("a good row has its required date"),
        Source::Settlement => {
            given(settlement::SETTLE_DATE).expect("a good row has its required date")
        }
        Source::Payout => zone.day(at(payout::CREATED_AT)),
        Source::Bank => zone.day(at(bank::BOOKED_AT)),
    }
}
