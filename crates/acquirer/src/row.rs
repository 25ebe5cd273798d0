//! The live books as rows: what a store keeps under a key, and hands back.
//!
//! In: rows as text. Out: the same rows. A decision reads rows and writes rows; between two decisions there is nothing
//! else, so several processes may share one store, and a restart forgets nothing. A row's text is `name=value;…`, read
//! by names: a name that is new to an older program is refused, never dropped.

mod swipe;
mod text;

pub use swipe::{How, State, Swipe, Undo};

use crate::name::{BatchNo, Rrn, SwipeId, TerminalId};
use ledger::Instant;
use std::fmt;
use text::{Reader, Writer};

/// What a row is kept under.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A terminal's state.
    Terminal(TerminalId),
    /// A batch of a terminal.
    Batch(TerminalId, BatchNo),
    /// A swipe.
    Swipe(SwipeId),
    /// The swipe of a reference number.
    Reference(Rrn),
    /// A count of a risk rule: rule, whom it counts, and the window, by number.
    Counter(String),
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// Under [`Key::Terminal`].
    Terminal(TerminalState),
    /// Under [`Key::Batch`].
    Batch(Batch),
    /// Under [`Key::Swipe`].
    Swipe(Box<Swipe>),
    /// Under [`Key::Reference`].
    Reference(SwipeId),
    /// Under [`Key::Counter`].
    Counter(Counter),
}

/// What is so of a terminal now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TerminalState {
    /// Its batch.
    pub batch: BatchNo,
    /// When it signed in; `None` after it signed off, or when it must sign in again.
    pub signed_in: Option<Instant>,
    /// How often it got keys.
    pub generation: u32,
    /// Wrong codes on end.
    pub mac_failures: u32,
    /// Whether its batch is being settled, so that nothing new may begin.
    pub settling: bool,
}

/// What the platform counts in a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// What cardholders paid, in fen.
    pub debit: i64,
    /// In how many swipes.
    pub debits: u32,
    /// What was given back.
    pub credit: i64,
    /// How many times.
    pub credits: u32,
    /// Whether it is closed.
    pub closed: bool,
    /// Whether terminal and platform agreed; `None` before the terminal said its totals.
    pub balanced: Option<bool>,
    /// Records uploaded that are in these books, and those that are not, or differ.
    pub uploaded: [u32; 2],
    /// The trace of the last upload, so that a repeat does not count twice.
    pub last_upload: u32,
}

/// What a rule counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counter {
    /// How many.
    pub count: u32,
    /// How much, in fen.
    pub sum: i64,
}

/// Why a text is no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// What it should have said, and did not.
    pub wanted: &'static str,
}

impl fmt::Display for RowFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the row does not say `{}`", self.wanted)
    }
}

impl TerminalState {
    /// A terminal that has never been heard of.
    pub const fn new(batch: BatchNo) -> TerminalState {
        TerminalState {
            batch,
            signed_in: None,
            generation: 0,
            mac_failures: 0,
            settling: false,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Terminal(tid) => write!(out, "terminal/{tid}"),
            Key::Batch(tid, batch) => write!(out, "batch/{tid}/{batch}"),
            Key::Swipe(id) => write!(out, "swipe/{id}"),
            Key::Reference(rrn) => write!(out, "reference/{rrn}"),
            Key::Counter(name) => write!(out, "counter/{name}"),
        }
    }
}

impl Key {
    /// What [`fmt::Display`] wrote.
    pub fn parse(text: &str) -> Option<Key> {
        let (table, rest) = text.split_once('/')?;
        match table {
            "terminal" => TerminalId::parse(rest).map(Key::Terminal),
            "batch" => {
                let (tid, batch) = rest.split_once('/')?;
                Some(Key::Batch(TerminalId::parse(tid)?, BatchNo::parse(batch)?))
            }
            "swipe" => SwipeId::parse(rest).map(Key::Swipe),
            "reference" => Rrn::parse(rest).map(Key::Reference),
            "counter" => Some(Key::Counter(rest.to_owned())),
            _ => None,
        }
    }
}

impl Row {
    /// When something must be done about it although nothing comes in: what a store keeps an index of.
    pub fn due(&self) -> Option<Instant> {
        match self {
            Row::Swipe(swipe) => swipe.due,
            _ => None,
        }
    }

    /// As text.
    pub fn write(&self) -> String {
        let mut out = Writer::default();
        match self {
            Row::Terminal(state) => {
                out.put("batch", state.batch);
                out.put_some("signed_in", state.signed_in.map(Instant::ms));
                out.put("generation", state.generation);
                out.put("mac_failures", state.mac_failures);
                out.put("settling", u8::from(state.settling));
            }
            Row::Batch(batch) => {
                out.put("debit", batch.debit);
                out.put("debits", batch.debits);
                out.put("credit", batch.credit);
                out.put("credits", batch.credits);
                out.put("closed", u8::from(batch.closed));
                out.put_some("balanced", batch.balanced.map(u8::from));
                out.put("matched", batch.uploaded[0]);
                out.put("unmatched", batch.uploaded[1]);
                out.put("last_upload", batch.last_upload);
            }
            Row::Swipe(swipe) => swipe.write(&mut out),
            Row::Reference(id) => out.put("swipe", id),
            Row::Counter(counter) => {
                out.put("count", counter.count);
                out.put("sum", counter.sum);
            }
        }
        out.finish()
    }

    /// The row of that text under a key.
    pub fn read(key: &Key, text: &str) -> Result<Row, RowFault> {
        let mut row = Reader::new(text)?;
        let read = match key {
            Key::Terminal(_) => Row::Terminal(TerminalState {
                batch: row.get("batch", BatchNo::parse)?,
                signed_in: row.some("signed_in", text::number)?.map(Instant::from_ms),
                generation: row.get("generation", text::number)?,
                mac_failures: row.get("mac_failures", text::number)?,
                settling: row.get("settling", text::flag)?,
            }),
            Key::Batch(..) => Row::Batch(Batch {
                debit: row.get("debit", text::number)?,
                debits: row.get("debits", text::number)?,
                credit: row.get("credit", text::number)?,
                credits: row.get("credits", text::number)?,
                closed: row.get("closed", text::flag)?,
                balanced: row.some("balanced", text::flag)?,
                uploaded: [
                    row.get("matched", text::number)?,
                    row.get("unmatched", text::number)?,
                ],
                last_upload: row.get("last_upload", text::number)?,
            }),
            Key::Swipe(_) => Row::Swipe(Box::new(Swipe::read(&mut row)?)),
            Key::Reference(_) => Row::Reference(row.get("swipe", SwipeId::parse)?),
            Key::Counter(_) => Row::Counter(Counter {
                count: row.get("count", text::number)?,
                sum: row.get("sum", text::number)?,
            }),
        };
        row.finish()?;
        Ok(read)
    }
}
