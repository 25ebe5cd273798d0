//! A whole data set on one machine, from its scanned rows to a verdict for every swipe.
//!
//! In: a scan, knowledge, an as-of instant. Out: verdicts, orphans, where every row ended.
//! Absent: reading (`scan`), output files (`write`), words for people, the clock.
//!
//! The steps are those of [`judge::judge_all`], in parts and over all threads: count what each
//! source covers, fold rows by key, settle payouts once for all, judge each partition.

use crate::census;
use crate::fold::{self, Folded, Horizon, Item};
use crate::rows::Sheet;
use crate::scan::Scan;
use crate::surround;
use crate::tally::Tally;
use crate::verdict_table::Judged;
use crate::work;
use judge::{
    FundsMap, Incident, Knowledge, Payments, PayoutLines, Population, SettledPayments, Stuck,
    Subject, Surroundings, judge,
};
use ledger::{Day, Instant};
use std::collections::{BTreeMap, HashMap};
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
    order: Vec<(u32, u32)>,
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
    pub funds: FundsMap,
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
    let Settled {
        settled,
        mut rows,
        unresolved,
    } = settle(&sheets, &folded, &knowledge, horizon, threads);
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
    let parts = work::map(threads, folded.parts.len(), |index| {
        bench.judge_part(&folded.parts[index])
    });
    progress(Step::Searching);
    rows.read = scanned.rows_in;
    rows.quarantined = scanned.quarantine.rows();
    rows.later += folded.later;
    let mut verdicts = Vec::with_capacity(parts.len());
    let mut tally = Tally::default();
    let mut funds = FundsMap::default();
    for part in parts {
        tally.merge(part.tally);
        funds.merge(part.funds);
        rows.in_trails += part.in_trails;
        rows.repeats += part.repeats;
        orphans.extend(part.orphans);
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
    let order = order(&verdicts, threads);
    let missing = missing_files(&knowledge, &unresolved, options.as_of);
    let incidents = common_causes(&mut verdicts, &order, &missing, &knowledge, threads);
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

struct Settled<'s> {
    settled: SettledPayments<'s>,
    rows: RowCounts,
    /// Settlement lines, by settlement day, that name a payout of which no row is known.
    unresolved: BTreeMap<Day, u64>,
}

/// Payouts and bank lines, matched once for all.
fn settle<'s>(
    sheets: &'s [Sheet<'s>],
    folded: &Folded,
    knowledge: &'s Knowledge,
    horizon: Horizon,
    threads: usize,
) -> Settled<'s> {
    let mut payouts = Vec::new();
    let mut bank = Vec::new();
    let mut rows = RowCounts::default();
    for sheet in sheets {
        let wanted = matches!(sheet.chunk.source, Source::Payout | Source::Bank);
        for row in 0..if wanted { sheet.chunk.rows } else { 0 } {
            if fold::is_later(sheet, row, &knowledge.zone, horizon) {
                rows.later += 1;
            } else if sheet.chunk.source == Source::Payout {
                payouts.push(sheet.payout(row));
            } else {
                bank.push(sheet.bank(row));
            }
        }
    }
    let given = (payouts.len() + bank.len()) as u64;
    let mut ids: Vec<&'s str> = payouts.iter().map(|row| row.payout_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let (lines, unresolved) = payout_lines(&ids, sheets, folded, threads);
    let settled = judge::settle_payments(payouts, bank, &lines, knowledge, horizon.as_of);
    rows.in_trails = settled.rows_used;
    rows.repeats = given - settled.rows_used - settled.orphans.len() as u64;
    Settled {
        settled,
        rows,
        unresolved,
    }
}

