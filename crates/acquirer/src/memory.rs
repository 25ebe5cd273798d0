//! Live books in memory: what a store does, in the fewest lines that do it.
//!
//! In: rows that a decision saw, rows that it writes. Out: those rows, if nobody wrote one of them meanwhile. It is what the
//! simulation runs over, and the measure of what any store must do. Absent: a disk.

use crate::row::{Key, Row, RowFault};
use crate::view::View;
use ledger::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// Somebody wrote a row first: the decision must be made anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict(pub Key);

/// Rows by key, as text, each with how often it was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    rows: BTreeMap<String, (u64, String)>,
    due: BTreeSet<(i64, String)>,
}

impl Memory {
    /// A row, and how often it was written.
    pub fn load(&self, key: &Key) -> Result<(u64, Option<Row>), RowFault> {
        match self.rows.get(&key.to_string()) {
            None => Ok((0, None)),
            Some((version, text)) => Ok((*version, Some(Row::read(key, text)?))),
        }
    }

    /// Writes rows, if those that were seen are still what they were.
    pub fn commit(
        &mut self,
        seen: &BTreeMap<Key, u64>,
        puts: &[(Key, Row)],
    ) -> Result<(), Conflict> {
        for (key, version) in seen {
            let now = self
                .rows
                .get(&key.to_string())
                .map_or(0, |(version, _)| *version);
            if now != *version {
                return Err(Conflict(key.clone()));
            }
        }
        for (key, row) in puts {
            let name = key.to_string();
            let before = self.rows.get(&name);
            if let Some(due) = before.and_then(|(_, text)| Row::read(key, text).ok()?.due()) {
                self.due.remove(&(due.ms(), name.clone()));
            }
            if let Some(due) = row.due() {
                self.due.insert((due.ms(), name.clone()));
            }
            let version = before.map_or(0, |(version, _)| *version) + 1;
            self.rows.insert(name, (version, row.write()));
        }
        Ok(())
    }

    /// The rows whose time has come, the earliest first.
    pub fn due(&self, now: Instant, limit: usize) -> Vec<Key> {
        let come = self
            .due
            .iter()
            .take_while(|(due, _)| *due <= now.ms())
            .take(limit);
        come.filter_map(|(_, name)| Key::parse(name)).collect()
    }

    /// When the next row's time comes.
    pub fn next_due(&self) -> Option<Instant> {
        self.due.first().map(|(due, _)| Instant::from_ms(*due))
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = (Key, Row)> + '_ {
        let read = |(name, (_, text)): (&String, &(u64, String))| {
            let key = Key::parse(name)?;
            let row = Row::read(&key, text).ok()?;
            Some((key, row))
        };
        self.rows.iter().filter_map(read)
    }

    /// A view of these rows, and how often each was written.
    pub fn view(&self, keys: &[Key]) -> Result<(View, BTreeMap<Key, u64>), RowFault> {
        let mut view = View::new();
        let mut seen = BTreeMap::new();
        for key in keys {
            let (version, row) = self.load(key)?;
            view.insert(key.clone(), row);
            seen.insert(key.clone(), version);
        }
        Ok((view, seen))
    }
}
