//! A whole data set on one machine, from its scanned rows to a verdict for every swipe.
//!
//! In: a scan, knowledge, an as-of instant. Out: verdicts, orphans, where every row ended.
//! Absent: reading (`scan`), output files (`write`), words for people, the clock.
//!
//! The steps are those of [`judge::judge_all`], in parts and over all threads: count what each
//! source covers, fold rows by key, settle payouts once for all, judge each partition.

use crate::census;
use crate::fold::{self, Folded, Horizon, Piece, RowAt};
use crate::payouts::{self, Paid};
use crate::rows::Sheet;
use crate::scan::Scan;
use crate::surround;
use crate::tally::Tally;
use crate::verdict_table::Judged;
use crate::work;
use judge::{
    Bearers, FundsMap, Incident, Knowledge, Payments, Population, SettledPayments, Stuck, Subject,
    Surroundings, judge,
};
use ledger::{Day, Instant};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use trail::{Coverage, MissingFile, Orphan, Proposal, Trail};
use wire::Source;

/// The currency of the funds map; swipes in others are judged, and counted by themselves.
pub const MAIN_CURRENCY: &str = "CNY";

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

/// A traced data set.
pub struct Traced<'s> {
    /// Every swipe's verdict, where it was judged; [`Traced::in_order`] has them in their order.
    verdicts: Vec<Vec<Judged<'s>>>,
    order: Vec<Spot>,
    /// Rows of no swipe, in order.
    pub orphans: Vec<Orphan>,
    /// Matches that a person must choose between.
    pub proposals: Vec<Proposal>,
    /// Common causes.
    pub incidents: Vec<Incident>,
    /// Files that should be there.
    pub missing: Vec<MissingFile>,
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
    let horizon = Horizon {
        as_of: options.as_of,
        known_at: options.known_at,
    };
    let threads = options.threads;
    progress(Step::Folding);
    let sheets: Vec<Sheet<'_>> = scanned
        .chunks
        .iter()
        .map(|chunk| Sheet::new(chunk, &scanned.symbols))
        .collect();
    let seen = census::census(&sheets, &knowledge.zone, knowledge.cutoff, horizon, threads);
    knowledge.coverage.merge(seen);
    let knowledge = knowledge;
    let folded = fold::fold(&sheets, &knowledge.zone, horizon, threads);
    progress(Step::Matching);
    let Paid {
        settled,
        mut rows,
        unresolved,
    } = payouts::paid(&sheets, &folded, &knowledge, horizon, threads);
    let SettledPayments {
        payments,
        mut orphans,
        proposals,
        ..
    } = settled;
    progress(Step::Judging);
    let surroundings = surround::surroundings(&sheets, &folded, &knowledge, threads);
    let bench = Bench {
        sheets: &sheets,
        payments: &payments,
        surroundings: &surroundings,
        knowledge: &knowledge,
        now: options.as_of,
    };
    let shifts = work::each(
        threads,
        folded.pieces.len(),
        Shift::default,
        |shift, index| {
            bench.judge_piece(index, &folded.pieces[index], shift);
        },
    );
    progress(Step::Searching);
    rows.read = scanned.rows_in;
    rows.quarantined = scanned.quarantine.rows();
    rows.later += folded.later;
    let merged = shifts.into_iter().reduce(Shift::merge).unwrap_or_default();
    let Shift {
        mut parts,
        tally,
        mut funds,
        bearers,
    } = merged;
    parts.sort_unstable_by_key(|(number, _)| *number);
    let mut verdicts = Vec::with_capacity(parts.len());
    let mut orders = Vec::with_capacity(parts.len());
    let mut stuck = Vec::new();
    for (_, part) in parts {
        rows.in_trails += part.in_trails;
        rows.repeats += part.repeats;
        orphans.extend(part.orphans);
        stuck.extend(part.stuck);
        orders.push(part.order);
        verdicts.push(part.verdicts);
    }
    rows.orphans = orphans.len() as u64;
    assert_eq!(
        rows.read,
        rows.in_trails + rows.orphans + rows.quarantined + rows.repeats + rows.later,
        "rows were lost: {rows:?}"
    );
    add_beside(&mut funds, &payments, &knowledge, options.as_of);
    funds.prove();
    orphans.sort_unstable();
    let order = order(&verdicts, &orders, threads);
    let missing = missing_files(&knowledge, &unresolved, options.as_of);
    let incidents = common_causes(&mut verdicts, &stuck, &bearers, &missing, &knowledge);
    let traced = Traced {
        verdicts,
        order,
        incidents,
        orphans,
        proposals,
        missing,
        rows,
        tally,
        funds,
        knowledge: &knowledge,
        payments: &payments,
        folded: &folded,
        bench,
    };
    then(&traced)
}

/// What a data set covers, before any verdict.
pub struct Survey {
    /// Which days each source has.
    pub coverage: Coverage,
    /// Files that should be there.
    pub missing: Vec<MissingFile>,
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
    let missing = missing_files(&knowledge, &BTreeMap::new(), options.as_of);
    Survey {
        coverage: knowledge.coverage,
        missing,
    }
}

