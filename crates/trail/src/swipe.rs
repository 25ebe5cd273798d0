//! The trail of one swipe: every row about it, and nothing derived.
//!
//! In: rows, in any order, any number of times, from any number of files. Out: one order, each
//! piece of evidence once. Absent by design: verdicts, "the latest wins".
//!
//! A piece of evidence is its source, its content and its ordinal among equals in its file: two
//! honest equal rows in one file stay two, and the same file given twice adds nothing. Merging
//! keeps every copy, settling then keeps of each content the copies of one file: so a file may
//! come in any number of parts, as long as settling comes last.

use crate::{ClearingRow, FileId, PlatformRow, Row, SettlementRow, TerminalRow};

/// All evidence about one swipe (or, before [`crate::split`], about all that share its handle).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail<'a> {
    /// Rows of the terminal, by content.
    pub terminal: Vec<TerminalRow<'a>>,
    /// Rows of the acquirer's switch, by content.
    pub platform: Vec<PlatformRow<'a>>,
    /// Clearing lines, by content.
    pub clearing: Vec<ClearingRow<'a>>,
    /// Settlement lines, by content.
    pub settlement: Vec<SettlementRow<'a>>,
}

impl<'a> Trail<'a> {
    /// Adds what `other` knows: a union of rows and their places, so order, repetition and
    /// grouping do not matter. [`Trail::settle`] before reading.
    pub fn merge(&mut self, other: Trail<'a>) {
        unite(&mut self.terminal, other.terminal);
        unite(&mut self.platform, other.platform);
        unite(&mut self.clearing, other.clearing);
        unite(&mut self.settlement, other.settlement);
    }

    /// Brings the rows into their one order and drops what other files repeat.
    pub fn settle(&mut self) {
        settle_rows(&mut self.terminal);
        settle_rows(&mut self.platform);
        settle_rows(&mut self.clearing);
        settle_rows(&mut self.settlement);
    }

    /// Forgets all rows, and keeps their room.
    pub fn clear(&mut self) {
        self.terminal.clear();
        self.platform.clear();
        self.clearing.clear();
        self.settlement.clear();
    }

    /// How many rows the trail holds.
    pub fn len(&self) -> usize {
        self.terminal.len() + self.platform.len() + self.clearing.len() + self.settlement.len()
    }

    /// Whether the trail holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn unite<R: Row>(rows: &mut Vec<R>, others: Vec<R>) {
    rows.extend(others);
    rows.sort_unstable();
    rows.dedup();
}

/// From so many rows on, they are sorted by their places.
const MANY_ROWS: usize = 64;

/// Sorts rows by content and keeps, of each content, as many as the file that has most of it;
/// of files that have equally many, the one whose name sorts first.
pub fn settle_rows<R: Row>(rows: &mut Vec<R>) {
    if rows.len() < 2 {
        return;
    }
    sort(rows);
    rows.dedup(); // One row of one place, handed in twice.
    if !rows.windows(2).any(|pair| same_content(&pair[0], &pair[1])) {
        return;
    }
    let mut kept = Vec::with_capacity(rows.len());
    for equals in rows.chunk_by(same_content) {
        if equals.len() == 1 {
            kept.push(equals[0]);
            continue;
        }
        // Sorted by place within equal content, so a file's copies stand together.
        let fullest = equals
            .chunk_by(|a, b| a.place().file == b.place().file)
            .max_by_key(|copies| (copies.len(), std::cmp::Reverse(file_of(copies))))
            .expect("a chunk of equal rows is never empty");
        kept.extend_from_slice(fullest);
    }
    *rows = kept;
}

/// Sorts rows. Many are sorted by their places, for rows are large, and in runs, for files mostly come in order.
fn sort<R: Row>(rows: &mut Vec<R>) {
    if rows.is_sorted() {
        return;
    }
    if rows.len() < MANY_ROWS {
        return rows.sort_unstable();
    }
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|a, b| rows[*a].cmp(&rows[*b]));
    *rows = order.into_iter().map(|at| rows[at]).collect();
}

fn same_content<R: Row>(a: &R, b: &R) -> bool {
    a.at(b.place()) == *b
}

fn file_of<R: Row>(copies: &[R]) -> FileId {
    copies[0].place().file
}
