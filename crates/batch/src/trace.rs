//! A whole data set on one machine, from its scanned rows to a verdict for every swipe.
//!
//! In: a scan, knowledge, an as-of instant. Out: verdicts, orphans, where every row ended.
//! Absent: reading (`scan`), output files (`write`), words for people, the clock.
//!
//! The steps are those of [`judge::judge_all`], in parts and over all threads: count what each
//! source covers, fold rows by key, settle payouts once for all, judge each partition.

use crate::bench::{Bench, Shelf};
use crate::census;
use crate::dataset::Dataset;
use crate::fold::{self, Folded};
use crate::horizon::Horizon;
use crate::order::Spot;
use crate::payouts::{self, Named};
use crate::plain::{Brief, PlainWay};
use crate::rows::Sheet;
use crate::scan::{FirstHalf, Progress, Scan, ScanOptions};
use crate::sheet::Chunk;
use crate::strangers::{Strangers, strangers};
use crate::surround;
use crate::survey::missing_files;
use crate::symbol::SymbolTable;
use crate::tally::{Sum, Tally};
use crate::verdict_table::Judged;
use crate::work;
use judge::{
    FundsMap, Incident, Knowledge, MAIN_CURRENCY, Matching, Payments, PayoutLines, Population,
    SettledPayments, Surroundings,
};
use ledger::Instant;
use std::borrow::Cow;
use std::ops::{ControlFlow, Range};
use std::sync::{OnceLock, mpsc};
use trail::{MissingFile, Orphan, Proposal, Trail};
use wire::Source;

/// How to trace.
#[derive(Clone, Copy, Debug)]
pub struct TraceOptions {
    /// Time-outs and due dates are judged at this instant; what happened later is not used.
    pub as_of: Instant,
    /// What became known later is not used; usually the same instant.
    pub known_at: Instant,
    /// How many threads work.
    pub threads: usize,
}

impl TraceOptions {
    /// What lies later is not used.
    pub fn horizon(&self) -> Horizon {
        Horizon {
            as_of: self.as_of,
            known_at: self.known_at,
        }
    }
}

/// A step of the work, for whoever shows progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Rows are brought together.
    Folding,
    /// Payouts and bank lines are matched.
    Matching,
    /// Swipes are judged.
    Judging,
    /// Common causes are looked for, and results put in order.
    Searching,
}

/// Where every row of the input ended. The parts sum to `read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows found in the files.
    pub read: u64,
    /// Rows of swipes, and of payouts and bank lines that belong to swipes.
    pub in_trails: u64,
    /// Rows that belong to none.
    pub orphans: u64,
    /// Rows that could not be read.
    pub quarantined: u64,
    /// Rows delivered again.
    pub repeats: u64,
    /// Rows of later than the as-of or known-at instant.
    pub later: u64,
}

impl RowCounts {
    /// Proves that every row ended somewhere.
    ///
    /// # Panics
    /// When one did not.
    fn prove(&self) {
        let ended = self.in_trails + self.orphans + self.quarantined + self.repeats + self.later;
        assert_eq!(self.read, ended, "rows were lost: {self:?}");
    }
}

/// A traced data set.
pub struct Traced<'s> {
    /// The verdicts of swipes that are not plain, piece by piece.
    kept: Vec<Vec<Judged<'s>>>,
    /// Plain swipes, piece by piece.
    briefs: Vec<Vec<Brief<'s>>>,
    /// All swipes, in their order.
    order: Vec<Spot>,
    /// Rows of no swipe, in order.
    pub orphans: Vec<Orphan>,
    /// Refunds and other give-backs whose original is not there: they are orphans, and in no sum.
    pub lone: Sum,
    /// Matches that a person must choose between.
    pub proposals: Vec<Proposal>,
    /// Common causes.
    pub incidents: Vec<Incident>,
    /// Files that should be there.
    pub missing: Vec<MissingFile>,
    /// Merchants and terminals that no knowledge file has.
    pub strangers: Strangers,
    /// Where the rows are.
    pub rows: RowCounts,
    /// Sums over the verdicts.
    pub tally: Tally,
    /// Where the money is, in the main currency.
    pub funds: FundsMap<'s>,
    /// What was known.
    pub knowledge: &'s Knowledge,
    /// Payouts and their bank lines.
    pub payments: &'s Payments<'s>,
    folded: &'s Folded,
    bench: Bench<'s, 's>,
}

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
        false => go_on().map_or(Ahead::BrokenOff, |scanned| Ahead::Late(scanned, then)),
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
    Late(Scan, T),
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
                return Err(Some(read));
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

