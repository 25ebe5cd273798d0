//! The books as plain-text accounting, for programs that other people wrote: hledger, beancount, ledger.
//!
//! In: entries, and the words for them. Out: text that those programs balance by themselves, and that ends with what each
//! account holds, so that they compare it. Absent by design: what is pending. It has not happened yet for good; the text says
//! how many entries that leaves out.

mod beancount;
mod hledger;

use crate::{
    AccountId, AccountKind, ChartLine, Day, Entry, EntryId, Leg, Phase, Postings, Template,
};
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// Which program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// hledger's journal.
    Hledger,
    /// beancount's input.
    Beancount,
    /// ledger's journal.
    Ledger,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 3] = [Format::Hledger, Format::Beancount, Format::Ledger];

    /// The program's name.
    pub const fn slug(self) -> &'static str {
        match self {
            Format::Hledger => "hledger",
            Format::Beancount => "beancount",
            Format::Ledger => "ledger",
        }
    }
}

/// An entry that stands for good, with the legs that it has by itself or by what it resolved.
struct Transaction<'e> {
    entry: &'e Entry,
    legs: &'e [Leg],
}

/// Writes all entries that stand for good, by their days; `title` is the event in words.
pub fn export(
    format: Format,
    postings: &Postings,
    entries: &[Entry],
    title: &dyn Fn(&Template) -> String,
    out: &mut dyn Write,
) -> fmt::Result {
    let pending: BTreeMap<EntryId, &Entry> = entries
        .iter()
        .filter(|entry| entry.phase == Phase::Pending)
        .map(|entry| (entry.id, entry))
        .collect();
    let mut open = pending.len();
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        match entry.phase {
            Phase::Posted => all.push(Transaction {
                entry,
                legs: &entry.legs,
            }),
            Phase::Post(id) => {
                open -= 1;
                all.extend(pending.get(&id).map(|of| Transaction {
                    entry,
                    legs: &of.legs,
                }));
            }
            Phase::Release(_) => open -= 1,
            Phase::Pending => {}
        }
    }
    all.sort_by_key(|one| (one.entry.day, one.entry.at));
    let days = all
        .first()
        .map(|one| one.entry.day)
        .zip(all.last().map(|one| one.entry.day));
    let named = |entry: &Entry| match postings.template(&entry.event) {
        Some(template) => title(template),
        None => entry.event.to_string(), // Tables of another day: the slug says it too.
    };
    match format {
        Format::Hledger | Format::Ledger => hledger::write(postings, &all, days, open, &named, out),
        Format::Beancount => beancount::write(postings, &all, days, open, &named, out),
    }
}

type Words<'w> = &'w dyn Fn(&Entry) -> String;

/// The first and the last day on which anything happened.
type Days = Option<(Day, Day)>;

/// What each account comes to, debits plus, in each of its currencies.
fn totals<'e>(all: &'e [Transaction<'e>]) -> BTreeMap<(&'e AccountId, crate::Currency), i128> {
    let mut totals = BTreeMap::new();
    for leg in all.iter().flat_map(|one| one.legs) {
        let (minor, currency) = (i128::from(leg.amount.minor()), leg.amount.currency());
        *totals.entry((&leg.debit, currency)).or_insert(0) += minor;
        *totals.entry((&leg.credit, currency)).or_insert(0) -= minor;
    }
    totals
}

/// The line of an account; books have none without.
fn line<'p>(postings: &'p Postings, account: &AccountId) -> Option<&'p ChartLine> {
    postings.chart().line(account.code)
}

const fn root(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Asset => "assets",
        AccountKind::Liability => "liabilities",
        AccountKind::Equity => "equity",
        AccountKind::Income => "income",
        AccountKind::Expense => "expenses",
    }
}

/// Minor units of any size as a decimal of the currency.
fn decimal(minor: i128, currency: crate::Currency) -> String {
    let (unit, width) = (
        10_i128.pow(currency.exponent()),
        currency.exponent() as usize,
    );
    let (sign, size) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
    let (whole, rest) = (size / unit as u128, size % unit as u128);
    match width {
        0 => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{rest:0width$}"),
    }
}

#[cfg(test)]
mod tests;
