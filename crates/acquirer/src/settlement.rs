//! A settlement run: what a merchant is owed for what was cleared, by its terms; what is held, kept back, carried over.
//!
//! In: cleared items, the merchant's terms and policy, what its accounts hold. Out: a line for each item, events of the ledger,
//! and what may be paid out. Absent by design: who sends the money (see [`crate::payout`]), files, clocks.
//!
//! The fee of a swipe is always that of the whole swipe: what a refund gives back is the fee before it less the fee after it,
//! so refunds in any number of parts come to what the contract says of their sum, to the fen.

use ledger::{CardClass, Owed, Rate, Rounding, Terms};

/// Something cleared that no run has taken up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its reference.
    pub reference: String,
    /// What it is.
    pub what: What,
    /// How much, in minor units; more than nothing.
    pub amount: i64,
    /// The card, as far as the price goes.
    pub class: CardClass,
    /// Why its money is held, if it is.
    pub hold: Option<String>,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Money for the merchant: a sale, a completion, a debit adjustment.
    Charge,
    /// Money that went back: a refund, a chargeback, a credit adjustment.
    GiveBack {
        /// What of the swipe was approved.
        approved: i64,
        /// What went back of it before this.
        before: i64,
    },
}

/// What is agreed beside the terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The part of each run that is kept back.
    pub reserve_rate: Rate,
    /// The most that is kept back altogether.
    pub reserve_max: i64,
    /// Whether the merchant's whole money is held: it is reckoned, and not paid out.
    pub held: bool,
}

/// What the merchant's accounts hold before the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What may be paid out; below nothing when it owes.
    pub available: i64,
    /// What it owes from earlier runs.
    pub owes: i64,
    /// What is kept back.
    pub reserve: i64,
}

/// How an item was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The item's reference.
    pub reference: String,
    /// Its amount, positive for what goes back, too.
    pub amount: i64,
    /// The fee, or the fee given back; never more than the amount.
    pub fee: i64,
    /// What it adds to the merchant's money; below nothing for what goes back.
    pub net: i64,
    /// Whether it is held.
    pub held: bool,
}

/// An event of the ledger, with its amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The event (`specs/postings/settlement.toml`).
    pub event: &'static str,
    /// What it is about.
    pub reference: String,
    /// Its amounts, by name.
    pub amounts: Vec<(&'static str, i64)>,
}

/// What a run came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// One line for each item, in their order.
    pub lines: Vec<Line>,
    /// What is booked, in order.
    pub steps: Vec<Step>,
    /// What the accounts hold after it.
    pub after: Standing,
    /// What may be paid out now: nothing where it is less than the minimum, held, or owed.
    pub payable: i64,
    /// Why nothing may be paid out, where something stands there.
    pub kept: Option<Kept>,
}

/// Why money that stands there is not paid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The merchant's money is held.
    Held,
    /// It is less than the least that is paid out, or no more than the payout costs.
    BelowMinimum,
}

/// Settles items. `run` names the run: with it, each event is booked once.
pub fn settle(
    run: &str,
    items: &[Item],
    terms: &Terms,
    policy: &Policy,
    before: Standing,
) -> Settlement {
    let mut settlement = Settlement {
        lines: Vec::with_capacity(items.len()),
        steps: Vec::new(),
        after: before,
        payable: 0,
        kept: None,
    };
    for item in items {
        settlement.take(item, terms);
    }
    let earned: i64 = settlement
        .lines
        .iter()
        .filter(|line| !line.held)
        .map(|line| line.net)
        .sum();
    settlement.owe_or_recover(run);
    settlement.keep_back(run, earned, policy);
    let available = settlement.after.available;
    settlement.kept = match available {
        ..=0 => None,
        _ if policy.held => Some(Kept::Held),
        _ if available < terms.min_payout || available <= terms.payout_fee => {
            Some(Kept::BelowMinimum)
        }
        _ => None,
    };
    settlement.payable = if settlement.kept.is_none() {
        available.max(0)
    } else {
        0
    };
    settlement
}

impl Settlement {
    fn step(&mut self, event: &'static str, reference: &str, amounts: &[(&'static str, i64)]) {
        let (reference, amounts) = (reference.to_owned(), amounts.to_vec());
        self.steps.push(Step {
            event,
            reference,
            amounts,
        });
    }

    fn take(&mut self, item: &Item, terms: &Terms) {
        assert!(
            item.amount > 0,
            "{} is cleared with nothing, or less",
            item.reference
        );
        let line = match item.what {
            What::Charge => {
                let Owed { owed, fee } = terms.owed(item.amount, 0, item.class);
                self.step(
                    "settled",
                    &item.reference,
                    &[("amount", item.amount), ("fee", fee)],
                );
                Line {
                    reference: item.reference.clone(),
                    amount: item.amount,
                    fee,
                    net: owed,
                    held: item.hold.is_some(),
                }
            }
            What::GiveBack { approved, before } => {
                let fee = |back| terms.owed(approved, back, item.class).fee;
                let fee_back = fee(before) - fee(before + item.amount);
                self.step(
                    "refund_settled",
                    &item.reference,
                    &[("amount", item.amount), ("fee", fee_back)],
                );
                Line {
                    reference: item.reference.clone(),
                    amount: item.amount,
                    fee: fee_back,
                    net: fee_back - item.amount,
                    held: false,
                }
            }
        };
        self.after.available += line.net;
        if line.held && line.net > 0 {
            self.step("held", &item.reference, &[("amount", line.net)]);
            self.after.available -= line.net;
        }
        self.lines.push(line);
    }

    /// What is lacking is owed from now on, after the reserve was used; what is there pays what was owed before.
    fn owe_or_recover(&mut self, run: &str) {
        let lacking = -self.after.available;
        if lacking > 0 {
            self.step("debt_carried", run, &[("amount", lacking)]);
            self.after = Standing {
                available: 0,
                owes: self.after.owes + lacking,
                ..self.after
            };
        }
        let recovered = self.after.owes.min(self.after.available);
        if recovered > 0 {
            self.step("debt_recovered", run, &[("amount", recovered)]);
            self.after.owes -= recovered;
            self.after.available -= recovered;
        }
        let used = self.after.owes.min(self.after.reserve);
        if used > 0 {
            self.step("reserve_used", run, &[("amount", used)]);
            self.after.owes -= used;
            self.after.reserve -= used;
        }
    }

    /// Keeps a part of what the run earned back, as far as that is there and the reserve not full; gives back what is too much.
    fn keep_back(&mut self, run: &str, earned: i64, policy: &Policy) {
        let surplus = self.after.reserve - policy.reserve_max;
        if surplus > 0 {
            self.step("reserve_returned", run, &[("amount", surplus)]);
            self.after.reserve -= surplus;
            self.after.available += surplus;
        }
        let wanted = policy.reserve_rate.of(earned.max(0), Rounding::HalfUp);
        let room = (policy.reserve_max - self.after.reserve).max(0);
        let kept = wanted.min(room).min(self.after.available);
        if kept > 0 {
            self.step("reserve_kept", run, &[("amount", kept)]);
            self.after.reserve += kept;
            self.after.available -= kept;
        }
    }
}

#[cfg(test)]
mod tests;