/// What one partition gives.
#[derive(Default)]
struct Part<'s> {
    verdicts: Vec<Judged<'s>>,
    /// The order of the verdicts.
    order: Vec<Ranked>,
    stuck: Vec<Stuck>,
    orphans: Vec<Orphan>,
    in_trails: u64,
    repeats: u64,
}

/// What one thread sums up, over all partitions that fall to it.
#[derive(Default)]
struct Shift<'s> {
    parts: Vec<(usize, Part<'s>)>,
    tally: Tally,
    funds: FundsMap<'s>,
    bearers: Bearers<'s>,
}

impl<'s> Shift<'s> {
    fn merge(mut self, other: Shift<'s>) -> Shift<'s> {
        self.parts.extend(other.parts);
        self.tally.merge(other.tally);
        self.funds.merge(other.funds);
        self.bearers.merge(other.bearers);
        self
    }
}

/// Everything that judging a partition needs.
#[derive(Clone, Copy)]
struct Bench<'b, 's> {
    sheets: &'s [Sheet<'s>],
    payments: &'b Payments<'s>,
    surroundings: &'b Surroundings,
    knowledge: &'b Knowledge,
    now: Instant,
}

impl<'s> Bench<'_, 's> {
    fn judge_piece(&self, number: usize, piece: &Piece, shift: &mut Shift<'s>) {
        let mut part = Part {
            verdicts: Vec::with_capacity(piece.len()),
            order: Vec::with_capacity(piece.len()),
            ..Part::default()
        };
        let mut trail = Trail::default();
        for group in piece.groups() {
            fold::trail_of(group, self.sheets, &mut trail);
            part.repeats += (group.len() - trail.len()) as u64;
            if trail::is_one_swipe(&trail, &self.knowledge.zone) {
                self.judge_into(&trail, group, (number, &mut part), shift);
                continue;
            }
            let trail = std::mem::take(&mut trail);
            let split = trail::split(trail, &self.knowledge.zone, &judge::is_refusal);
            part.orphans.extend(split.orphans);
            for trail in split.swipes {
                self.judge_into(&trail, group, (number, &mut part), shift);
            }
        }
        part.order
            .sort_unstable_by(|a, b| a.cmp(b, |at| &part.verdicts[at.1 as usize].verdict));
        shift.parts.push((number, part));
    }

    fn judge_into(
        &self,
        trail: &Trail<'s>,
        group: &[RowAt],
        (number, part): (usize, &mut Part<'s>),
        shift: &mut Shift<'s>,
    ) {
        part.in_trails += trail.len() as u64;
        let verdict = self.judge(trail, group);
        shift.tally.add(&verdict, &self.knowledge.zone);
        shift.bearers.add(&verdict);
        if verdict.currency == MAIN_CURRENCY {
            shift.funds.add(&verdict);
        }
        let spot = Spot::new(number, part.verdicts.len());
        part.stuck
            .extend(judge::note(spot.index(), &verdict, self.knowledge));
        part.order.push(Ranked::new(&verdict, self.knowledge, spot));
        part.verdicts.push(Judged {
            verdict,
            incident: None,
        });
    }

    fn judge(&self, trail: &Trail<'s>, group: &[RowAt]) -> judge::Verdict<'s> {
        let around = self
            .surroundings
            .around(&surround::query(trail, group, self.sheets));
        let subject = Subject {
            trail,
            payments: self.payments,
            around: &around,
        };
        judge(subject, self.knowledge, self.now).expect("a trail that split made holds a swipe")
    }
}

/// What stands beside the swipes: fees of payouts, and credits that differ from their payouts by
/// something that is no swipe's net (record contract, rule 4).
fn add_beside<'s>(
    funds: &mut FundsMap<'s>,
    payments: &Payments<'s>,
    knowledge: &Knowledge,
    now: Instant,
) {
    let mut lumps = std::collections::BTreeSet::new();
    for payment in payments.iter() {
        let plan = payment.payout.plan();
        let day = knowledge.zone.day(plan.created_at);
        if payment.arrival(now, knowledge).is_none() {
            continue;
        }
        let kept = payment.lines > 0
            && payment.payout_fee > 0
            && plan.amount == payment.net_sum - payment.payout_fee;
        if kept {
            funds.add_beside(plan.mid, day, i128::from(payment.payout_fee), 0);
        }
        let Some(claim) = payment.claim.as_ref().filter(|claim| claim.difference != 0) else {
            continue;
        };
        let counted = claim.lump.is_some_and(|lump| !lumps.insert(lump));
        if counted || payment.left_out.is_some() || payment.lines == 0 {
            continue;
        }
        if claim.difference > 0 {
            funds.add_beside(plan.mid, day, 0, i128::from(claim.difference));
        } else {
            funds.unexplain(plan.mid, day, i128::from(-claim.difference));
        }
    }
}

