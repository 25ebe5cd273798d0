//! beancount's input.
//!
//! Accounts are opened on the first day; on the day after the last their balances are asserted.

use super::{Days, Transaction, Words, decimal, line, root, totals};
use crate::{AccountId, Postings};
use std::collections::BTreeSet;
use std::fmt::{self, Write};

pub(super) fn write(
    postings: &Postings,
    all: &[Transaction],
    days: Days,
    open: usize,
    words: Words,
    out: &mut dyn Write,
) -> fmt::Result {
    writeln!(
        out,
        "; {} entries that stand for good; {open} pending ones are left out.",
        all.len()
    )?;
    writeln!(out, "option \"title\" \"daozhang\"")?;
    let Some((first, last)) = days else {
        return Ok(());
    };
    let totals = totals(all);
    let accounts: BTreeSet<&AccountId> = totals.keys().map(|(id, _)| *id).collect();
    for id in accounts {
        writeln!(out, "{first} open {}", account(postings, id))?;
    }
    for one in all {
        let entry = one.entry;
        writeln!(out, "\n{} * \"{}\"", entry.day, quoted(&words(entry)))?;
        writeln!(
            out,
            "  entry: \"{}\"\n  reference: \"{}\"",
            entry.id,
            quoted(&entry.reference)
        )?;
        for leg in one.legs {
            let amount = decimal(leg.amount.minor().into(), leg.amount.currency());
            let currency = leg.amount.currency();
            writeln!(
                out,
                "  {}  {amount} {currency}",
                account(postings, &leg.debit)
            )?;
            writeln!(
                out,
                "  {}  -{amount} {currency}",
                account(postings, &leg.credit)
            )?;
        }
    }
    writeln!(out)?;
    for ((id, currency), minor) in totals {
        writeln!(
            out,
            "{} balance {}  {} {currency}",
            last.plus(1),
            account(postings, id),
            decimal(minor, currency)
        )?;
    }
    Ok(())
}

/// `Liabilities:Merchant-Available:898100012345678`. A part begins with a capital or a digit; a subject that does not gets
/// `X-` before it, and so does one that begins so, lest two become one.
fn account(postings: &Postings, id: &AccountId) -> String {
    let Some(line) = line(postings, id) else {
        return format!("Equity:Unknown:X-{}", id.to_string().replace(' ', "-"));
    };
    let words: Vec<String> = line.slug.split('_').map(capital).collect();
    let name = format!("{}:{}", capital(root(line.kind)), words.join("-"));
    let subject = id.subject.as_str();
    let fits =
        subject.starts_with(|first: char| first.is_ascii_uppercase() || first.is_ascii_digit());
    match id.subject.is_none() {
        true => name,
        false if fits && !subject.starts_with("X-") => format!("{name}:{subject}"),
        false => format!("{name}:X-{subject}"),
    }
}

fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1.min(word.len()));
    first.to_ascii_uppercase() + rest
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', " ")
}
