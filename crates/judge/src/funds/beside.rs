//! What stands beside the swipes: payouts that differ from their settlement lines, and credits that
//! differ from their payouts.
//!
//! In: payments. Out: their fees, surplus, and what no credit bears, moved to the unexplained (record
//! contract, rule 4: the difference goes onto no swipe). Absent: payouts whose settlement lines
//! nobody knows; they are orphans, and no money of a known swipe.

use super::FundsMap;
use crate::{Knowledge, Payment, Payments};
use ledger::Instant;
use std::collections::BTreeMap;

impl<'a> FundsMap<'a> {
    /// Adds what stands beside the swipes: of payouts in `currency` that had arrived by `now`.
    pub fn add_payments(
        &mut self,
        payments: &Payments<'a>,
        currency: &str,
        knowledge: &Knowledge,
        now: Instant,
    ) {
        let mut lumps: BTreeMap<u32, Lump<'a>> = BTreeMap::new();
        for payment in payments.iter() {
            let main = payment.currency().is_empty() || payment.currency() == currency;
            if !main || payment.arrival(now, knowledge).is_none() {
                continue;
            }
            let plan = payment.payout.plan();
            let day = knowledge.zone.day(plan.created_at);
            let part = payment.part.filter(|_| !payment.pays_again);
            let (fee, planned) = match part {
                Some(part) => payments.beside_parts(payment, part, now, knowledge),
                None => {
                    let fee = payment.fee_kept();
                    (fee, planned(payment, fee, payments, now, knowledge))
                }
            };
            self.add_beside(plan.mid, day, fee, 0);
            let left_out = payment.left_out.filter(|_| !payment.pays_again);
            let left_out = left_out.map_or(0, |_| -difference(payment));
            match payment.claim.as_ref().and_then(|claim| claim.lump) {
                // The line of a lump is one: what it lacks is counted once.
                Some(lump) => {
                    let lump = lumps.entry(lump).or_default();
                    lump.planned.push((plan.mid, day, planned));
                    if lump.planned.len() == 1 {
                        lump.line = credited(payment, now);
                    }
                    lump.left_out = left_out;
                    lump.known |= payment.lines > 0;
                }
                // What came for lines that nobody knows is no money of a known swipe.
                None if payment.lines == 0 && planned == 0 => {}
                // What was planned beyond its lines and did not come is no surplus.
                None => {
                    let beyond = planned + credited(payment, now) + left_out;
                    self.add_difference(plan.mid, day, beyond);
                }
            }
        }
        for lump in lumps.into_values().filter(|lump| lump.known) {
            for (mid, day, difference) in lump.settled() {
                self.add_difference(mid, day, difference);
            }
        }
    }

    fn add_difference(&mut self, mid: &'a str, day: ledger::Day, difference: i128) {
        match difference {
            0 => {}
            1.. => self.add_beside(mid, day, 0, difference),
            _ => self.unexplain(mid, day, -difference),
        }
    }
}

/// The payouts of one credit.
#[derive(Default)]
struct Lump<'a> {
    /// What each says beyond what its settlement lines say, with its merchant and day.
    planned: Vec<(&'a str, ledger::Day, i128)>,
    /// What the credit is beyond what they say.
    line: i128,
    /// What of that is a swipe that the credit leaves out.
    left_out: i128,
    /// Somebody knows lines of one of them.
    known: bool,
}

impl<'a> Lump<'a> {
    /// What is too much or too little of each. What the credit lacks is first what some payout says too much,
    /// and the other way round; the rest goes with the first.
    fn settled(mut self) -> Vec<(&'a str, ledger::Day, i128)> {
        let mut line = self.line + self.left_out;
        for (_, _, planned) in &mut self.planned {
            if planned.signum() == -line.signum() {
                let both = planned.abs().min(line.abs()) * line.signum();
                *planned += both;
                line -= both;
            }
        }
        if let Some((_, _, first)) = self.planned.first_mut() {
            *first += line;
        }
        self.planned
    }
}

/// What the payout says beyond what its settlement lines say.
fn planned(
    payment: &Payment<'_>,
    fee: i128,
    payments: &Payments<'_>,
    now: Instant,
    knowledge: &Knowledge,
) -> i128 {
    let amount = i128::from(payment.payout.plan().amount);
    if payment.pays_again {
        return amount; // Its lines were paid before.
    }
    let amount = amount + payment.planned_short();
    if payment.lines == 0 {
        // Nobody knows what it pays for, unless it is the second of two equal ones.
        let twin = payment.twin.map(|twin| payments.at(twin));
        let again =
            twin.is_some_and(|twin| twin.lines > 0 && twin.arrival(now, knowledge).is_some());
        return if again { amount } else { 0 };
    }
    let count = payment.payout.plan().txn_count;
    if count.is_some_and(|count| count != i64::from(payment.lines)) {
        return 0; // With a line missing, or one too many, the sum says nothing.
    }
    amount - (payment.net_sum - fee)
}

/// What was credited, less what was taken back, beyond what the payout (or its lump) says.
fn credited(payment: &Payment<'_>, now: Instant) -> i128 {
    let taken: i128 = payment
        .taken_back(now)
        .map(|line| i128::from(line.amount))
        .sum();
    let again = payment.again(now).map(|line| i128::from(line.amount));
    difference(payment) - taken + again.sum::<i128>()
}

fn difference(payment: &Payment<'_>) -> i128 {
    let claim = payment.claim.as_ref();
    claim.map_or(0, |claim| i128::from(claim.difference))
}
