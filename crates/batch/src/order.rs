//! The order of the output: merchant, reference, terminal, stan.
//!
//! In: light keys of the verdicts. Out: their places, in order. Absent: the verdicts' contents beyond
//! their names.

use crate::work;
use judge::Verdict;
use std::cmp::Ordering;

/// Marks a plain swipe: no verdict of it is kept, only what one is made from.
const PLAIN: u32 = 1 << 31;

/// Where a swipe stands: its piece, and its place among the verdicts that are kept there, or among
/// the plain swipes.
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
        assert!(at < PLAIN, "fewer than 2^31 swipes are in a piece");
        Spot(small(piece), at)
    }

    /// The place of a plain swipe.
    ///
    /// # Panics
    /// When there are 2^31 plain swipes in a piece.
    pub fn plain(piece: usize, at: usize) -> Spot {
        let spot = Spot::kept(piece, at);
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

/// The order of the output, from that of each piece, which must be sorted. The pieces are cut at the same keys, and what
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
    let place = |piece: &[Ranked], cut: usize| match cut {
        0 => 0,
        CUTS => piece.len(),
        _ => piece.partition_point(|ranked| ranked.key < sample[sample.len() * cut / CUTS]),
    };
    let merged = work::map(threads, CUTS, |cut| {
        let some: Vec<&[Ranked]> = pieces
            .iter()
            .map(|piece| &piece[place(piece, cut)..place(piece, cut + 1)])
            .collect();
        let mut some = some.concat();
        some.sort_by(|a, b| a.cmp(b, swipes)); // Finds the sorted runs, and merges them.
        some.into_iter()
            .map(|ranked| ranked.spot)
            .collect::<Vec<_>>()
    });
    merged.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Swipes by piece and place; whether one is plain does not matter here.
    struct Named(Vec<Vec<(String, String, String)>>);

    impl<'a> Swipes<'a> for &'a Named {
        fn name(&self, spot: Spot) -> Name<'a> {
            let (mid, rrn, stan) = &self.0[spot.piece()][spot.at()];
            (mid, rrn, "", stan)
        }

        fn with<R>(&self, _: Spot, _: impl FnOnce(&Verdict<'a>) -> R) -> R {
            unreachable!("names decide here")
        }
    }

    /// References of many pieces, some of which begin alike beyond the light keys, come out in the order
    /// of their names, each once, on any number of threads.
    #[test]
    fn pieces_are_merged_in_the_order_of_the_names() {
        for pieces in [0, 1, 7, 40] {
            let named = Named((0..pieces).map(|piece| names(piece, pieces)).collect());
            let mut sorted: Vec<Vec<Ranked>> = Vec::new();
            for (piece, names) in named.0.iter().enumerate() {
                let ranked = names.iter().enumerate().map(|(at, (mid, rrn, _))| {
                    let rank = mid[1..].parse().expect("a merchant is M and a number");
                    Ranked::new(rank, rrn, Spot::plain(piece, at))
                });
                let mut ranked: Vec<Ranked> = ranked.collect();
                ranked.sort_unstable_by(|a, b| a.cmp(b, &&named));
                sorted.push(ranked);
            }
            let mut want: Vec<Name<'_>> = (named.0.iter().flatten())
                .map(|(mid, rrn, stan)| (mid.as_str(), rrn.as_str(), "", stan.as_str()))
                .collect();
            want.sort_unstable();
            for threads in [1, 3] {
                let found = order(&sorted, &&named, threads);
                let found: Vec<Name<'_>> = found.iter().map(|spot| (&named).name(*spot)).collect();
                assert_eq!(found, want, "{pieces} pieces, {threads} threads");
            }
        }
    }

    fn names(piece: usize, pieces: usize) -> Vec<(String, String, String)> {
        let name = |at: usize| {
            let number = at * pieces + piece;
            // Ranks stand in for merchants, so their numbers must be as wide as each other.
            let mid = format!("M{:02}", number * 7 % 13);
            let rrn = match number % 3 {
                0 => format!("{:012}", number * 7919 % 1000),
                1 => format!("4200000263201902{:04}", number * 31 % 500),
                _ => String::new(),
            };
            (mid, rrn, format!("{number:06}"))
        };
        (0..600).map(name).collect()
    }
}
