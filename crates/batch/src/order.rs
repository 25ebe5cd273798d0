//! The order of the output: merchant, reference, terminal, stan.
//!
//! In: verdicts where they were judged. Out: their places, in order. Absent: the verdicts' contents
//! beyond their names.

use crate::verdict_table::Judged;
use crate::work;
use judge::{Knowledge, Verdict};
use std::cmp::Ordering;

/// Where a verdict stands: its partition, and its place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot(u32, u32);

impl Spot {
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

/// A verdict's rank in the output: merchant, reference, terminal, stan; then what the swipe is, so
/// that even swipes of the same name have one order. Verdicts are large, so these light keys are
/// sorted, and the verdicts stay where they are.
#[derive(Clone, Copy)]
pub struct Ranked {
    /// The merchant's rank, and the first four bytes of the reference.
    high: u64,
    /// The next eight bytes of the reference.
    low: u64,
    spot: Spot,
}

impl Ranked {
    pub fn new(verdict: &Verdict<'_>, knowledge: &Knowledge, spot: Spot) -> Ranked {
        let merchant = u32::try_from(knowledge.merchants.rank(verdict.mid))
            .expect("fewer than 2^31 merchants");
        let reference = trail::prefix(verdict.rrn);
        Ranked {
            high: u64::from(merchant) << 32 | (reference >> 96) as u64,
            low: (reference >> 32) as u64,
            spot,
        }
    }

    /// Compares two verdicts: by these keys, and where they are equal by the whole names.
    pub fn cmp<'v, 'a: 'v>(
        &self,
        other: &Ranked,
        verdict: impl Fn(Spot) -> &'v Verdict<'a>,
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
