//! What other transactions did to the swipe: voids, reversals, refunds, chargebacks, adjustments;
//! which of them happened, and which were undone themselves.
//!
//! In: the rows of a trail that are no swipe of their own. Out: one entry a transaction, however
//! many sources tell of it, with what is left of its amount and whom it speaks of. Absent: what is
//! owed; rules 2, 4 and 6 of the record contract stand in `owed`.
//!
//! A void or reversal may speak of a refund, or of another void: then it undoes that one, and the
//! swipe stands as if neither had been.

use super::Facts;
use super::told::Told;
use ledger::Day;
use std::collections::BTreeSet;
use trail::{Source, TxnType};

/// Transactions that undo one another in a row; a longer chain is cut and its end counts as done.
const UNDOING_MAX: usize = 8;

/// The sources that tell of swipes, from the one whose word on amounts comes first.
const TELLERS: [Source; 4] = [
    Source::Platform,
    Source::Clearing,
    Source::Settlement,
    Source::Terminal,
];

/// One void, reversal, refund, chargeback or adjustment in the cardholder's favour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependent<'a> {
    /// What it is.
    pub txn_type: TxnType,
    /// Its own reference; empty when it goes by the swipe's.
    pub rrn: &'a str,
    /// Its amount in minor units; 0 on what undoes means all.
    pub amount: i64,
    /// Its first settlement day.
    pub day: Day,
    /// Whether it happened: approved, or cleared, or settled.
    pub done: bool,
    /// Whether the platform or a terminal knows it.
    pub asked: bool,
    /// Whether a settlement line nets it.
    pub settled: bool,
    /// What is left of the amount after what undid it; 0 when it did not happen.
    pub left: i64,
    /// The dependent that it speaks of; `None` is the swipe.
    of: Option<usize>,
    /// The sources that tell of it, as bits in the order of [`TELLERS`].
    told_by: u8,
}

impl Dependent<'_> {
    /// Undoes another transaction, in whole or in part.
    fn undoes(&self) -> bool {
        undoes(self.txn_type)
    }
}

/// Undoes another transaction, in whole or in part.
pub(super) const fn undoes(txn_type: TxnType) -> bool {
    matches!(
        txn_type,
        TxnType::Void | TxnType::PreauthVoid | TxnType::CompletionVoid | TxnType::Reversal
    )
}

/// All dependents of one swipe.
#[derive(Clone, Debug, Default)]
pub struct Dependents<'a> {
    /// By type and reference.
    all: Vec<Dependent<'a>>,
}

impl<'a> Dependents<'a> {
    /// Every dependent.
    pub fn iter(&self) -> impl Iterator<Item = &Dependent<'a>> {
        self.all.iter()
    }

    /// Those that speak of the swipe itself and undo it or a part of it.
    pub fn undoing(&self) -> impl Iterator<Item = &Dependent<'a>> {
        let of_swipe = self.all.iter().filter(|one| one.of.is_none());
        of_swipe.filter(|one| one.undoes() && one.left > 0)
    }

    /// Those that give money back and stand.
    pub fn giving_back(&self) -> impl Iterator<Item = &Dependent<'a>> {
        let standing = self.all.iter().filter(|one| one.left > 0);
        standing.filter(|one| one.txn_type.gives_back())
    }

    /// Whether a row of this type and reference speaks of the swipe itself and was not undone.
    pub fn concerns_swipe(&self, txn_type: TxnType, rrn: &str) -> bool {
        let key = |one: &Dependent<'a>| (one.txn_type, one.rrn);
        let from = self.all.partition_point(|one| key(one) < (txn_type, rrn));
        let named = self.all[from..].iter();
        let mut named = named.take_while(|one| key(one) == (txn_type, rrn));
        named.any(|one| one.of.is_none() && (one.left > 0 || !one.done))
    }

    /// Brings together what the rows tell. `is_own` knows the swipe's own references, `stan` is
    /// its own.
    fn of(told: Vec<Told<'a>>, is_own: &dyn Fn(&str) -> bool, stan: &str) -> Dependents<'a> {
        let mut named = told;
        for row in &mut named {
            if is_own(row.rrn) {
                row.rrn = "";
            }
        }
        named.sort_by_key(|row| (row.txn_type, row.rrn));
        let mut all: Vec<Dependent<'a>> = Vec::new();
        let mut speaks_of: Vec<Told<'a>> = Vec::new();
        for rows in named.chunk_by(|a, b| (a.txn_type, a.rrn) == (b.txn_type, b.rrn)) {
            let found = transactions(rows);
            speaks_of.extend(found.iter().map(|_| names(rows)));
            all.extend(found);
        }
        for index in 0..all.len() {
            all[index].of = original(index, &all, &speaks_of, is_own, stan);
        }
        join_nameless(&mut all);
        let undoing: Vec<usize> = (0..all.len())
            .filter(|&one| all[one].of.is_some())
            .collect();
        let left = (0..all.len()).map(|one| left_of(&all, &undoing, one, 0));
        let left: Vec<i64> = left.collect();
        for (one, left) in all.iter_mut().zip(left) {
            one.left = left;
        }
        Dependents { all }
    }
}

