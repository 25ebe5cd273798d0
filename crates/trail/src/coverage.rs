//! For which days a source is complete. Absence is evidence only there.
//!
//! In: what `coverage.csv` declares, or the days on which each source has rows. Out: yes or no
//! for a source, a day and a subject. A day without rows while the source before it in the
//! chain has rows for it is a missing file: one finding, not a hundred thousand.

use crate::Source;
use ledger::Day;
use std::collections::{BTreeMap, BTreeSet};

/// A run of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

impl Days {
    fn holds(self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// A source's file of one day that ought to be there and is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MissingFile {
    /// The source without rows.
    pub source: Source,
    /// The day without rows.
    pub day: Day,
    /// Rows that the source before it has for that day.
    pub expected_rows: u64,
}

/// The days for which each source is complete.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    declared: bool,
    spans: BTreeMap<(Source, String), Vec<Days>>,
    rows: BTreeMap<(Source, Day), u64>,
    accounts: BTreeMap<String, Days>,
    statement_days: BTreeSet<Day>,
}

impl Coverage {
    /// Notes that a source has `rows` rows on a day. `payout` counts by the day of creation,
    /// the others by settlement day; bank lines go to [`Coverage::note_bank`].
    pub fn note(&mut self, source: Source, day: Day, rows: u64) {
        *self.rows.entry((source, day)).or_default() += rows;
    }

    /// Notes a line of a bank statement.
    pub fn note_bank(&mut self, account_no: &str, day: Day) {
        self.statement_days.insert(day);
        match self.accounts.get_mut(account_no) {
            Some(days) => {
                days.from = days.from.min(day);
                days.to = days.to.max(day);
            }
            None => {
                let days = Days { from: day, to: day };
                self.accounts.insert(account_no.to_owned(), days);
            }
        }
    }

    /// Declares a source complete for a run of days; with the first declaration nothing is read
    /// off the data any more. An empty `subject` means all of the source.
    pub fn declare(&mut self, source: Source, subject: &str, days: Days) {
        self.declared = true;
        let key = (source, subject.to_owned());
        self.spans.entry(key).or_default().push(days);
    }

    /// Says that a `coverage.csv` exists, even when it has no rows.
    pub fn declare_file(&mut self) {
        self.declared = true;
    }

    /// Whether the source is complete for the day, for one of `subjects` (a mid, a channel) or
    /// as a whole.
    pub fn covers(&self, source: Source, day: Day, subjects: &[&str]) -> bool {
        if !self.declared {
            return self.rows.contains_key(&(source, day));
        }
        let declared_for = |subject: &str| {
            self.spans
                .get(&(source, subject.to_owned()))
                .is_some_and(|spans| spans.iter().any(|days| days.holds(day)))
        };
        declared_for("") || subjects.iter().any(|s| !s.is_empty() && declared_for(s))
    }

    /// Whether the statement of the account is complete for the day. A statement is complete
    /// per account: a declaration without a subject covers none.
    pub fn covers_account(&self, account_no: &str, day: Day) -> bool {
        if self.declared {
            return self
                .spans
                .get(&(Source::Bank, account_no.to_owned()))
                .is_some_and(|spans| spans.iter().any(|days| days.holds(day)));
        }
        self.accounts
            .get(account_no)
            .is_some_and(|days| days.holds(day))
    }

    /// Whether the data set has the source at all: rows, or a declaration.
    pub fn knows(&self, source: Source) -> bool {
        if source == Source::Bank && !self.accounts.is_empty() {
            return true;
        }
        let mut spans = self.spans.keys().map(|(known, _)| *known);
        spans.any(|known| known == source) || self.rows.keys().any(|(known, _)| *known == source)
    }

    /// Rows that a source has on a day.
    pub fn rows_on(&self, source: Source, day: Day) -> u64 {
        self.rows.get(&(source, day)).copied().unwrap_or(0)
    }

    /// Every source and day with rows, for people to look at.
    pub fn days(&self) -> impl Iterator<Item = (Source, Day, u64)> + '_ {
        self.rows
            .iter()
            .map(|((source, day), rows)| (*source, *day, *rows))
    }

    /// Every account with the first and the last day of its statement.
    pub fn accounts(&self) -> impl Iterator<Item = (&str, Days)> + '_ {
        self.accounts
            .iter()
            .map(|(account, days)| (account.as_str(), *days))
    }

    /// Adds what another part of the data set noted.
    pub fn merge(&mut self, other: Coverage) {
        self.declared |= other.declared;
        for (key, spans) in other.spans {
            self.spans.entry(key).or_default().extend(spans);
        }
        for ((source, day), rows) in other.rows {
            self.note(source, day, rows);
        }
        for (account, days) in other.accounts {
            self.note_bank(&account, days.from);
            self.note_bank(&account, days.to);
        }
        self.statement_days.extend(other.statement_days);
    }

    /// Days on which a source has no rows although the source before it has, and which are not
    /// covered. `due` says whether the file of that day should have come by now.
    pub fn missing_files(&self, due: impl Fn(Source, Day) -> bool) -> Vec<MissingFile> {
        const CHAIN: [(Source, Source); 3] = [
            (Source::Terminal, Source::Platform),
            (Source::Platform, Source::Clearing),
            (Source::Clearing, Source::Settlement),
        ];
        let mut missing = Vec::new();
        for (before, source) in CHAIN {
            if !self.rows.keys().any(|(known, _)| *known == source) {
                continue; // The data set does not have this source at all.
            }
            for ((_, day), rows) in self.rows.range((before, Day::MIN)..=(before, Day::MAX)) {
                let is_there = self.rows_on(source, *day) > 0 || self.covers(source, *day, &[]);
                if !is_there && due(source, *day) {
                    missing.push(MissingFile {
                        source,
                        day: *day,
                        expected_rows: *rows,
                    });
                }
            }
        }
        missing
    }
}
