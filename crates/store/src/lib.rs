//! The live books: what the acquirer has decided, so that it is still so after whatever may happen.
//!
//! In: units of work, each a decision over rows that were read for it. Out: an answer, once everything that was decided is
//! durable; the entries, balances, rows and notes again, at any time; whether anything of them was changed behind our back.
//! Absent by design: HTTP, rules, and any knowledge of what the rows mean.
//!
//! One schema, two engines: SQLite in a file by default, PostgreSQL by URL, several processes over one database. Many units
//! share one commit (*group commit*): while one is written, the next ones gather, and nobody is answered before theirs is on
//! disk.

mod batch;
mod book;
mod check;
mod engine;
mod error;
mod live;
mod migrate;
mod read;
mod sql;
mod unit;
mod value;
mod writer;

pub use check::{Finding, Verified};
pub use error::Error;
pub use live::Live;
pub use read::{KeptRow, NoteRow, Reader};
pub use unit::{Note, Plan, Put, Step, View, Writes};
pub use writer::{Store, UNITS_WAITING_MAX};
