//! Merchants and terminals that occur in records and that no knowledge file has.
//!
//! In: sheets, knowledge. Out: their numbers, and how many rows bear each. Absent: clearing lines, in which
//! networks write merchant numbers of their own; and any verdict.

use crate::horizon::{Horizon, is_later};
use crate::rows::Sheet;
use crate::sheet::{platform, settlement, terminal};
use crate::symbol::{Symbol, SymbolTable};
use crate::work;
use judge::Knowledge;
use std::collections::BTreeMap;
use wire::Source;

/// Who is in the records and in no knowledge file, with the rows that bear the number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strangers {
    /// Merchants that `merchants.csv` does not have; none where it is not there.
    pub merchants: BTreeMap<String, u64>,
    /// Terminals that `terminals.csv` does not have; none where it is not there, or empty.
    pub terminals: BTreeMap<String, u64>,
}

/// Looks for them.
pub(crate) fn strangers(
    sheets: &[Sheet<'_>],
    knowledge: &Knowledge,
    horizon: Horizon,
    threads: usize,
) -> Strangers {
    let Some(symbols) = sheets.first().map(|sheet| sheet.symbols) else {
        return Strangers::default(); // Nobody is in no records.
    };
    let merchants = known(symbols, knowledge.merchants.iter().map(|(mid, _)| mid));
    let terminals = known(symbols, knowledge.terminals.iter().map(|(tid, _)| tid));
    let found = work::map(threads, sheets.len(), |index| {
        let sheet = &sheets[index];
        let (mid, tid) = columns(sheet.chunk.source);
        let count = |column, known: &Option<Vec<bool>>| {
            unknown_in(sheet, column, known.as_deref(), knowledge, horizon)
        };
        [count(mid, &merchants), count(tid, &terminals)]
    });
    let sum = |which: usize| {
        let mut rows: BTreeMap<String, u64> = BTreeMap::new();
        for (symbol, count) in found.iter().flat_map(|found| &found[which]) {
            *rows.entry(symbols.text(*symbol).to_owned()).or_default() += count;
        }
        rows
    };
    Strangers {
        merchants: sum(0),
        terminals: sum(1),
    }
}

/// The columns of the merchant's and the terminal's number, in sources that bear the acquirer's own.
const fn columns(source: Source) -> (Option<usize>, Option<usize>) {
    match source {
        Source::Terminal => (Some(terminal::MID), Some(terminal::TID)),
        Source::Platform => (Some(platform::MID), Some(platform::TID)),
        Source::Settlement => (Some(settlement::MID), None),
        Source::Clearing | Source::Payout | Source::Bank => (None, None),
    }
}

/// By symbol whether knowledge has it; `None` where there is no such knowledge. Nobody is called by the empty text.
fn known<'k>(symbols: &SymbolTable, numbers: impl Iterator<Item = &'k str>) -> Option<Vec<bool>> {
    let mut known = vec![false; symbols.len()];
    let mut any = false;
    for number in numbers {
        any = true;
        if let Some(symbol) = symbols.find(number) {
            known[symbol.0 as usize] = true;
        }
    }
    known[Symbol::NONE.0 as usize] = true;
    any.then_some(known)
}

fn unknown_in(
    sheet: &Sheet<'_>,
    column: Option<usize>,
    known: Option<&[bool]>,
    knowledge: &Knowledge,
    horizon: Horizon,
) -> BTreeMap<Symbol, u64> {
    let mut rows = BTreeMap::new();
    let (Some(column), Some(known)) = (column, known) else {
        return rows;
    };
    for row in 0..sheet.chunk.rows {
        let symbol = sheet.chunk.symbol(column, row);
        if !known[symbol.0 as usize] && !is_later(sheet.chunk, row, &knowledge.zone, horizon) {
            *rows.entry(symbol).or_default() += 1;
        }
    }
    rows
}
