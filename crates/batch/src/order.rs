//! The order of the output: merchant, reference, terminal, stan.
//!
//! In: light keys of the verdicts. Out: their places, in order. Absent: the verdicts' contents beyond
//! their names.

use crate::work;
use judge::Verdict;
use std::cmp::Ordering;

/// Marks a plain swipe: its verdict is not kept, it is made again from its group.
const PLAIN: u32 = 1 << 31;

/// Where a verdict stands: its piece, and its place among those kept there; a plain swipe's place is
/// that of its group in the piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot(u32, u32);

impl Spot {
    /// The place of a verdict that is kept.
    ///
    /// # Panics
    /// When there are 2^31 verdicts in a piece.
    pub fn kept(piece: usize, at: usize) -> Spot {
        let small = |number| u32::try_from(number).expect("fewer than 2^32 verdicts");
        let at = small(at);
        assert!(at < PLAIN, "fewer than 2^31 verdicts are in a piece");
        Spot(small(piece), at)
    }

    /// The place of a plain swipe.
    ///
    /// # Panics
    /// When there are 2^31 groups in a piece.
    pub fn plain(piece: usize, group: usize) -> Spot {
        let spot = Spot::kept(piece, group);
        Spot(spot.0, spot.1 | PLAIN)
    }

    /// Whether it is a plain swipe's.
    pub fn is_plain(self) -> bool {
        self.1 & PLAIN != 0
    }

    /// The same as one number.
    pub fn index(self) -> usize {
        (self.0 as usize) << 32 | self.1 as usize
    }

    /// The spot of [`Spot::index`].
    pub fn of_index(index: usize) -> Spot {
        Spot((index >> 32) as u32, index as u32)
    }

    /// Its piece.
    pub fn piece(self) -> usize {
        self.0 as usize
    }

    /// Its place in its piece.
    pub fn at(self) -> usize {
        (self.1 & !PLAIN) as usize
    }
}

/// What a swipe is called: merchant, reference, terminal, stan.
pub type Name<'a> = (&'a str, &'a str, &'a str, &'a str);

/// Who knows the swipes behind the spots.
pub trait Swipes<'a> {
    /// What the swipe is called.
    fn name(&self, spot: Spot) -> Name<'a>;
    /// Its verdict.
    fn with<R>(&self, spot: Spot, see: impl FnOnce(&Verdict<'a>) -> R) -> R;
}

/// A verdict's rank in the output: merchant, reference, terminal, stan; then what else there is to
/// see, so that even swipes of the same name have one order, wherever their rows stood. These light
/// keys are sorted; whoever looks behind them does so where they do not decide.
#[derive(Clone, Copy)]
pub struct Ranked {
    /// The merchant number's rank among all names, and the first twelve bytes of the reference.
    key: u128,
    spot: Spot,
}

impl Ranked {
    /// The rank of a swipe, by the rank of its merchant number, its reference and its spot.
    pub fn new(merchant: u32, rrn: &str, spot: Spot) -> Ranked {
        Ranked {
            key: u128::from(merchant) << 96 | trail::prefix(rrn) >> 32,
            spot,
        }
    }

    /// Compares two verdicts: by these keys, and where those do not decide by the verdicts themselves.
    pub fn cmp<'a>(&self, other: &Ranked, swipes: &impl Swipes<'a>) -> Ordering {
        let name = |ranked: &Ranked| swipes.name(ranked.spot);
        (self.key.cmp(&other.key))
            .then_with(|| name(self).cmp(&name(other)))
            .then_with(|| {
                swipes.with(self.spot, |one| {
                    swipes.with(other.spot, |other| content(one).cmp(&content(other)))
                })
            })
    }
}

/// What tells swipes of one name apart.
fn content<'v>(v: &'v Verdict<'_>) -> impl Ord + 'v {
    let swipe = (v.order_no, v.swiped_at, v.amount, v.settle_day, v.txn_type);
    let fate = (v.verdict, v.cause, v.owed, v.arrived, v.arrived_at);
    (swipe, fate)
}

/// Cuts of the output that are merged by themselves, so that all threads have work.
const CUTS: usize = 64;
/// Every so many keys of a piece one is looked at to place the cuts.
const SAMPLE_STEP: usize = 256;

/// The order of the output, from that of each piece. The pieces are cut at the same keys, and what
/// lies between two cuts is merged on some thread.
pub fn order<'a>(
    pieces: &[Vec<Ranked>],
    swipes: &(impl Swipes<'a> + Sync),
    threads: usize,
) -> Vec<Spot> {
    let sampled = pieces
        .iter()
        .flat_map(|piece| piece.iter().step_by(SAMPLE_STEP));
    let mut sample: Vec<u128> = sampled.map(|ranked| ranked.key).collect();
    sample.sort_unstable();
    let cut = |at: usize| {
        (at > 0)
            .then(|| sample.get(sample.len() * at / CUTS))
            .flatten()
    };
    let merged = work::map(threads, CUTS, |at| {
        let within = |piece: &Vec<Ranked>| {
            let below = |key: &u128| piece.partition_point(|ranked| ranked.key < *key);
            let start = cut(at).map_or(0, below);
            let end = match at + 1 {
                CUTS => piece.len(),
                next => cut(next).map_or(piece.len(), below),
            };
            start..end
        };
        let some: Vec<&[Ranked]> = pieces.iter().map(|piece| &piece[within(piece)]).collect();
        let mut some = some.concat();
        some.sort_by(|a, b| a.cmp(b, swipes)); // Finds the sorted runs, and merges them.
        some.into_iter()
            .map(|ranked| ranked.spot)
            .collect::<Vec<_>>()
    });
    merged.concat()
}
