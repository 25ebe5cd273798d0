//! Results as Arrow tables in memory: what `write` puts into files, for whoever wants no files.
//!
//! In: a traced data set. Out: record batches, verdicts in their order. Absent: files, and words for people but
//! in the reasons of the quarantine.

use crate::quarantine::Quarantine;
use crate::trace::Traced;
use crate::verdict_table::{Columns, Names, Table};
use crate::work;
use crate::write::{BLOCK_ROWS, in_parts};
use arrow_array::{
    ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray, UInt32Array,
};
use ledger::Instant;
use std::ops::Range;
use std::sync::Arc;
use trail::Orphan;
use wire::Lang;

/// Verdicts in one batch, and in one row group of Parquet.
pub(crate) const GROUP_ROWS: usize = 32 * 1024;

/// All verdicts in their order, batch by batch, made on all threads; `take` is called on this one.
///
/// # Errors
/// The first error of `take`: then no more are made.
pub fn verdicts<E>(
    traced: &Traced<'_>,
    (columns, names): (&Columns, &Names<'_>),
    threads: usize,
    take: impl FnMut(RecordBatch) -> Result<(), E>,
) -> Result<(), E> {
    let groups = in_parts(0..traced.swipes(), GROUP_ROWS);
    let make = |index: usize| group(traced, groups[index].clone(), columns, names);
    work::in_turn(threads, groups.len(), make, take)
}

/// Some verdicts, by their places in the order.
pub(crate) fn group(
    traced: &Traced<'_>,
    places: Range<usize>,
    columns: &Columns,
    names: &Names<'_>,
) -> RecordBatch {
    let evidence = columns.has("evidence");
    let mut table = Table::with_capacity(columns, places.len());
    for block in in_parts(places, BLOCK_ROWS) {
        table.extend(&traced.verdicts(block, evidence), names);
    }
    table.finish()
}

/// The orphans: `source, file, line, resembles, why`.
pub fn orphans(orphans: &[Orphan], files: &[String]) -> RecordBatch {
    let file_of = |orphan: &Orphan| files[orphan.place.file.0 as usize].as_str();
    let lines = orphans.iter().map(|orphan| orphan.place.line);
    table(vec![
        ("source", texts(orphans, |one| one.place.source.name())),
        ("file", texts(orphans, file_of)),
        ("line", Arc::new(UInt32Array::from_iter_values(lines))),
        ("resembles", texts(orphans, |one| &one.resembles)),
        ("why", texts(orphans, |one| one.why.slug())),
    ])
}

/// The quarantine, as `quarantine.csv` has it: `source, file, line, column, value, reason, rows`.
pub fn quarantine(quarantine: &Quarantine, lang: Lang) -> RecordBatch {
    let lines: Vec<_> = quarantine.lines().collect();
    let reasons: Vec<String> = lines.iter().map(|line| line.entry.reason(lang)).collect();
    let number = |of: &dyn Fn(usize) -> u64| -> ArrayRef {
        let values = (0..lines.len()).map(|at| i64::try_from(of(at)).unwrap_or(i64::MAX));
        Arc::new(Int64Array::from_iter_values(values))
    };
    table(vec![
        ("source", texts(&lines, |line| line.entry.source)),
        ("file", texts(&lines, |line| &line.entry.file)),
        ("line", number(&|at| lines[at].line)),
        ("column", texts(&lines, |line| &line.entry.column)),
        ("value", texts(&lines, |line| &line.entry.value)),
        ("reason", texts(&reasons, |reason| reason)),
        ("rows", number(&|at| lines[at].rows)),
    ])
}

/// The incidents, as `incidents.csv` has them; a sum beyond 64 bits, which no data set reaches, is null.
pub fn incidents(traced: &Traced<'_>) -> RecordBatch {
    let all = &traced.incidents;
    let began = all.iter().map(|one| one.began.map(Instant::ms));
    let began: TimestampMillisecondArray = began.collect();
    let swipes = all.iter().map(|one| i64::try_from(one.swipes).ok());
    let amounts = all.iter().map(|one| i64::try_from(one.amount).ok());
    table(vec![
        ("incident", texts(all, |one| &one.id)),
        ("cause", texts(all, |one| one.cause.slug())),
        ("dimension", texts(all, |one| one.dimension.slug())),
        ("value", texts(all, |one| &one.value)),
        ("began", Arc::new(began.with_timezone("UTC"))),
        ("swipes", Arc::new(swipes.collect::<Int64Array>())),
        ("amount", Arc::new(amounts.collect::<Int64Array>())),
        (
            "notice",
            texts(all, |one| one.notice.as_deref().unwrap_or("")),
        ),
    ])
}

fn texts<'t, T>(rows: &'t [T], of: impl Fn(&'t T) -> &'t str) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(rows.iter().map(of)))
}

fn table(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
    const MAY_BE_NULL: [&str; 3] = ["began", "swipes", "amount"];
    let columns = columns
        .into_iter()
        .map(|(name, array)| (name, array, MAY_BE_NULL.contains(&name)));
    RecordBatch::try_from_iter_with_nullable(columns).expect("the columns are equally long")
}
