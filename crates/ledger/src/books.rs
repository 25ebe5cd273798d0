//! The books: what each account holds, and whether an entry may be booked.
//!
//! In: balances and pending entries as far as they matter now, then entries. Out: receipts, or refusals that change nothing.
//! Absent by design: where they are kept. A store loads what the next entries look at, and writes down what they changed.
//!
//! Deciding and doing are two steps: [`Books::refuse`] looks and changes nothing, then the entry is applied, which cannot
//! fail. After each entry debits and credits are compared, in production too.

mod all;

use crate::balance::{Balance, Position, sides};
use crate::entry::LEGS_MAX;
use crate::{AccountId, Chart, Entry, EntryId, Leg, Phase, Side};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What is booked under a name: a hash of the entry, by which a repeat is told from another entry.
pub type Print = [u8; 32];

/// Books, or the part of them that matters now.
#[derive(Clone, Debug)]
pub struct Books {
    chart: Chart,
    balances: BTreeMap<Position, Balance>,
    pending: BTreeMap<EntryId, Vec<Leg>>,
    booked: BTreeMap<EntryId, Print>,
    /// What was moved since these books were opened, on each side: posted and pending.
    debits: i128,
    credits: i128,
}

/// What an entry is looked at against: what must be loaded before it is refused or booked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Whether it is booked already.
    pub booked: BTreeSet<EntryId>,
    /// What it resolves.
    pub pending: BTreeSet<EntryId>,
    /// Accounts that it may not take below nothing.
    pub floored: BTreeSet<Position>,
}

/// Why an entry is not booked, in order of precedence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Another entry is booked under its name.
    NameTaken {
        /// The name.
        id: EntryId,
    },
    /// It has no legs, too many, or legs that it may not have.
    LegsUnfit {
        /// The entry.
        id: EntryId,
    },
    /// A leg moves nothing, or less.
    AmountUnfit {
        /// The account that would be debited.
        account: AccountId,
    },
    /// The chart has no such line.
    AccountUnknown {
        /// The account.
        account: AccountId,
    },
    /// What it resolves is not pending: it never was, or has been resolved.
    NotPending {
        /// What it would resolve.
        id: EntryId,
    },
    /// It would take an account below nothing.
    BelowZero {
        /// The account.
        account: AccountId,
        /// By how much, in minor units.
        by: i64,
    },
    /// A sum would not fit.
    TooLarge {
        /// The account.
        account: AccountId,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NameTaken { id } => write!(out, "another entry is booked as {id}"),
            Refusal::LegsUnfit { id } => write!(
                out,
                "entry {id} has no legs, more than {LEGS_MAX}, or legs that it may not have"
            ),
            Refusal::AmountUnfit { account } => {
                write!(out, "a leg that debits {account} moves nothing, or less")
            }
            Refusal::AccountUnknown { account } => {
                write!(out, "the chart has no line for account {account}")
            }
            Refusal::NotPending { id } => write!(out, "entry {id} is not pending"),
            Refusal::BelowZero { account, by } => {
                write!(out, "account {account} would fall below nothing by {by}")
            }
            Refusal::TooLarge { account } => {
                write!(out, "the sums of account {account} would not fit")
            }
        }
    }
}

impl std::error::Error for Refusal {}

/// What became of an entry that was not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It is booked now.
    Booked,
    /// The very same was booked before; nothing changed.
    Repeated,
}

/// The hash of an entry by which repeats are told: of everything but when it was booked, since a repeat comes later.
pub fn print(entry: &Entry) -> Print {
    let timeless = Entry {
        at: crate::Instant::from_ms(0),
        ..entry.clone()
    };
    Sha256::digest(timeless.bytes()).into()
}

impl Books {
    /// Books in which nothing is booked.
    pub fn new(chart: &Chart) -> Books {
        Books {
            chart: chart.clone(),
            balances: BTreeMap::new(),
            pending: BTreeMap::new(),
            booked: BTreeMap::new(),
            debits: 0,
            credits: 0,
        }
    }

    /// What an entry is looked at against.
    pub fn needs(&self, entry: &Entry) -> Needs {
        let positions = entry
            .legs
            .iter()
            .flat_map(sides)
            .map(|(position, _)| position);
        Needs {
            booked: BTreeSet::from([entry.id]),
            pending: entry.phase.resolves().into_iter().collect(),
            floored: positions
                .filter(|(account, _)| self.is_floored(account))
                .collect(),
        }
    }

    /// Loads what an account holds.
    pub fn load_balance(&mut self, position: Position, balance: Balance) {
        self.balances.insert(position, balance);
    }

    /// Loads an entry that is booked.
    pub fn load_booked(&mut self, id: EntryId, print: Print) {
        self.booked.insert(id, print);
    }

    /// Loads an entry that is pending.
    pub fn load_pending(&mut self, id: EntryId, legs: Vec<Leg>) {
        self.pending.insert(id, legs);
    }

    /// What an account holds.
    pub fn balance(&self, position: &Position) -> Balance {
        self.balances.get(position).copied().unwrap_or_default()
    }

    /// All accounts that hold, or held, something.
    pub fn balances(&self) -> impl Iterator<Item = (&Position, &Balance)> {
        self.balances.iter()
    }

    /// The legs of an entry that is pending.
    pub fn pending(&self, id: EntryId) -> Option<&[Leg]> {
        self.pending.get(&id).map(Vec::as_slice)
    }

    /// All pending entries.
    pub fn all_pending(&self) -> impl Iterator<Item = (EntryId, &[Leg])> {
        self.pending.iter().map(|(id, legs)| (*id, legs.as_slice()))
    }

