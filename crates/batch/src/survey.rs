//! What a data set covers and which files it lacks, before any verdict.

use crate::census;
use crate::fold;
use crate::horizon::Horizon;
use crate::payouts;
use crate::rows::Sheet;
use crate::scan::Scan;
use crate::strangers::{Strangers, strangers};
use crate::trace::TraceOptions;
use judge::Knowledge;
use ledger::{Day, Instant};
use std::collections::BTreeMap;
use trail::{Coverage, MissingFile};
use wire::Source;

/// What a data set covers, before any verdict.
pub struct Survey {
    /// Which days each source has.
    pub coverage: Coverage,
    /// Files that should be there.
    pub missing: Vec<MissingFile>,
    /// Merchants and terminals that no knowledge file has.
    pub strangers: Strangers,
}

/// Looks at what a scanned data set covers.
pub fn survey(scanned: &Scan, mut knowledge: Knowledge, options: TraceOptions) -> Survey {
    let horizon = Horizon {
        as_of: options.as_of,
        known_at: options.known_at,
    };
    let sheets: Vec<Sheet<'_>> = scanned
        .chunks
        .iter()
        .map(|chunk| Sheet::new(chunk, &scanned.symbols))
        .collect();
    let seen = census::census(
        &sheets,
        &knowledge.zone,
        knowledge.cutoff,
        horizon,
        options.threads,
    );
    knowledge.coverage.merge(seen);
    let unresolved = unresolved(&sheets, &knowledge, horizon, options.threads);
    let missing = missing_files(&knowledge, &unresolved, options.as_of);
    let strangers = strangers(&sheets, &knowledge, horizon, options.threads);
    Survey {
        strangers,
        coverage: knowledge.coverage,
        missing,
    }
}

/// Settlement lines whose payout is unknown, by settlement day, counted as a trace counts them.
fn unresolved(
    sheets: &[Sheet<'_>],
    knowledge: &Knowledge,
    horizon: Horizon,
    threads: usize,
) -> BTreeMap<Day, u64> {
    let folded = fold::fold(sheets, &knowledge.zone, horizon, threads);
    let known = payouts::read(sheets, knowledge, horizon, threads).known();
    payouts::named(known, sheets, &folded, threads).unresolved
}

/// Files whose day has come and which are not there. `unresolved` counts settlement lines, by day,
/// whose payout is unknown: payouts are made the day after, and a day without any is a missing file.
pub fn missing_files(
    knowledge: &Knowledge,
    unresolved: &BTreeMap<Day, u64>,
    as_of: Instant,
) -> Vec<MissingFile> {
    let thresholds = &knowledge.thresholds;
    let due = |source: Source, day: Day| {
        let hour = match source {
            Source::Clearing => thresholds.clearing_file_hour,
            Source::Settlement => thresholds.settlement_run_hour,
            _ => thresholds.records_hour,
        };
        as_of >= knowledge.zone.at(day.plus(1), hour * 3_600)
    };
    let mut missing = knowledge.coverage.missing_files(due);
    let there = |day: Day| {
        knowledge.coverage.rows_on(Source::Payout, day) > 0
            || knowledge.coverage.covers(Source::Payout, day, &[])
    };
    // A data set without any payouts lacks the source, not the files of some days.
    let has_payouts = knowledge.coverage.knows(Source::Payout);
    for (settled, rows) in unresolved.iter().filter(|_| has_payouts) {
        // Usually made the day after; on the day itself where swipes are paid at once.
        let day = [settled.plus(1), *settled]
            .into_iter()
            .find(|day| !there(*day));
        if let Some(day) = day.filter(|day| due(Source::Payout, *day))
            && !missing
                .iter()
                .any(|known| known.source == Source::Payout && known.day == day)
        {
            missing.push(MissingFile {
                source: Source::Payout,
                day,
                expected_rows: *rows,
            });
        }
    }
    missing
}
