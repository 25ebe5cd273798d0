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

/// What a payout's amounts say of its lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lack<'a> {
    /// The one line that it leaves out.
    pub left_out: Option<LeftOut<'a>>,
    /// The one line of several whose net is all that was planned.
    pub only: Option<PaidLine<'a>>,
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
    /// Whether less was planned than the lines should bring.
    fn is_short(&self) -> bool {
        let due = self.sum.net - i128::from(self.payout_fee);
        self.sum.lines > 0 && i128::from(self.payout.plan().amount) < due
    }

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

/// For each payout the line that it leaves out, or the only one it pays. `lines_of` gives the settlement lines that one pays for.
pub(crate) fn find_lacks<'p, 'a: 'p>(
    payouts: usize,
    at: &dyn Fn(usize) -> Lacking<'p, 'a>,
    lines_of: &dyn Fn(usize) -> Vec<PaidLine<'a>>,
) -> Vec<Lack<'a>> {
    let mut lacks = vec![Lack::default(); payouts];
    let mut lumps: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for index in 0..payouts {
        match at(index).claim.and_then(|claim| claim.lump) {
            Some(lump) => lumps.entry(lump).or_default().push(index),
            None => mark(&[index], at, lines_of, &mut lacks),
        }
    }
    for members in lumps.values() {
        mark(members, at, lines_of, &mut lacks);
    }
    lacks
}

/// Finds what the payouts of one credit leave out, and tells all of them.
fn mark<'p, 'a: 'p>(
    members: &[usize],
    at: &dyn Fn(usize) -> Lacking<'p, 'a>,
    lines_of: &dyn Fn(usize) -> Vec<PaidLine<'a>>,
    lacks: &mut [Lack<'a>],
) {
    let short = |&member: &usize| at(member).planned_short();
    let difference = at(members[0]).claim.map_or(0, |claim| claim.difference);
    let missing = members.iter().map(short).sum::<i128>() - i128::from(difference);
    let single = match members {
        [one] if at(*one).is_short() => Some(*one),
        _ => None,
    };
    if missing <= 0 && single.is_none() {
        return;
    }
    let mut lines: Vec<PaidLine<'a>> = members
        .iter()
        .flat_map(|&member| lines_of(member))
        .collect();
    lines.sort_unstable();
    // Of two lines of one swipe it is all one which is meant.
    let of_net = |wanted: i128| {
        let mut fitting = lines.iter().filter(|(_, net)| i128::from(*net) == wanted);
        let line = *fitting.next()?;
        fitting.all(|other| *other == line).then_some(line)
    };
    if let Some(left_out) = of_net(missing).filter(|_| missing > 0) {
        for member in members {
            lacks[*member].left_out = Some(LeftOut {
                line: left_out,
                planned_short: short(member),
            });
        }
    }
    if let Some(single) = single {
        lacks[single].only = of_net(i128::from(at(single).payout.plan().amount));
    }
}
