//! What can go wrong with a store: a sentence each, with what to do about it where anything can be done.

use ledger::Refusal;
use std::path::PathBuf;

/// Why a store cannot do what it was asked.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// The database cannot be opened, or reached.
    #[error("cannot open {books}: {why}")]
    Open {
        /// Which; without its password.
        books: String,
        /// What the engine says.
        why: String,
    },
    /// Another process writes to the file.
    #[error("cannot open {}: {holder} writes to it; stop that, or choose another file", .path.display())]
    Locked {
        /// The file.
        path: PathBuf,
        /// Who: `process 4711`.
        holder: String,
    },
    /// All numbers of writers are taken.
    #[error("cannot open {books}: {max} processes write to it already; stop one of them")]
    WritersFull {
        /// Which.
        books: String,
        /// How many there may be.
        max: u32,
    },
    /// There are no books.
    #[error("{books} holds no books; name the database of a running acquirer")]
    NoBooks {
        /// Which.
        books: String,
    },
    /// A newer program has been here.
    #[error(
        "{books} was made by a newer program (its tables are at {found}, this one knows {known}); use that one"
    )]
    Newer {
        /// Which.
        books: String,
        /// The number of its last migration.
        found: i64,
        /// The number of ours.
        known: i64,
    },
    /// An older program has been here, and whoever only reads changes nothing.
    #[error(
        "{books} was made by an older program (its tables are at {found}, this one needs {known}); open it once with `daozhang serve`"
    )]
    Older {
        /// Which.
        books: String,
        /// The number of its last migration.
        found: i64,
        /// The number of ours.
        known: i64,
    },
    /// A migration is not the one that was applied.
    #[error(
        "{books}: migration {number} is not the one that was applied; its file has been changed"
    )]
    MigrationChanged {
        /// Which.
        books: String,
        /// The migration.
        number: i64,
    },
    /// The engine refused.
    #[error("the database refused: {0}")]
    Engine(String),
    /// Another process wrote the same at the same time; the whole transaction is tried again.
    #[error("another process was faster")]
    Conflict,
    /// It was tried as often as it may be.
    #[error("another process was faster {0} times in a row; try again later")]
    Contended(u32),
    /// The connection was lost.
    #[error("the connection to the database was lost: {0}")]
    Lost(String),
    /// Nobody knows whether it was written: ask for the record before doing anything again.
    #[error(
        "the connection was lost while committing, and whether it was written is not known; look before trying again"
    )]
    Unknown,
    /// The ledger refused an entry of the unit; nothing of the unit was written.
    #[error("the ledger refused: {0}")]
    Refused(Refusal),
    /// Another plan has this id.
    #[error("another payout plan is called {0}")]
    PlanTaken(String),
    /// A decision broke a law; nothing of the unit was written.
    #[error("a decision broke down, and was set aside: {0}")]
    Broken(String),
    /// A decision asked for rows again and again.
    #[error("a decision asked for rows {0} times")]
    Insatiable(u32),
    /// What is stored is not what could have been.
    #[error("the books are damaged: {what}; run `daozhang ledger verify`")]
    Damaged {
        /// What was found.
        what: String,
    },
    /// More units wait than there is room for.
    #[error("the store has fallen behind; try again in a moment")]
    Busy,
    /// The store has stopped.
    #[error("the store has stopped")]
    Stopped,
}
