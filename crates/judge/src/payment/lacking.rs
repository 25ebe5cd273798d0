//! What payouts lack: the one settlement line that the money leaves out.
//!
//! In: payouts, what their settlement lines sum to, their claims on bank lines. Out: for each payout (all
//! payouts of a lump alike) the line without which the rest is exactly what was sent or booked. Absent:
//! guesses; lines of two swipes that fit equally well are no answer.

use crate::{LineSum, PaidLine};
use std::collections::BTreeMap;
use trail::{Claim, Payout};

/// The line that a payout, or its lump, leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut<'a> {
    /// Whose, and its net.
    pub line: PaidLine<'a>,
    /// By how much this payout's own plan falls short of its lines, in minor units: the whole net when the
    /// payout was made without the line, nothing when its credit lacks it.
    pub planned_short: i128,
}

/// One payout, as far as it can lack a line.
#[derive(Clone, Copy)]
pub(crate) struct Lacking<'p, 'a> {
    pub payout: &'p Payout<'a>,
    pub claim: Option<&'p Claim<'a>>,
    /// Of the settlement lines that it pays for.
    pub sum: LineSum,
    /// What the contract lets the acquirer keep of it.
    pub payout_fee: i64,
}

impl Lacking<'_, '_> {
    /// By how much the plan falls short of the lines less the contract's fee. Nothing while the count of
    /// the payout speaks of lines that are not there: then the sum says nothing.
    fn planned_short(&self) -> i128 {
        let plan = self.payout.plan();
        let amount = i128::from(plan.amount);
        let lines = i64::from(self.sum.lines);
        let counted = plan
            .txn_count
            .is_none_or(|count| count == lines || count == lines - 1);
        if lines == 0 || !counted || amount == self.sum.net {
            return 0;
        }
        self.sum.net - i128::from(self.payout_fee) - amount
    }
}

/// For each payout the line that it leaves out. `lines_of` gives the settlement lines that one pays for.
pub(crate) fn find_left_out<'p, 'a: 'p>(
    payouts: usize,
    at: &dyn Fn(usize) -> Lacking<'p, 'a>,
    lines_of: &dyn Fn(usize) -> Vec<PaidLine<'a>>,
) -> Vec<Option<LeftOut<'a>>> {
    let mut left_out = vec![None; payouts];
    let mut lumps: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for index in 0..payouts {
        match at(index).claim.and_then(|claim| claim.lump) {
            Some(lump) => lumps.entry(lump).or_default().push(index),
            None => mark(&[index], at, lines_of, &mut left_out),
        }
    }
    for members in lumps.values() {
        mark(members, at, lines_of, &mut left_out);
    }
    left_out
}

/// Finds what the payouts of one credit leave out, and tells all of them.
fn mark<'p, 'a: 'p>(
    members: &[usize],
    at: &dyn Fn(usize) -> Lacking<'p, 'a>,
    lines_of: &dyn Fn(usize) -> Vec<PaidLine<'a>>,
    left_out: &mut [Option<LeftOut<'a>>],
) {
    let short = |&member: &usize| at(member).planned_short();
    let difference = at(members[0]).claim.map_or(0, |claim| claim.difference);
    let missing = members.iter().map(short).sum::<i128>() - i128::from(difference);
    if missing <= 0 {
        return;
    }
    let lines = members.iter().flat_map(|&member| lines_of(member));
    let mut fitting = lines.filter(|(_, net)| i128::from(*net) == missing);
    let Some(line) = fitting.next() else { return };
    // Of two lines of one swipe it is all one which is lacking.
    if fitting.all(|other| other == line) {
        for member in members {
            left_out[*member] = Some(LeftOut {
                line,
                planned_short: short(member),
            });
        }
    }
}
