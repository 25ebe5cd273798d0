//! A payout tried again in parts: attempts over the same settlement lines that are each less than them.
//!
//! In: payouts that know their attempts and what their amounts lack. Out: which of them are parts, and what of
//! the settlement lines a part pays. Absent: guesses; which lines a part holds is often told by nobody,
//! and then a line has come when the parts that came are the whole.

use super::{PaidIn, Payment, Payments, links};
use crate::{Knowledge, LineName, PaidLine, Proof};
use ledger::Instant;
use smallvec::SmallVec;
use trail::SettlementRow;

/// What a part pays of the lines that all attempts share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds<'a> {
    /// All but the line that it leaves out.
    AllBut,
    /// This line, and no other.
    Only(PaidLine<'a>),
    /// Nobody says.
    Unknown,
}

/// One of several attempts that pay the same lines in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// The index of the first attempt.
    pub first: usize,
    /// Which lines it pays.
    pub holds: Holds<'a>,
}

/// Marks the parts among the attempts that pay the same lines.
pub(super) fn mark_parts(all: &mut [Payment<'_>]) {
    let retried: Vec<usize> = (0..all.len())
        .filter(|&at| !all[at].retries.is_empty())
        .collect();
    let mut retries: Vec<usize> = retried
        .iter()
        .flat_map(|&at| all[at].retries.iter().copied())
        .collect();
    retries.sort_unstable();
    for first in retried {
        if retries.binary_search(&first).is_ok() {
            continue; // Seen with the first attempt of all.
        }
        let mut parts = links::attempts_at(all, first);
        // One that has lines of its own holds these.
        parts.retain(|at| all[*at].pays_for == all[first].pays_for && all[*at].is_short());
        let sums_up = sum_to_whole(all, first, &parts);
        for &part in &parts {
            let Some(holds) = all[part].holds(sums_up) else {
                continue;
            };
            all[part].part = Some(Part { first, holds });
            if holds != Holds::AllBut {
                all[part].left_out = None;
            }
        }
    }
}

/// Whether two or more of the attempts sum to the first one, or to what their lines should bring.
fn sum_to_whole(all: &[Payment<'_>], first: usize, parts: &[usize]) -> bool {
    let amount = |at: usize| i128::from(all[at].payout.plan().amount);
    let whole = [amount(first), all[first].due(), all[first].net_sum];
    (0_u32..1 << parts.len()).any(|set| {
        let chosen = parts.iter().enumerate();
        let chosen = chosen.filter(|(nth, _)| set & (1 << nth) != 0);
        let sum: i128 = chosen.map(|(_, &part)| amount(part)).sum();
        set.count_ones() > 1 && whole.contains(&sum)
    })
}

/// Of the attempts at one payout in parts, those that bring what was there already. A whole attempt that
/// came pays the lines; else the parts do, by creation.
pub(super) fn mark_second_parts(all: &mut [Payment<'_>], attempts: &[usize]) {
    let mut came: SmallVec<[usize; 1]> = SmallVec::from_slice(attempts);
    came.sort_by_key(|&at| (all[at].part.is_some(), links::by_creation(&all[at])));
    let mut there = There::default();
    for at in came {
        all[at].pays_again = there.has(&all[at]);
        if !all[at].pays_again {
            there.add(&all[at]);
        }
    }
}

/// What attempts have brought of the lines that they share.
#[derive(Default)]
struct There<'a> {
    sum: i128,
    whole: bool,
    all_but: SmallVec<[PaidLine<'a>; 2]>,
    only: SmallVec<[PaidLine<'a>; 2]>,
}

impl<'a> There<'a> {
    fn add(&mut self, one: &Payment<'a>) {
        self.sum += i128::from(one.payout.plan().amount);
        match (one.part.map(|part| part.holds), one.left_out) {
            (None, _) => self.whole = true,
            (Some(Holds::AllBut), Some(left_out)) => self.all_but.push(left_out.line),
            (Some(Holds::Only(line)), _) => self.only.push(line),
            (Some(Holds::AllBut | Holds::Unknown), _) => {}
        }
    }

    /// Whether a line is there.
    fn has_line(&self, line: &PaidLine<'a>) -> bool {
        self.only.contains(line) || self.all_but.iter().any(|lacking| lacking != line)
    }

    /// Whether an attempt brings nothing new. Of one of which nobody knows what it holds, the sum tells.
    fn has(&self, one: &Payment<'a>) -> bool {
        let complete = self.all_but.iter().any(|lacking| self.has_line(lacking));
        if self.whole || complete || (self.sum > 0 && self.sum >= one.due()) {
            return true;
        }
        match (one.part.map(|part| part.holds), one.left_out) {
            (Some(Holds::Only(line)), _) => self.has_line(&line),
            (Some(Holds::AllBut), Some(left_out)) => self.all_but.contains(&left_out.line),
            _ => {
                let amount = i128::from(one.payout.plan().amount);
                self.sum > 0 && self.sum + amount > one.net_sum
            }
        }
    }
}

impl<'a> Payment<'a> {
    /// What its lines should bring, in minor units.
    pub(super) fn due(&self) -> i128 {
        self.net_sum - i128::from(self.payout_fee)
    }

    /// Whether its plan is less than its lines.
    fn is_short(&self) -> bool {
        let amount = i128::from(self.payout.plan().amount);
        self.lines > 0 && amount < self.due()
    }

    /// What it holds, if it is a part: one line or all but one by its amount, and where both fit by its
    /// count; else nobody knows.
    fn holds(&self, sums_up: bool) -> Option<Holds<'a>> {
        let lines = i64::from(self.lines);
        let count = self.payout.plan().txn_count;
        let all_but = self.planned_short() > 0;
        match (all_but, self.only) {
            (true, None) => Some(Holds::AllBut),
            (true, Some(_)) if lines == 2 || count == Some(lines - 1) => Some(Holds::AllBut),
            (true, Some(line)) if count == Some(1) => Some(Holds::Only(line)),
            (false, Some(line)) => Some(Holds::Only(line)),
            (true, Some(_)) => Some(Holds::Unknown),
            (false, None) => {
                let fewer = count.is_some_and(|count| count < lines);
                (sums_up || fewer).then_some(Holds::Unknown)
            }
        }
    }

    /// Whether it is known to pay this line, if it comes.
    fn holds_line(&self, row: &SettlementRow<'a>) -> bool {
        let unknown = self.part.is_some_and(|part| part.holds == Holds::Unknown);
        !unknown && !self.is_of_others(row)
    }

    /// Whether it is known to pay other lines than this one.
    pub fn is_of_others(&self, row: &SettlementRow<'a>) -> bool {
        match self.part.map(|part| part.holds) {
            Some(Holds::Only(line)) => line != (LineName::of(row), row.net),
            Some(Holds::Unknown) => false,
            Some(Holds::AllBut) | None => self.leaves_out(row),
        }
    }
}

impl<'a> Payments<'a> {
    /// How and when a line came by one attempt that is known to pay it, if it did by `at`.
    pub fn arrival_of(
        &self,
        row: &SettlementRow<'a>,
        attempt: &Payment<'a>,
        at: Instant,
        knowledge: &Knowledge,
    ) -> Option<PaidIn> {
        let pays = attempt.holds_line(row);
        pays.then(|| attempt.arrival(at, knowledge)).flatten()
    }

    /// When the last part had come that makes them the whole, if they are by `at`.
    pub fn arrival_of_parts(
        &self,
        part: Part<'a>,
        at: Instant,
        knowledge: &Knowledge,
    ) -> Option<PaidIn> {
        let due = self.all[part.first].due();
        let came = self.parts_come(part.first, at, knowledge);
        let sum: i128 = came
            .iter()
            .map(|(one, _)| i128::from(one.payout.plan().amount))
            .sum();
        let reported = came.iter().any(|(_, paid)| paid.proof == Proof::Reported);
        let last = came.iter().map(|(_, paid)| paid.at).max()?;
        (sum >= due).then_some(PaidIn {
            at: last,
            proof: if reported {
                Proof::Reported
            } else {
                Proof::Statement
            },
        })
    }

    /// The parts that had come, without those that bring what was there already.
    fn parts_come(
        &self,
        first: usize,
        at: Instant,
        knowledge: &Knowledge,
    ) -> SmallVec<[(&Payment<'a>, PaidIn); 2]> {
        let attempts = links::attempts_at(&self.all, first).into_iter();
        let parts = attempts.map(|attempt| &self.all[attempt]);
        let parts = parts.filter(|one| one.part.is_some() && !one.pays_again);
        parts
            .filter_map(|one| Some((one, one.arrival(at, knowledge)?)))
            .collect()
    }

    /// Of parts that came by `at`: what the acquirer kept of them by contract, and what they brought beyond
    /// the lines that have come by them, in minor units. Told with the first of them, nothing with the
    /// others.
    pub(crate) fn beside_parts(
        &self,
        payment: &Payment<'a>,
        part: Part<'a>,
        at: Instant,
        knowledge: &Knowledge,
    ) -> (i128, i128) {
        let came = self.parts_come(part.first, at, knowledge);
        if came
            .first()
            .is_none_or(|(one, _)| one.payout.name() != payment.payout.name())
        {
            return (0, 0);
        }
        let amounts = came
            .iter()
            .map(|(one, _)| i128::from(one.payout.plan().amount));
        let sum: i128 = amounts.sum();
        let fee = i128::from(payment.payout_fee);
        let kept = if sum == payment.due() { fee } else { 0 };
        (kept, sum - (lines_come(&came, payment) - kept))
    }
}

/// The sum of the lines that parts are known to have brought.
fn lines_come(came: &[(&Payment<'_>, PaidIn)], payment: &Payment<'_>) -> i128 {
    let sum: i128 = came
        .iter()
        .map(|(one, _)| i128::from(one.payout.plan().amount))
        .sum();
    let (mut lacking, mut only): (Vec<PaidLine<'_>>, Vec<PaidLine<'_>>) = (Vec::new(), Vec::new());
    for (one, _) in came {
        match (one.part.map(|part| part.holds), one.left_out) {
            (Some(Holds::AllBut), Some(left_out)) => lacking.push(left_out.line),
            (Some(Holds::Only(line)), _) => only.push(line),
            _ => {}
        }
    }
    lacking.dedup();
    only.sort_unstable();
    only.dedup();
    match lacking[..] {
        _ if sum >= payment.due() => payment.net_sum,
        [] => only.iter().map(|(_, net)| i128::from(*net)).sum(),
        [line] if !only.contains(&line) => payment.net_sum - i128::from(line.1),
        _ => payment.net_sum,
    }
}
