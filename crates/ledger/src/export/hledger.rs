//! The journal that hledger and ledger both read.
//!
//! Each leg is two postings, so every pair balances by itself. The last transaction moves nothing and asserts what every
//! account holds.

use super::{Days, Transaction, Words, decimal, line, root, totals};
use crate::{AccountId, Postings};
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
    for one in all {
        let entry = one.entry;
        writeln!(
            out,
            "\n{} * {}  ; entry:{}, reference:{}",
            entry.day,
            plain(&words(entry)),
            entry.id,
            plain(&entry.reference)
        )?;
        for leg in one.legs {
            let amount = decimal(leg.amount.minor().into(), leg.amount.currency());
            let currency = leg.amount.currency();
            writeln!(
                out,
                "    {}  {amount} {currency}",
                account(postings, &leg.debit)
            )?;
            writeln!(
                out,
                "    {}  -{amount} {currency}",
                account(postings, &leg.credit)
            )?;
        }
    }
    let Some((_, last)) = days else { return Ok(()) };
    writeln!(out, "\n{last} * balances")?;
    for ((id, currency), minor) in totals(all) {
        writeln!(
            out,
            "    {}  0 {currency} = {} {currency}",
            account(postings, id),
            decimal(minor, currency)
        )?;
    }
    Ok(())
}

/// `liabilities:merchant-available:898100012345678`.
fn account(postings: &Postings, id: &AccountId) -> String {
    let Some(line) = line(postings, id) else {
        return format!("unknown:{id}");
    };
    let name = format!("{}:{}", root(line.kind), line.slug.replace('_', "-"));
    match id.subject.is_none() {
        true => name,
        false => format!("{name}:{}", id.subject),
    }
}

/// Without what would begin a comment, a tag or a second part.
fn plain(text: &str) -> String {
    text.replace([';', '|', ',', '\n'], " ")
}