/// Judges a scanned data set, and hands the result to `then` while everything is still open.
pub fn trace<R>(
    scanned: &Scan,
    mut knowledge: Knowledge,
    options: TraceOptions,
    progress: &(dyn Fn(Step) + Sync),
    then: impl FnOnce(&Traced<'_>) -> R,
) -> R {
    progress(Step::Folding);
    let sheets = sheets_of(&scanned.chunks, &scanned.symbols);
    let (zone, cutoff) = (&knowledge.zone, knowledge.cutoff);
    let seen = census::census(&sheets, zone, cutoff, options.horizon(), options.threads);
    knowledge.coverage.merge(seen);
    let known_all = OnceLock::from(knowledge);
    let knowledge = known_all.get().expect("it was just set");
    let (payouts_known, known) = mpsc::channel();
    let (lines_counted, counted) = mpsc::channel();
    let (money, swipes) = work::beside(
        || {
            match_payouts(
                &sheets,
                (payouts_known, counted),
                (knowledge, &known_all),
                options,
            )
        },
        || {
            fold_swipes(
                &sheets,
                (known, lines_counted),
                knowledge,
                options,
                progress,
            )
        },
    );
    let ground = Ground::of(money.expect(OTHER_FAILED), swipes);
    finish(
        (scanned, &sheets),
        &ground,
        knowledge,
        (options, progress),
        then,
    )
}

fn sheets_of<'s>(chunks: &'s [Chunk], symbols: &'s SymbolTable) -> Vec<Sheet<'s>> {
    chunks
        .iter()
        .map(|chunk| Sheet::new(chunk, symbols))
        .collect()
}

/// What judging stands on.
struct Ground<'s> {
    folded: Folded,
    surroundings: Surroundings,
    settled: SettledPayments<'s>,
    named: Named<'s>,
    strangers: Strangers,
    /// Where the rows of payouts and bank lines ended.
    rows: RowCounts,
}

impl<'s> Ground<'s> {
    fn of(money: Money<'s>, swipes: Swipes) -> Ground<'s> {
        Ground {
            rows: RowCounts {
                later: money.rows.later + swipes.folded.later,
                ..money.rows
            },
            folded: swipes.folded,
            surroundings: swipes.surroundings,
            settled: money.settled,
            named: money.named,
            strangers: swipes.strangers,
        }
    }
}

/// Payouts and bank lines, matched.
struct Money<'s> {
    settled: SettledPayments<'s>,
    named: Named<'s>,
    /// Where their rows ended.
    rows: RowCounts,
}

/// The rows of each swipe, and what surrounds the swipes.
struct Swipes {
    folded: Folded,
    surroundings: Surroundings,
    strangers: Strangers,
}

/// Matches payouts and bank lines, one thread's work from end to end, beside [`fold_swipes`]. The two meet twice: the
/// payouts must be known before settlement lines can be counted for them, and those before the last bank lines can be
/// claimed. By then all is known. `None` when nobody counts the lines.
fn match_payouts<'s>(
    sheets: &'s [Sheet<'s>],
    (payouts_known, counted): (
        mpsc::Sender<payouts::KnownPayouts<'s>>,
        mpsc::Receiver<Named<'s>>,
    ),
    (given, known_all): (&'s Knowledge, &'s OnceLock<Knowledge>),
    options: TraceOptions,
) -> Option<Money<'s>> {
    let found = payouts::read(sheets, given, options.horizon(), options.threads);
    let names = found.known();
    let by_name = names.1.clone();
    payouts_known.send(names).ok()?;
    let matching = Matching::begin(&found.payouts, by_name, found.bank, given);
    let named: Named<'s> = counted.recv().ok()?;
    let knowledge = known_all.get().expect("whoever counts lines knows all");
    let matched = matching.end(PayoutLines {
        sums: &named.sums,
        of: &|payout| named.lines_of(payout),
    });
    let settled = matched.settle(found.payouts, &named.sums, knowledge, options.as_of);
    let rows = RowCounts {
        in_trails: settled.rows_used,
        repeats: found.given - settled.rows_used - settled.orphans.len() as u64,
        later: found.later,
        ..RowCounts::default()
    };
    Some(Money {
        settled,
        named,
        rows,
    })
}

/// Brings together the rows of each swipe, and notes what surrounds the swipes.
fn fold_swipes<'s>(
    sheets: &'s [Sheet<'s>],
    (known, lines_counted): (
        mpsc::Receiver<payouts::KnownPayouts<'s>>,
        mpsc::Sender<Named<'s>>,
    ),
    knowledge: &Knowledge,
    options: TraceOptions,
    progress: &(dyn Fn(Step) + Sync),
) -> Swipes {
    let (horizon, threads) = (options.horizon(), options.threads);
    let folded = fold::fold(sheets, &knowledge.zone, horizon, threads);
    progress(Step::Matching);
    let known = known.recv().expect(OTHER_FAILED);
    let named = payouts::named(known, sheets, &folded, threads);
    lines_counted.send(named).ok().expect(OTHER_FAILED);
    Swipes {
        surroundings: surround::surroundings(sheets, &folded, knowledge, threads),
        strangers: strangers(sheets, knowledge, horizon, threads),
        folded,
    }
}

