//! The platform: processes over one store. A process loads rows, decides, commits, and then lets messages go; it may die
//! between any two of these, and two of them may decide at the same time.

use acquirer::{
    Answer, Demand, Effect, Event, Key, Memory, Note, RiskRule, Row, Setting, State, What, entry,
    handle, wanted,
};
use ledger::{Books, Instant, Postings, Receipt};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What leaves after a commit.
#[derive(Clone, Debug)]
pub enum Leaving {
    Answer(Answer),
    Network(Demand),
}

pub struct Platform {
    pub memory: Memory,
    pub books: Books,
    pub notes: Vec<Note>,
    setting: Setting,
    pub conflicts: u64,
}

/// A decision that was made and is not committed.
pub struct Decided {
    seen: BTreeMap<Key, u64>,
    effects: Vec<Effect>,
    at: Instant,
}

pub fn postings() -> &'static Postings {
    static POSTINGS: OnceLock<Postings> = OnceLock::new();
    POSTINGS.get_or_init(Postings::shipped)
}

/// The rules of risk, read once.
pub fn risk() -> &'static [RiskRule] {
    static RULES: OnceLock<Vec<RiskRule>> = OnceLock::new();
    RULES.get_or_init(acquirer::rules)
}

impl Platform {
    pub fn new(setting: Setting) -> Platform {
        Platform {
            memory: Memory::default(),
            books: Books::new(postings().chart()),
            notes: Vec::new(),
            setting,
            conflicts: 0,
        }
    }

    /// Loads what is needed, and decides.
    pub fn decide(&self, now: Instant, event: &Event) -> Decided {
        let mut keys = wanted(event);
        loop {
            let (view, seen) = self
                .memory
                .view(&keys)
                .expect("rows are read as they were written");
            match handle(&self.setting, now, event, &view) {
                Ok(effects) => {
                    return Decided {
                        seen,
                        effects,
                        at: now,
                    };
                }
                Err(missing) => {
                    assert!(!keys.contains(&missing.0), "{} was loaded", missing.0);
                    keys.push(missing.0);
                }
            }
        }
    }

    /// Commits a decision whole, or nothing of it: rows, entries and notes. Then messages may leave.
    pub fn commit(&mut self, decided: Decided) -> Option<Vec<Leaving>> {
        let mut puts = Vec::new();
        let mut leaving = Vec::new();
        let mut entries = Vec::new();
        let mut notes = Vec::new();
        for effect in decided.effects {
            match effect {
                Effect::Put(key, row) => puts.push((key, row)),
                Effect::Post(posting) => entries.push(entry(postings(), &posting, decided.at)),
                Effect::Note(note) => notes.push(note),
                Effect::Answer(answer) => leaving.push(Leaving::Answer(answer)),
                Effect::Network(demand) => leaving.push(Leaving::Network(demand)),
            }
        }
        let before: Vec<Option<Row>> = puts.iter().map(|(key, _)| self.load(key)).collect();
        if self.memory.commit(&decided.seen, &puts).is_err() {
            self.conflicts += 1;
            return None;
        }
        for ((key, row), before) in puts.iter().zip(before) {
            assert_goes_on(key, before, row);
        }
        for entry in entries {
            let receipt = self.books.post(&entry);
            assert_eq!(
                receipt,
                Ok(Receipt::Booked),
                "{} {}",
                entry.event,
                entry.reference
            );
        }
        self.notes.extend(notes);
        Some(leaving)
    }

    fn load(&self, key: &Key) -> Option<Row> {
        self.memory
            .load(key)
            .expect("rows are read as they were written")
            .1
    }

    pub fn swipes(&self) -> impl Iterator<Item = (acquirer::SwipeId, acquirer::Swipe)> + '_ {
        self.memory
            .rows()
            .filter_map(|(key, row)| match (key, row) {
                (Key::Swipe(id), Row::Swipe(swipe)) => Some((id, *swipe)),
                _ => None,
            })
    }

    pub fn count(&self, is: impl Fn(&What) -> bool) -> u64 {
        self.notes.iter().filter(|note| is(&note.what)).count() as u64
    }

    pub fn open(&self) -> u64 {
        let is_open =
            |swipe: &acquirer::Swipe| swipe.state == State::Sent || swipe.is_being_undone();
        self.swipes().filter(|(_, swipe)| is_open(swipe)).count() as u64
    }
}

/// Final states never regress, and a row that is written is read back as it was.
fn assert_goes_on(key: &Key, before: Option<Row>, row: &Row) {
    assert_eq!(Row::read(key, &row.write()).as_ref(), Ok(row));
    if let (Some(Row::Swipe(before)), Row::Swipe(after)) = (before, row) {
        let stays = before.state == after.state;
        let (from, to) = (before.state, after.state);
        assert!(
            stays || from.may_become(to),
            "{key}: {from:?} became {to:?}"
        );
        assert_eq!(
            (before.rrn, before.amount, before.kind),
            (after.rrn, after.amount, after.kind)
        );
    }
}