/// What the rows of one transaction say of its handles, taken together.
fn names<'a>(rows: &[Told<'a>]) -> Told<'a> {
    let first = |text: fn(&Told<'a>) -> &'a str| {
        let texts = rows.iter().map(text);
        texts.filter(|text| !text.is_empty()).min().unwrap_or("")
    };
    Told {
        orig_rrn: first(|row| row.orig_rrn),
        stan: first(|row| row.stan),
        orig_stan: first(|row| row.orig_stan),
        ..rows[0]
    }
}

/// The transactions of one type and reference. A reference names one transaction for each amount;
/// what has no reference of its own is told apart by the lines of the source that has most.
fn transactions<'a>(rows: &[Told<'a>]) -> Vec<Dependent<'a>> {
    let at_platform = rows.iter().any(|row| row.source == Source::Platform);
    let lines = TELLERS.map(|source| {
        // What the platform knows, it knows better than the terminal.
        let silent = source == Source::Terminal && at_platform;
        let told = rows.iter().filter(|row| row.source == source && row.done);
        let mut told: Vec<&Told<'a>> = told.filter(|_| !silent).collect();
        told.sort_by_key(|row| (row.amount, row.stan, row.day));
        if !rows[0].rrn.is_empty() {
            told.dedup_by_key(|row| row.amount);
        } else if matches!(source, Source::Platform | Source::Terminal) {
            told.dedup_by_key(|row| (row.amount, row.stan)); // A request and its later answer.
        }
        told
    });
    let most = lines.iter().map(Vec::len).max().unwrap_or(0);
    let first = lines.iter().find(|told| told.len() == most && most > 0);
    let Some(counted) = first else {
        return vec![transaction(&rows[0], false, 0)];
    };
    let transactions = counted.iter().enumerate().map(|(nth, row)| {
        let tellers = lines.iter().zip(0..).filter(|(told, _)| told.len() > nth);
        let told_by = tellers.map(|(_, bit)| 1 << bit).sum();
        transaction(row, true, told_by)
    });
    transactions.collect()
}

fn transaction<'a>(row: &Told<'a>, done: bool, told_by: u8) -> Dependent<'a> {
    let tells = |source| TELLERS.iter().position(|teller| *teller == source);
    let told = |source| tells(source).is_some_and(|bit| told_by & (1 << bit) != 0);
    Dependent {
        txn_type: row.txn_type,
        rrn: row.rrn,
        amount: row.amount,
        day: row.day,
        done,
        asked: told(Source::Platform) || told(Source::Terminal),
        settled: told(Source::Settlement),
        left: 0,
        of: None,
        told_by,
    }
}

