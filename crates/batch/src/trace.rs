//! A whole data set on one machine, from its scanned rows to a verdict for every swipe.
//!
//! In: a scan, knowledge, an as-of instant. Out: verdicts, orphans, where every row ended.
//! Absent: reading (`scan`), output files (`write`), words for people, the clock.
//!
//! The steps are those of [`judge::judge_all`], in parts and over all threads: count what each
//! source covers, fold rows by key, settle payouts once for all, judge each partition.

mod ahead;
mod ground;

pub use ahead::{Followed, trace_files};

use crate::bench::{Bench, Shelf};
use crate::census;
use crate::fold::Folded;
use crate::horizon::Horizon;
use crate::order::Spot;
use crate::plain::{Brief, PlainWay};
use crate::rows::Sheet;
use crate::scan::Scan;
use crate::strangers::Strangers;
use crate::survey::missing_files;
use crate::tally::{Sum, Tally};
use crate::verdict_table::Judged;
use crate::work;
use ground::{Ground, OTHER_FAILED, fold_swipes, match_payouts, sheets_of};
use judge::{FundsMap, Incident, Knowledge, MAIN_CURRENCY, Payments, Population};
use ledger::Instant;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{OnceLock, mpsc};
use trail::{MissingFile, Orphan, Proposal, Trail};

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