/// Judges what was brought together, and hands the result to `then`.
fn finish<R>(
    (scanned, sheets): (&Scan, &[Sheet<'_>]),
    ground: &Ground<'_>,
    knowledge: &Knowledge,
    (options, progress): (TraceOptions, &(dyn Fn(Step) + Sync)),
    then: impl FnOnce(&Traced<'_>) -> R,
) -> R {
    progress(Step::Judging);
    let payments = &ground.settled.payments;
    let plain = PlainWay::new(
        (sheets, &scanned.symbols),
        (&ground.folded.pieces, &ground.named.paid_by),
        payments,
        &ground.surroundings,
        knowledge,
        options.as_of,
        options.threads,
    );
    let bench = Bench {
        plain: &plain,
        sheets,
        symbols: &scanned.symbols,
        payments,
        surroundings: &ground.surroundings,
        knowledge,
        now: options.as_of,
    };
    let rows = RowCounts {
        read: scanned.rows_in,
        quarantined: scanned.quarantine.rows(),
        ..ground.rows
    };
    then(&conclude(bench, ground, rows, options.threads, progress))
}

/// Why a thread waits in vain: its own panic is shown.
const OTHER_FAILED: &str = "the other thread does not fail";

/// Judges all groups, and sums up: rows, money, missing files, common causes.
fn conclude<'s>(
    bench: Bench<'s, 's>,
    ground: &'s Ground<'s>,
    rows: RowCounts,
    threads: usize,
    progress: &(dyn Fn(Step) + Sync),
) -> Traced<'s> {
    let mut judged = bench.judge_all(&ground.folded, threads);
    progress(Step::Searching);
    let mut orphans = ground.settled.orphans.clone();
    orphans.append(&mut judged.orphans);
    orphans.sort_unstable();
    let rows = RowCounts {
        in_trails: rows.in_trails + judged.in_trails,
        repeats: rows.repeats + judged.repeats,
        orphans: orphans.len() as u64,
        ..rows
    };
    rows.prove();
    let mut funds = std::mem::take(&mut judged.funds);
    let (payments, knowledge) = (bench.payments, bench.knowledge);
    // The order of the output and common causes both want all verdicts, and change none.
    let (order, (missing, found)) = work::both(
        threads,
        || bench.order(&judged, threads),
        || {
            funds.add_payments(payments, MAIN_CURRENCY, knowledge, bench.now);
            funds.prove();
            let missing = missing_files(knowledge, &ground.named.unresolved, bench.now);
            let candidates = judge::candidates(&judged.stuck);
            let population = Population::of(&candidates, &judged.bearers, knowledge);
            let found = judge::find(&judged.stuck, &population, &missing, knowledge);
            (missing, found)
        },
    );
    for (index, incident) in found.members {
        let spot = Spot::of_index(index);
        judged.kept[spot.piece()][spot.at()].incident = Some(incident);
    }
    Traced {
        kept: judged.kept,
        briefs: judged.briefs,
        order,
        incidents: found.incidents,
        orphans,
        lone: judged.lone,
        proposals: ground.settled.proposals.clone(),
        missing,
        strangers: ground.strangers.clone(),
        rows,
        tally: judged.tally,
        funds,
        knowledge,
        payments,
        folded: &ground.folded,
        bench,
    }
}

impl<'s> Traced<'s> {
    /// The trails and verdicts of the swipes that `wanted` accepts, looked up again from the rows.
    pub fn examine(
        &self,
        wanted: &(dyn Fn(&judge::Verdict<'_>) -> bool + Sync),
        threads: usize,
    ) -> Vec<(Trail<'s>, Judged<'s>)> {
        let found = work::map(threads, self.folded.pieces.len(), |index| {
            let mut found = Vec::new();
            for group in self.folded.pieces[index].groups() {
                let swipes = self.bench.swipes(group).into_iter();
                found.extend(swipes.filter(|(_, verdict)| wanted(verdict)).map(
                    |(trail, verdict)| {
                        let incident = self.incident_of(&verdict);
                        (trail, Judged { verdict, incident })
                    },
                ));
            }
            found
        });
        found.into_iter().flatten().collect()
    }

    /// How many swipes there are.
    pub fn swipes(&self) -> usize {
        self.order.len()
    }

    /// Some of the verdicts, by their places in the order of merchant, reference, terminal and
    /// stan. Those of plain swipes are made for the asking, so ask for few at a time; their evidence
    /// is looked up only where it is wanted.
    ///
    /// # Panics
    /// When a place is not below [`Traced::swipes`].
    pub fn verdicts(&self, places: Range<usize>, evidence: bool) -> Vec<Cow<'_, Judged<'s>>> {
        let shelf = Shelf {
            kept: &self.kept,
            briefs: &self.briefs,
            plain: self.bench.plain,
            first: 0,
        };
        shelf.judged_all(&self.order[places], evidence)
    }

    /// The verdicts of swipes that are not plain, in the same order.
    pub fn not_plain(&self) -> impl Iterator<Item = &Judged<'s>> {
        let spots = self.order.iter().filter(|spot| !spot.is_plain());
        spots.map(|spot| &self.kept[spot.piece()][spot.at()])
    }

    /// The incident that a verdict found again is part of.
    fn incident_of(&self, verdict: &judge::Verdict<'_>) -> Option<u32> {
        let same = self
            .kept
            .iter()
            .flatten()
            .find(|judged| judged.verdict == *verdict);
        same.and_then(|judged| judged.incident)
    }
}
