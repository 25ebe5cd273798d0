//! The order of the output: merchant, reference, terminal, stan.
//!
//! In: verdicts where they were judged. Out: their places, in order. Absent: the verdicts' contents
//! beyond their names.

use crate::verdict_table::Judged;
use crate::work;
use judge::Verdict;
use std::cmp::Ordering;

/// Where a verdict stands: its partition, and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot(u32, u32);

impl Spot {
    /// The place of a verdict in a partition.
    pub fn new(part: usize, at: usize) -> Spot {
        let small = |number| u32::try_from(number).expect("fewer than 2^32 verdicts");
        Spot(small(part), small(at))
    }

    /// The same as one number.
    pub fn index(self) -> usize {
        (self.0 as usize) << 32 | self.1 as usize
    }

    /// The spot of [`Spot::index`].
    pub fn of_index(index: usize) -> Spot {
        Spot((index >> 32) as u32, index as u32)
    }

    /// Its place in its partition.
    pub fn at(self) -> usize {
        self.1 as usize
    }

    /// The verdict that stands there.
    pub fn of<'v, 's>(self, verdicts: &'v [Vec<Judged<'s>>]) -> &'v Judged<'s> {
        &verdicts[self.0 as usize][self.1 as usize]
    }

    /// The same, to write beside it.
    pub fn of_mut<'v, 's>(self, verdicts: &'v mut [Vec<Judged<'s>>]) -> &'v mut Judged<'s> {
        &mut verdicts[self.0 as usize][self.1 as usize]
    }
}

/// A verdict's rank in the output: merchant, reference, terminal, stan; then what else there is to
/// see, so that even swipes of the same name have one order, wherever their rows stood. Verdicts are
/// large, so these light keys are sorted, and the verdicts stay where they are.
#[derive(Clone, Copy)]
pub struct Ranked {
    /// The first sixteen bytes of the merchant number, and of the reference.
    name: (u128, u128),
    spot: Spot,
}

impl Ranked {
    /// The rank of the verdict at a spot.
    pub fn new(verdict: &Verdict<'_>, spot: Spot) -> Ranked {
        Ranked {
            name: (trail::prefix(verdict.mid), trail::prefix(verdict.rrn)),
            spot,
        }
    }

    /// Compares two verdicts: by these keys, and where those do not decide by the verdicts themselves.
    pub fn cmp<'v, 'a: 'v>(
        &self,
        other: &Ranked,
        verdict: impl Fn(Spot) -> &'v Verdict<'a>,
    ) -> Ordering {
        let whole = |ranked: &Ranked| {
            let v = verdict(ranked.spot);
            let name = (v.mid, v.rrn, v.tid, v.stan);
            let swipe = (v.order_no, v.swiped_at, v.amount, v.settle_day, v.txn_type);
            let fate = (v.verdict, v.cause, v.owed, v.arrived, v.arrived_at);
            (name, swipe, fate)
        };
        // A merchant number of more than sixteen bytes is compared before any reference.
        let merchants = || match self.name.0 == other.name.0 && self.name.0 as u8 != 0 {
            true => verdict(self.spot).mid.cmp(verdict(other.spot).mid),
            false => Ordering::Equal,
        };
        (self.name.0.cmp(&other.name.0))
            .then_with(merchants)
            .then_with(|| self.name.1.cmp(&other.name.1))
            .then_with(|| whole(self).cmp(&whole(other)))
    }
}

/// The order of the output, from that of each partition: on all threads, and then in one.
pub fn order(verdicts: &[Vec<Judged<'_>>], parts: &[Vec<Ranked>], threads: usize) -> Vec<Spot> {
    let verdict = |spot: Spot| &spot.of(verdicts).verdict;
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
