//! A trace of files: payouts are matched with bank lines while all else is read.
//!
//! In: a data set. Out: what [`trace`] gives. Absent: how anything is matched or judged.

use super::ground::{Ground, OTHER_FAILED, fold_swipes, match_payouts, sheets_of};
use super::{Step, TraceOptions, Traced, finish, trace};
use crate::census;
use crate::dataset::Dataset;
use crate::rows::Sheet;
use crate::scan::{FirstHalf, Progress, Scan, ScanOptions};
use crate::sheet::Chunk;
use crate::symbol::SymbolTable;
use crate::work;
use judge::Knowledge;
use std::ops::ControlFlow;
use std::sync::{OnceLock, mpsc};
use wire::Source;

/// Whoever follows a trace of files.
#[derive(Clone, Copy)]
pub struct Followed<'w> {
    /// How far reading has come; breaks it off.
    pub reading: &'w dyn Fn(Progress) -> ControlFlow<()>,
    /// What is done after that.
    pub step: &'w (dyn Fn(Step) + Sync),
}

/// Reads and judges a data set, and hands the result to `then` while everything is still open. `None` when reading
/// was broken off.
///
/// Payouts are read first, and matched with bank lines while all else is read: that is one thread's work.
pub fn trace_files<R>(
    dataset: &Dataset,
    knowledge: Knowledge,
    options: TraceOptions,
    followed: Followed<'_>,
    then: impl FnOnce(&Scan, &Traced<'_>) -> R,
) -> Option<R> {
    let scanning = ScanOptions {
        threads: options.threads,
    };
    let (half, of_money) = FirstHalf::read(dataset, scanning, followed.reading)?;
    let symbols = half.symbols();
    let go_on = || half.go_on(dataset, scanning, followed.reading);
    // Where no record tells of payouts, settlement lines imply them: those are not read yet.
    let ahead = match of_money.iter().any(|chunk| chunk.source == Source::Payout) {
        true => trace_ahead(
            (&of_money, &symbols),
            go_on,
            &knowledge,
            (options, followed),
            then,
        ),
        false => go_on().map_or(Ahead::BrokenOff, |scanned| {
            Ahead::Late(Box::new(scanned), then)
        }),
    };
    match ahead {
        Ahead::Done(result) => Some(result),
        Ahead::BrokenOff => None,
        Ahead::Late(mut scanned, then) => {
            scanned.chunks.extend(of_money);
            scanned
                .chunks
                .sort_by_key(|chunk| (chunk.source, chunk.file));
            let then = |traced: &Traced<'_>| then(&scanned, traced);
            Some(trace(&scanned, knowledge, options, followed.step, then))
        }
    }
}

/// How matching ahead of reading ended.
enum Ahead<R, T> {
    Done(R),
    /// Reading was broken off.
    BrokenOff,
    /// Payouts or bank lines stood where other records do: all must be matched when all is read.
    Late(Box<Scan>, T),
}

/// Matches payouts and bank lines while `go_on` reads all else; then judges.
fn trace_ahead<R, T: FnOnce(&Scan, &Traced<'_>) -> R>(
    (of_money, symbols): (&[Chunk], &SymbolTable),
    go_on: impl FnOnce() -> Option<Scan>,
    given: &Knowledge,
    (options, followed): (TraceOptions, Followed<'_>),
    then: T,
) -> Ahead<R, T> {
    let (horizon, threads) = (options.horizon(), options.threads);
    let money_sheets = sheets_of(of_money, symbols);
    let count =
        |sheets: &[Sheet<'_>]| census::census(sheets, &given.zone, given.cutoff, horizon, threads);
    let (scan, known_all, swipe_sheets) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
    let (payouts_known, known) = mpsc::channel();
    let (lines_counted, counted) = mpsc::channel();
    let (money, swipes) = work::beside(
        || {
            match_payouts(
                &money_sheets,
                (payouts_known, counted),
                (given, &known_all),
                options,
            )
        },
        || {
            let Some(read) = go_on() else {
                return Err(None);
            };
            if read
                .chunks
                .iter()
                .any(|chunk| matches!(chunk.source, Source::Payout | Source::Bank))
            {
                return Err(Some(Box::new(read)));
            }
            (followed.step)(Step::Folding);
            let scanned: &Scan = scan.get_or_init(|| read);
            let sheets: &Vec<Sheet<'_>> =
                swipe_sheets.get_or_init(|| sheets_of(&scanned.chunks, &scanned.symbols));
            let mut knowledge = given.clone();
            knowledge.coverage.merge(count(&money_sheets));
            knowledge.coverage.merge(count(sheets));
            let knowledge: &Knowledge = known_all.get_or_init(|| knowledge);
            let ends = (known, lines_counted);
            let swipes = fold_swipes(sheets, ends, knowledge, options, followed.step);
            Ok((scanned, sheets, knowledge, swipes))
        },
    );
    match swipes {
        Err(None) => Ahead::BrokenOff,
        Err(Some(scanned)) => Ahead::Late(scanned, then),
        Ok((scanned, sheets, knowledge, swipes)) => {
            let ground = Ground::of(money.expect(OTHER_FAILED), swipes);
            let then = |traced: &Traced<'_>| then(scanned, traced);
            let over = (scanned, &**sheets);
            Ahead::Done(finish(
                over,
                &ground,
                knowledge,
                (options, followed.step),
                then,
            ))
        }
    }
}