    /// Whether an account may not fall below nothing.
    pub fn is_floored(&self, account: &AccountId) -> bool {
        self.chart
            .line(account.code)
            .is_some_and(|line| line.floored)
    }

    /// Books an entry, or says why not; the same entry once, however often it comes.
    pub fn post(&mut self, entry: &Entry) -> Result<Receipt, Refusal> {
        let print = print(entry);
        if self.booked.get(&entry.id) == Some(&print) {
            return Ok(Receipt::Repeated);
        }
        if let Some(refusal) = self.refuse(entry) {
            return Err(refusal);
        }
        self.apply(entry);
        self.booked.insert(entry.id, print);
        assert_eq!(
            self.debits, self.credits,
            "the books no longer balance after entry {}",
            entry.id
        );
        Ok(Receipt::Booked)
    }

    /// Why an entry that is not booked yet would be refused.
    pub fn refuse(&self, entry: &Entry) -> Option<Refusal> {
        let id = entry.id;
        if self.booked.contains_key(&id) {
            return Some(Refusal::NameTaken { id });
        }
        let (resolves, count) = (entry.phase.resolves(), entry.legs.len());
        if count > LEGS_MAX || resolves.is_some() != entry.legs.is_empty() {
            return Some(Refusal::LegsUnfit { id });
        }
        for leg in &entry.legs {
            if leg.amount.minor() <= 0 {
                let account = leg.debit.clone();
                return Some(Refusal::AmountUnfit { account });
            }
            for account in [&leg.debit, &leg.credit] {
                let line = self.chart.line(account.code);
                if line.is_none_or(|line| line.per.is_none() != account.subject.is_none()) {
                    let account = account.clone();
                    return Some(Refusal::AccountUnknown { account });
                }
            }
        }
        match resolves {
            Some(id) if !self.pending.contains_key(&id) => Some(Refusal::NotPending { id }),
            Some(id) if matches!(entry.phase, Phase::Post(_)) => {
                self.refuse_sums(&self.pending[&id], false)
            }
            Some(_) => None,
            None => self.refuse_sums(&entry.legs, entry.phase == Phase::Pending),
        }
    }

    /// What the legs would do to sums and floors.
    fn refuse_sums(&self, legs: &[Leg], pending: bool) -> Option<Refusal> {
        let mut after: BTreeMap<Position, Balance> = BTreeMap::new();
        for (leg, (position, side)) in legs
            .iter()
            .flat_map(|leg| sides(leg).map(|side| (leg, side)))
        {
            let balance = after
                .entry(position.clone())
                .or_insert_with(|| self.balance(&position));
            let sum = balance.side(side, pending);
            match sum.checked_add(leg.amount.minor()) {
                Some(more) => *sum = more,
                None => {
                    return Some(Refusal::TooLarge {
                        account: position.0,
                    });
                }
            }
        }
        let below = after.into_iter().find_map(|(position, balance)| {
            let line = self.chart.line(position.0.code)?;
            let (free, before) = (
                balance.free(line.normal),
                self.balance(&position).free(line.normal),
            );
            (line.floored && free < 0 && free < before).then(|| (position.0, free.saturating_neg()))
        });
        below.map(|(account, by)| Refusal::BelowZero { account, by })
    }

    fn apply(&mut self, entry: &Entry) {
        match entry.phase {
            Phase::Posted => self.add(&entry.legs, false),
            Phase::Pending => {
                self.add(&entry.legs, true);
                self.pending.insert(entry.id, entry.legs.clone());
            }
            Phase::Post(id) => {
                let legs = self.take_pending(id);
                self.add(&legs, false);
            }
            Phase::Release(id) => {
                self.take_pending(id);
            }
        }
    }

    fn take_pending(&mut self, id: EntryId) -> Vec<Leg> {
        let legs = self.pending.remove(&id).expect("refuse looked for it");
        for (leg, (position, side)) in legs
            .iter()
            .flat_map(|leg| sides(leg).map(|side| (leg, side)))
        {
            let sum = self.balances.entry(position).or_default().side(side, true);
            *sum -= leg.amount.minor();
            self.moved(side, -i128::from(leg.amount.minor()));
        }
        legs
    }

    fn add(&mut self, legs: &[Leg], pending: bool) {
        for (leg, (position, side)) in legs
            .iter()
            .flat_map(|leg| sides(leg).map(|side| (leg, side)))
        {
            let sum = self
                .balances
                .entry(position)
                .or_default()
                .side(side, pending);
            *sum += leg.amount.minor();
            self.moved(side, leg.amount.minor().into());
        }
    }

    fn moved(&mut self, side: Side, amount: i128) {
        match side {
            Side::Debit => self.debits += amount,
            Side::Credit => self.credits += amount,
        }
    }
}

/// Whether balances are those of books: in each currency as much debited as credited, for good and pending. The first
/// currency in which they are not, with what is too much on the debit side.
pub fn unbalanced<'b>(
    balances: impl Iterator<Item = (&'b Position, &'b Balance)>,
) -> Option<(crate::Currency, i128)> {
    let mut sums: BTreeMap<crate::Currency, [i128; 2]> = BTreeMap::new();
    for ((_, currency), balance) in balances {
        let sums = sums.entry(*currency).or_default();
        sums[0] += i128::from(balance.debit) - i128::from(balance.credit);
        sums[1] += i128::from(balance.debit_pending) - i128::from(balance.credit_pending);
    }
    let mut off = sums.into_iter().filter(|(_, sums)| *sums != [0, 0]);
    off.next()
        .map(|(currency, [posted, pending])| (currency, if posted == 0 { pending } else { posted }))
}

#[cfg(test)]
mod tests;
