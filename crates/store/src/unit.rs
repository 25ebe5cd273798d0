//! A unit of work: what it reads, what it decides, what it writes.
//!
//! In: keys of rows, and a decision over them. Out: rows, entries, notes and plans that are written together or not at all,
//! and an answer that is given when they are durable.
//!
//! A decision may be made more than once: when it asks for more rows, or when another process was faster. So it only reads
//! what it is shown, and does nothing but decide.

use crate::Error;
use ledger::{Entry, Instant};
use rustc_hash::FxHashMap;

/// A row as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    pub body: String,
    pub due: Option<Instant>,
}

/// What a decision sees.
#[derive(Clone, Debug, Default)]
pub struct View {
    pub(crate) rows: FxHashMap<String, Option<Kept>>,
}

impl View {
    /// What is kept under a key: `None` when it was not loaded (ask for it by [`Step::Load`]), `Some(None)` when there is
    /// nothing.
    pub fn get(&self, key: &str) -> Option<Option<&str>> {
        let row = self.rows.get(key)?;
        Some(row.as_ref().map(|row| row.body.as_str()))
    }
}

/// A row to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// Its key.
    pub key: String,
    /// What it is now; `None` takes it away.
    pub body: Option<String>,
    /// When something must be done about it (see [`Reader::due`](crate::Reader::due)).
    pub due: Option<Instant>,
}

/// A line of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Instant,
    /// About what.
    pub subject: String,
    /// What happened; without card data, keys or PINs.
    pub body: String,
}

/// A plan of payouts. Once written it stays as it is: writing it again changes nothing, writing another under its id is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its name.
    pub id: String,
    /// When it was made.
    pub at: Instant,
    /// What is to be done.
    pub body: String,
}

/// All that a decision writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Writes {
    /// Rows; of several with one key the last counts.
    pub puts: Vec<Put>,
    /// Entries of the ledger, in order. One that is refused undoes the whole unit; one that is booked already changes nothing.
    pub entries: Vec<Entry>,
    /// Lines of the audit log.
    pub notes: Vec<Note>,
    /// Plans.
    pub plans: Vec<Plan>,
}

/// What a decision comes to.
pub enum Step<T> {
    /// It needs these rows as well.
    Load(Vec<String>),
    /// It is made: what is to be written, and the answer for when that is durable.
    Done(T, Writes),
    /// It cannot be made, for this reason; nothing is written.
    Refuse(Error),
}

/// What a decision asks for instead of being made.
pub(crate) enum Undecided {
    /// These rows.
    Load(Vec<String>),
    /// To be set aside.
    Refuse(Error),
}

/// A unit, whatever its answer is.
pub(crate) trait Job: Send {
    /// The rows that it surely needs.
    fn keys(&self) -> &[String];
    /// Decides, or says why it cannot.
    fn decide(&mut self, view: &View) -> Result<Writes, Undecided>;
    /// Tells whoever waits.
    fn tell(self: Box<Self>, outcome: Result<(), Error>);
}

/// A unit with an answer of this type.
pub(crate) struct Unit<T, D, A> {
    pub keys: Vec<String>,
    pub decide: D,
    pub answer: Option<T>,
    pub tell: A,
}

impl<T, D, A> Job for Unit<T, D, A>
where
    T: Send,
    D: FnMut(&View) -> Step<T> + Send,
    A: FnOnce(Result<T, Error>) + Send,
{
    fn keys(&self) -> &[String] {
        &self.keys
    }

    fn decide(&mut self, view: &View) -> Result<Writes, Undecided> {
        match (self.decide)(view) {
            Step::Load(keys) => Err(Undecided::Load(keys)),
            Step::Refuse(error) => Err(Undecided::Refuse(error)),
            Step::Done(answer, writes) => {
                self.answer = Some(answer);
                Ok(writes)
            }
        }
    }

    fn tell(self: Box<Self>, outcome: Result<(), Error>) {
        let answer = self.answer;
        (self.tell)(outcome.map(|()| answer.expect("what is written was decided")));
    }
}