/// The settlement lines of every payout that exists, each counted once; and by settlement day how
/// many name one that does not.
fn payout_lines<'s>(
    ids: &[&'s str],
    sheets: &'s [Sheet<'s>],
    folded: &Folded,
    threads: usize,
) -> (Vec<PayoutLines<'s>>, BTreeMap<Day, u64>) {
    let numbers: HashMap<&str, u32> = ids.iter().copied().zip(0..).collect();
    let found = work::map(threads, folded.parts.len(), |index| {
        let mut found: Vec<(u32, &'s str, i64)> = Vec::new();
        let mut unresolved: BTreeMap<Day, u64> = BTreeMap::new();
        let mut lines = Vec::new();
        for group in groups(&folded.parts[index]) {
            lines.clear();
            let settlement = group
                .iter()
                .filter(|item| sheets[item.sheet as usize].chunk.source == Source::Settlement);
            lines.extend(
                settlement.map(|item| sheets[item.sheet as usize].settlement(item.row as usize)),
            );
            trail::settle_rows(&mut lines);
            for line in lines.iter().filter(|line| !line.payout_id.is_empty()) {
                match numbers.get(line.payout_id) {
                    Some(number) => found.push((*number, line.rrn, line.net)),
                    None => *unresolved.entry(line.settle_date).or_default() += 1,
                }
            }
        }
        (found, unresolved)
    });
    let mut by_payout: Vec<Vec<(&'s str, i64)>> = vec![Vec::new(); ids.len()];
    let mut unresolved: BTreeMap<Day, u64> = BTreeMap::new();
    for (some, lacking) in found {
        some.into_iter()
            .for_each(|(number, rrn, net)| by_payout[number as usize].push((rrn, net)));
        lacking
            .into_iter()
            .for_each(|(day, rows)| *unresolved.entry(day).or_default() += rows);
    }
    let lines = by_payout
        .into_iter()
        .zip(ids)
        .map(|(mut lines, payout_id)| {
            lines.sort_unstable();
            PayoutLines { payout_id, lines }
        });
    (lines.collect(), unresolved)
}

fn groups(items: &[Item]) -> impl Iterator<Item = &[Item]> {
    items.chunk_by(|a, b| a.key == b.key)
}

#[derive(Default)]
struct Part<'s> {
    verdicts: Vec<Judged<'s>>,
    orphans: Vec<Orphan>,
    tally: Tally,
    funds: FundsMap,
    in_trails: u64,
    repeats: u64,
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
    fn judge_part(&self, items: &[Item]) -> Part<'s> {
        let mut part = Part::default();
        for group in groups(items) {
            let trail = fold::trail_of(group, self.sheets);
            part.repeats += (group.len() - trail.len()) as u64;
            let split = trail::split(trail, &self.knowledge.zone, &judge::is_refusal);
            part.orphans.extend(split.orphans);
            for trail in split.swipes {
                part.in_trails += trail.len() as u64;
                let verdict = self.judge(&trail, group);
                part.tally.add(&verdict, &self.knowledge.zone);
                if verdict.currency == MAIN_CURRENCY {
                    part.funds.add(&verdict);
                }
                part.verdicts.push(Judged {
                    verdict,
                    incident: None,
                });
            }
        }
        part
    }

    fn judge(&self, trail: &Trail<'s>, group: &[Item]) -> judge::Verdict<'s> {
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
fn add_beside(funds: &mut FundsMap, payments: &Payments<'_>, knowledge: &Knowledge, now: Instant) {
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

/// The order of the output: merchant, reference, terminal, stan; then what the swipe is, so that
/// even swipes of the same name have one order. Verdicts are large, so light keys are sorted, on
/// all threads, and the verdicts stay where they are.
fn order(verdicts: &[Vec<Judged<'_>>], threads: usize) -> Vec<(u32, u32)> {
    type Light = (u128, u128, (u32, u32));
    let whole = |(part, at): (u32, u32)| {
        let v = &verdicts[part as usize][at as usize].verdict;
        (
            v.mid,
            v.rrn,
            v.tid,
            v.stan,
            v.order_no,
            v.swiped_at,
            v.amount,
        )
    };
    let compare = |a: &Light, b: &Light| {
        (a.0, a.1)
            .cmp(&(b.0, b.1))
            .then_with(|| whole(a.2).cmp(&whole(b.2)))
    };
    let runs = threads.max(1);
    let sorted = work::map(threads, runs, |run| {
        let mut keys: Vec<Light> = Vec::new();
        for (part, judged) in (0..).zip(verdicts).skip(run).step_by(runs) {
            let light = |(at, judged): (u32, &Judged<'_>)| {
                (
                    judge::prefix(judged.verdict.mid),
                    judge::prefix(judged.verdict.rrn),
                    (part, at),
                )
            };
            keys.extend((0..).zip(judged).map(light));
        }
        keys.sort_unstable_by(compare);
        keys
    });
    let mut keys = sorted.concat();
    keys.sort_by(compare); // Merges the runs.
    keys.into_iter().map(|(_, _, place)| place).collect()
}

/// Looks for common causes, and writes each member's incident beside its verdict.
fn common_causes(
    verdicts: &mut [Vec<Judged<'_>>],
    order: &[(u32, u32)],
    missing: &[MissingFile],
    knowledge: &Knowledge,
    threads: usize,
) -> Vec<Incident> {
    const PIECE: usize = 16 * 1024;
    let pieces = order.len().div_ceil(PIECE);
    let at = |index: usize| {
        let (part, place) = order[index];
        &verdicts[part as usize][place as usize].verdict
    };
    let range = |piece: usize| piece * PIECE..order.len().min((piece + 1) * PIECE);
    let noted = work::map(threads, pieces, |piece| {
        range(piece)
            .filter_map(|index| judge::note(index, at(index), knowledge))
            .collect::<Vec<Stuck>>()
    });
    let stuck: Vec<Stuck> = noted.concat();
    let candidates = judge::candidates(&stuck);
    let counts = work::map(threads, pieces, |piece| {
        let mut count = Population::of(&candidates);
        count.add(range(piece).map(at), knowledge);
        count
    });
    let mut population = Population::of(&candidates);
    counts.into_iter().for_each(|count| population.merge(count));
    let found = judge::find(&stuck, &population, missing, knowledge);
    for (index, incident) in found.members {
        let (part, place) = order[index];
        verdicts[part as usize][place as usize].incident = Some(incident);
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
        let found = work::map(threads, self.folded.parts.len(), |index| {
            let mut found = Vec::new();
            for group in groups(&self.folded.parts[index]) {
                let split = trail::split(
                    fold::trail_of(group, self.bench.sheets),
                    &self.knowledge.zone,
                    &judge::is_refusal,
                );
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
            .map(|(part, at)| &self.verdicts[*part as usize][*at as usize])
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
