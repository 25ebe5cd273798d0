//! Knowledge rows by what they speak of: two rows of one merchant.
//!
//! In: rows one after the other. Out: the same rows, each key once, or the fault of a row that contradicts an
//! earlier one. Of contradictory rows the first counts, by the order of files and lines.

use crate::knowledge_rows::{
    CalendarDayRow, CompatibilityRow, CoverageRow, HoldRow, MerchantRow, NoticeRow, PayerRow,
    TerminalRow,
};
use std::collections::HashMap;
use wire::{Fault, KNOWLEDGE_ENDINGS};

/// Between the parts of a key; no field of one line holds it.
const BETWEEN: &str = "\u{1f}";

/// A row that speaks of one thing.
pub(super) trait Keyed: Clone + PartialEq {
    /// The column that is cited when two rows disagree; `None` where rows have no key.
    const COLUMN: Option<&'static str>;
    /// What it speaks of.
    fn key(&self) -> String;
    /// The same row on another line.
    fn on(&self, line: u32) -> Self;
}

macro_rules! keyed {
    ($row:ident, $column:expr, |$this:ident| [$($part:expr),*]) => {
        impl Keyed for $row {
            const COLUMN: Option<&'static str> = $column;
            fn key(&self) -> String {
                let $this = self;
                let parts: &[&str] = &[$($part),*];
                parts.join(BETWEEN)
            }
            fn on(&self, line: u32) -> Self {
                $row { line, ..self.clone() }
            }
        }
    };
}

keyed!(MerchantRow, Some("mid"), |row| [&row.mid]);
keyed!(TerminalRow, Some("tid"), |row| [&row.tid]);
// One hold may keep several swipes, one announcement may concern several banks.
keyed!(HoldRow, Some("hold_id"), |row| [
    &row.hold_id,
    &row.mid,
    &row.rrn
]);
keyed!(NoticeRow, Some("notice_id"), |row| [
    &row.notice_id,
    &row.scope
]);
keyed!(CompatibilityRow, Some("model"), |row| [
    &row.model,
    &row.firmware,
    &row.channel,
    row.method
]);
keyed!(PayerRow, Some("name"), |row| [&row.name, &row.account_no]);
keyed!(CalendarDayRow, Some("date"), |row| [&row.date.to_string()]);
// Days of one source may be declared in several pieces.
keyed!(CoverageRow, None, |_row| []);

/// Where the row of a key stands.
#[derive(Clone, Copy)]
struct First {
    file: u8,
    line: u32,
    at: usize,
}

/// Rows of one kind of knowledge, each key once.
pub(super) struct Known<T> {
    pub(super) rows: Vec<T>,
    first: HashMap<String, First>,
    file: u8,
}

impl<T> Default for Known<T> {
    fn default() -> Known<T> {
        Known {
            rows: Vec::new(),
            first: HashMap::new(),
            file: 0,
        }
    }
}

impl<T: Keyed> Known<T> {
    /// The rows that follow are of this file.
    pub(super) fn begin(&mut self, name: &str) {
        let ending = name.split_once('.').map_or("", |(_, ending)| ending);
        let found = KNOWLEDGE_ENDINGS.iter().position(|known| *known == ending);
        self.file = found.map_or(0, |position| position as u8); // There are four.
    }

    /// Takes a row. One that says again what is known is well; one that contradicts it is not.
    pub(super) fn take(&mut self, row: T, line: u32) -> Result<(), Fault> {
        if T::COLUMN.is_some() {
            let here = First {
                file: self.file,
                line,
                at: self.rows.len(),
            };
            let first = *self.first.entry(row.key()).or_insert(here);
            if first.at < self.rows.len() {
                return if row.on(first.line) == self.rows[first.at] {
                    Ok(())
                } else {
                    Err(Fault::KeyTwice {
                        line: first.line,
                        file: (first.file != self.file).then_some(first.file),
                    })
                };
            }
        }
        self.rows.push(row);
        Ok(())
    }
}