/// Whom a transaction speaks of. Only what undoes may speak of another dependent.
fn original(
    index: usize,
    all: &[Dependent<'_>],
    speaks_of: &[Told<'_>],
    is_own: &dyn Fn(&str) -> bool,
    stan: &str,
) -> Option<usize> {
    let (one, said) = (&all[index], &speaks_of[index]);
    if !one.undoes() {
        return None;
    }
    let others = || (0..all.len()).filter(|&other| other != index && !all[other].rrn.is_empty());
    if !said.orig_rrn.is_empty() {
        if is_own(said.orig_rrn) || said.orig_rrn == one.rrn {
            return None;
        }
        return others().find(|&other| all[other].rrn == said.orig_rrn);
    }
    if !one.rrn.is_empty() && one.txn_type == TxnType::Reversal {
        let same = others()
            .find(|&other| all[other].rrn == one.rrn && all[other].txn_type != TxnType::Reversal);
        if same.is_some() {
            return same;
        }
    }
    if said.orig_stan.is_empty() || said.orig_stan == stan {
        return None;
    }
    others().find(|&other| speaks_of[other].stan == said.orig_stan)
}

/// A transaction that goes by the swipe's own reference in one source may bear its own in another:
/// equal type and amount, and no source that tells of both.
fn join_nameless(all: &mut Vec<Dependent<'_>>) {
    for index in (0..all.len()).rev() {
        let nameless = all[index].clone();
        if !nameless.rrn.is_empty() || !nameless.done {
            continue;
        }
        let named = all.iter_mut().find(|one| {
            !one.rrn.is_empty()
                && one.done
                && one.txn_type == nameless.txn_type
                && one.amount == nameless.amount
                && one.of.is_none()
                && one.told_by & nameless.told_by == 0
        });
        if let Some(named) = named {
            named.told_by |= nameless.told_by;
            named.asked |= nameless.asked;
            named.settled |= nameless.settled;
            named.day = named.day.min(nameless.day);
            all[index].done = false;
            all[index].amount = 0;
        }
    }
    // What was joined is gone; a place is never reused, so that originals keep their numbers.
}

/// What is left of a transaction after all that undid it.
fn left_of(all: &[Dependent<'_>], undoing: &[usize], index: usize, depth: usize) -> i64 {
    let one = &all[index];
    if !one.done {
        return 0;
    }
    let whole = one.undoes() && one.amount == 0;
    let amount = if whole { i64::MAX } else { one.amount };
    if depth == UNDOING_MAX {
        return amount;
    }
    let undone = undoing
        .iter()
        .filter(|&&other| all[other].of == Some(index))
        .map(|&other| left_of(all, undoing, other, depth + 1))
        .fold(0, i64::saturating_add);
    amount.saturating_sub(undone).max(0)
}

impl<'a> Facts<'_, 'a> {
    /// Hears what other transactions did, and keeps of them what speaks of the swipe itself.
    pub(super) fn hear(&mut self) {
        let told = self.told();
        if told.is_empty() {
            return;
        }
        let trail = self.trail;
        let platform = trail.platform.iter().map(|row| (row.txn_type, row.rrn));
        let terminal = trail.terminal.iter().map(|row| (row.txn_type, row.rrn));
        let clearing = trail.clearing.iter().map(|row| (row.txn_type, row.rrn));
        let settlement = trail.settlement.iter().map(|row| (row.txn_type, row.rrn));
        let rows = platform.chain(terminal).chain(clearing).chain(settlement);
        let own = rows.filter(|(own, _)| own.is_principal());
        let own: BTreeSet<&str> = own.map(|(_, rrn)| rrn).collect();
        let is_own = |rrn: &str| rrn.is_empty() || own.contains(rrn);
        let heard = Dependents::of(told, &is_own, self.stan);
        let concerns = |txn_type, rrn: &str| {
            let rrn = if is_own(rrn) { "" } else { rrn };
            heard.concerns_swipe(txn_type, rrn)
        };
        self.reversals.retain(|row| concerns(row.txn_type, row.rrn));
        self.refunds.retain(|row| concerns(row.txn_type, row.rrn));
        self.give_backs
            .retain(|row| concerns(row.txn_type, row.rrn));
        self.dependents = heard;
    }
}
