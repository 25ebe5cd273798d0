//! A payout tried again in parts: several attempts that together are the one that failed.
//!
//! In: payouts that know their attempts and what they leave out. Out: which of them are parts, and what of
//! the settlement lines a part pays. Absent: guesses; which lines a part holds is often told by nobody,
//! and then a line has come when all parts have.

use super::{PaidIn, Payment, Payments, links};
use crate::{Knowledge, LineName, PaidLine, Proof};
use ledger::Instant;
use trail::SettlementRow;

/// What a part pays of the lines of the payout that it tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// All but the line that it leaves out.
    AllBut,
    /// One line: all the others are the other part's.
    Only(PaidLine<'a>),
    /// Nobody says; the payout at this index is the one that the parts try again.
    Unknown(usize),
}

/// Marks what tries a payout again in parts: attempts of which each is less than it, and which together
/// are it, or its lines less the contract's fee.
pub(super) fn mark_parts(all: &mut [Payment<'_>]) {
    for first in 0..all.len() {
        let parts = all[first].retries.clone();
        if parts.len() < 2 || all[first].part.is_some() {
            continue;
        }
        let amount = |at: usize| i128::from(all[at].payout.plan().amount);
        let whole = amount(first);
        let sum: i128 = parts.iter().map(|&part| amount(part)).sum();
        let due = all[first].net_sum - i128::from(all[first].payout_fee);
        // One that has lines of its own holds these.
        let lines = |at: usize| (all[at].lines, all[at].net_sum);
        let shared = lines(first).0 > 0 && parts.iter().all(|&part| lines(part) == lines(first));
        if !shared || !(sum == whole || sum == due) || parts.iter().any(|&part| amount(part) >= sum)
        {
            continue;
        }
        let left_out = |at: usize| all[at].left_out.map(|left_out| left_out.line);
        let kind = |nth: usize| match (left_out(parts[nth]), &parts[..]) {
            (Some(_), _) => Part::AllBut,
            (None, [one, other]) => {
                let rest = left_out(if nth == 0 { *other } else { *one });
                let rest = rest.filter(|(_, net)| i128::from(*net) == amount(parts[nth]));
                rest.map_or(Part::Unknown(first), Part::Only)
            }
            _ => Part::Unknown(first),
        };
        let kinds: Vec<Part<'_>> = (0..parts.len()).map(kind).collect();
        for (&part, kind) in parts.iter().zip(kinds) {
            // A part that was refused is tried again by itself.
            for attempt in links::attempts_at(all, part) {
                if all[attempt].payout.plan().amount == all[part].payout.plan().amount {
                    all[attempt].part = Some(kind);
                }
            }
        }
    }
}

impl<'a> Payment<'a> {
    /// Whether it is a part that holds other lines than this one.
    pub(super) fn holds_others_only(&self, row: &SettlementRow<'a>) -> bool {
        match self.part {
            Some(Part::Only((name, net))) => (LineName::of(row), row.net) != (name, net),
            _ => false,
        }
    }
}

impl<'a> Payments<'a> {
    /// How and when a line came by one attempt to pay it, if it did by `at`.
    pub fn arrival_of(
        &self,
        row: &SettlementRow<'a>,
        attempt: &Payment<'a>,
        at: Instant,
        knowledge: &Knowledge,
    ) -> Option<PaidIn> {
        if attempt.leaves_out(row) || attempt.holds_others_only(row) {
            return None;
        }
        match attempt.part {
            Some(Part::Unknown(whole)) => self.arrival_of_parts(whole, at, knowledge),
            _ => attempt.arrival(at, knowledge),
        }
    }

    /// When the last of the parts of a payout had come, if all of them have by `at`.
    pub fn arrival_of_parts(
        &self,
        whole: usize,
        at: Instant,
        knowledge: &Knowledge,
    ) -> Option<PaidIn> {
        let mut last: Option<PaidIn> = None;
        for &part in &self.all[whole].retries {
            let attempts = links::attempts_at(&self.all, part);
            let came = attempts
                .iter()
                .find_map(|&attempt| self.all[attempt].arrival(at, knowledge))?;
            let reported = |paid: PaidIn| paid.proof == Proof::Reported;
            last = Some(last.map_or(came, |before| PaidIn {
                at: before.at.max(came.at),
                proof: if reported(before) {
                    before.proof
                } else {
                    came.proof
                },
            }));
        }
        last
    }
}