/// Where a verdict stands: its partition, and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Spot(u32, u32);

impl Spot {
    fn new(part: usize, at: usize) -> Spot {
        let small = |number| u32::try_from(number).expect("fewer than 2^32 verdicts");
        Spot(small(part), small(at))
    }

    /// The same as one number.
    fn index(self) -> usize {
        (self.0 as usize) << 32 | self.1 as usize
    }

    fn of_index(index: usize) -> Spot {
        Spot((index >> 32) as u32, index as u32)
    }
}

/// A verdict's rank in the output: merchant, reference, terminal, stan; then what the swipe is, so
/// that even swipes of the same name have one order. Verdicts are large, so these light keys are
/// sorted, and the verdicts stay where they are.
#[derive(Clone, Copy)]
struct Ranked {
    /// The merchant's rank, and the first four bytes of the reference.
    high: u64,
    /// The next eight bytes of the reference.
    low: u64,
    spot: Spot,
}

impl Ranked {
    fn new(verdict: &judge::Verdict<'_>, knowledge: &Knowledge, spot: Spot) -> Ranked {
        let merchant = u32::try_from(knowledge.merchants.rank(verdict.mid))
            .expect("fewer than 2^31 merchants");
        let reference = trail::prefix(verdict.rrn);
        Ranked {
            high: u64::from(merchant) << 32 | (reference >> 96) as u64,
            low: (reference >> 32) as u64,
            spot,
        }
    }

    fn cmp<'v, 'a: 'v>(
        &self,
        other: &Ranked,
        verdict: impl Fn(Spot) -> &'v judge::Verdict<'a>,
    ) -> Ordering {
        let whole = |ranked: &Ranked| {
            let v = verdict(ranked.spot);
            (
                (v.mid, v.rrn, v.tid, v.stan),
                (v.order_no, v.swiped_at, v.amount),
            )
        };
        (self.high, self.low)
            .cmp(&(other.high, other.low))
            .then_with(|| whole(self).cmp(&whole(other)))
    }
}

/// The order of the output, from that of each partition: on all threads, and then in one.
fn order(verdicts: &[Vec<Judged<'_>>], parts: &[Vec<Ranked>], threads: usize) -> Vec<Spot> {
    let verdict = |spot: Spot| &verdicts[spot.0 as usize][spot.1 as usize].verdict;
    let runs = threads.max(1);
    let merged = work::map(threads, runs, |run| {
        let some: Vec<&[Ranked]> = parts
            .iter()
            .skip(run)
            .step_by(runs)
            .map(Vec::as_slice)
            .collect();
        let mut some = some.concat();
        some.sort_by(|a, b| a.cmp(b, verdict)); // Finds the sorted runs, and merges them.
        some
    });
    let mut all = merged.concat();
    all.sort_by(|a, b| a.cmp(b, verdict));
    all.into_iter().map(|ranked| ranked.spot).collect()
}

/// Looks for common causes, and writes each member's incident beside its verdict.
fn common_causes(
    verdicts: &mut [Vec<Judged<'_>>],
    stuck: &[Stuck],
    bearers: &Bearers<'_>,
    missing: &[MissingFile],
    knowledge: &Knowledge,
) -> Vec<Incident> {
    let population = Population::of(&judge::candidates(stuck), bearers, knowledge);
    let found = judge::find(stuck, &population, missing, knowledge);
    for (index, incident) in found.members {
        let spot = Spot::of_index(index);
        verdicts[spot.0 as usize][spot.1 as usize].incident = Some(incident);
    }
    found.incidents
}

/// Files whose day has come and which are not there. `unresolved` counts settlement lines, by day,
/// whose payout is unknown: payouts are made the day after, and a day without any is a missing file.
fn missing_files(
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
    for (settled, rows) in unresolved {
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
                let mut trail = Trail::default();
                fold::trail_of(group, self.bench.sheets, &mut trail);
                let split = trail::split(trail, &self.knowledge.zone, &judge::is_refusal);
                for trail in split.swipes {
                    let verdict = self.bench.judge(&trail, group);
                    if wanted(&verdict) {
                        let incident = self.incident_of(&verdict);
                        found.push((trail, Judged { verdict, incident }));
                    }
                }
            }
            found
        });
        found.into_iter().flatten().collect()
    }

    /// Every swipe's verdict, by merchant, reference, terminal and stan.
    pub fn in_order(&self) -> Vec<&Judged<'s>> {
        self.order
            .iter()
            .map(|spot| &self.verdicts[spot.0 as usize][spot.1 as usize])
            .collect()
    }

    /// The incident that a verdict found again is part of.
    fn incident_of(&self, verdict: &judge::Verdict<'_>) -> Option<u32> {
        let same = self
            .verdicts
            .iter()
            .flatten()
            .find(|judged| judged.verdict == *verdict);
        same.and_then(|judged| judged.incident)
    }
}
