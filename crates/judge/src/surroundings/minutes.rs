//! Counts by the minute, for a few lines (channels) over any number of days.
//!
//! In: a line and an instant, for every row. Out: sums over ten minutes. Absent: the rows.
//!
//! The first rows are kept as they come, eight bytes each: a part of a data set touches nearly
//! every minute, and a table of all minutes for each of many parts would be larger than the rows.

use ledger::Instant;
use std::collections::BTreeMap;

/// Minutes that a window holds.
pub(super) const WINDOW_MINUTES: i64 = 10;
/// Rows kept as they come; beyond this they go into the table.
const LOOSE_MAX: usize = 1 << 18;
const DAY_MINUTES: i64 = 24 * 60;
const MINUTE_MS: i64 = 60_000;
/// Minutes since 1970 take 30 bits, which lasts two thousand years.
const MINUTE_MAX: i64 = (1 << 30) - 1;

/// The minute of an instant, counted from 1970; what lies before counts as 1970.
pub(super) fn minute(at: Instant) -> i64 {
    at.ms().div_euclid(MINUTE_MS).clamp(0, MINUTE_MAX)
}

/// Rows, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub rows: u32,
    /// Nobody behind the channel was reached.
    pub faults: u32,
    /// The platform itself did not work.
    pub silent: u32,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.rows = self.rows.saturating_add(other.rows);
        self.faults = self.faults.saturating_add(other.faults);
        self.silent = self.silent.saturating_add(other.silent);
    }
}

/// Counts by line and minute.
#[derive(Clone, Debug, Default)]
pub(super) struct Minutes {
    /// Line (32 bits), minute (30), faulty, silent.
    loose: Vec<u64>,
    blocks: Vec<Vec<Count>>,
    of: BTreeMap<(u32, i64), usize>,
    /// The block that was touched last.
    last: Option<((u32, i64), usize)>,
}

impl Minutes {
    /// Counts one row.
    pub fn add(&mut self, line: u32, at: Instant, faulty: bool, silent: bool) {
        let minute = minute(at).cast_unsigned();
        let row = u64::from(line) << 32 | minute << 2 | u64::from(faulty) << 1 | u64::from(silent);
        self.loose.push(row);
        if self.loose.len() >= LOOSE_MAX {
            self.tabulate();
        }
    }

    /// Puts all rows into the table; what is asked, is asked of it.
    pub fn tabulate(&mut self) {
        for row in std::mem::take(&mut self.loose) {
            let count = Count {
                rows: 1,
                faults: (row >> 1 & 1) as u32,
                silent: (row & 1) as u32,
            };
            let minute = (row as u32 >> 2).into();
            self.add_count((row >> 32) as u32, minute, count);
        }
    }

    fn add_count(&mut self, line: u32, minute: i64, count: Count) {
        let key = (line, minute.div_euclid(DAY_MINUTES));
        let index = match self.last {
            Some((known, index)) if known == key => index,
            _ => self.block(key),
        };
        self.last = Some((key, index));
        self.blocks[index][minute.rem_euclid(DAY_MINUTES) as usize].add(count);
    }

    fn block(&mut self, key: (u32, i64)) -> usize {
        let (blocks, of) = (&mut self.blocks, &mut self.of);
        *of.entry(key).or_insert_with(|| {
            blocks.push(vec![Count::default(); DAY_MINUTES as usize]);
            blocks.len() - 1
        })
    }

    /// What was counted in one minute.
    fn at(&self, line: u32, minute: i64) -> Count {
        let key = (line, minute.div_euclid(DAY_MINUTES));
        self.of.get(&key).map_or_else(Count::default, |&index| {
            self.blocks[index][minute.rem_euclid(DAY_MINUTES) as usize]
        })
    }

    /// What was counted from one minute to another, both included.
    pub fn between(&self, line: u32, from: i64, to: i64) -> Count {
        let mut sum = Count::default();
        (from..=to).for_each(|minute| sum.add(self.at(line, minute)));
        sum
    }

    /// Of the ten-minute windows that hold the minute the one with the most faults; of equals the
    /// one with the fewest rows. Nothing where no window has a fault.
    pub fn worst_window(&self, line: u32, minute: i64) -> Count {
        const WINDOW: usize = WINDOW_MINUTES as usize;
        let around: [Count; 2 * WINDOW - 1] =
            std::array::from_fn(|at| self.at(line, minute - WINDOW_MINUTES + 1 + at as i64));
        let windows = around.windows(WINDOW).map(|counts| {
            let mut sum = Count::default();
            counts.iter().for_each(|count| sum.add(*count));
            sum
        });
        let faulty = windows.filter(|count| count.faults > 0);
        faulty
            .max_by_key(|count| (count.faults, std::cmp::Reverse(count.rows)))
            .unwrap_or_default()
    }

    /// Adds another part's counts.
    pub fn merge(&mut self, other: Minutes) {
        self.loose.extend(other.loose);
        for ((line, day), index) in other.of {
            self.add_block(line, day, &other.blocks[index]);
        }
        if self.loose.len() >= LOOSE_MAX {
            self.tabulate();
        }
    }

    /// The same counts with all lines as one, called `line`.
    pub fn together(&self, line: u32) -> Minutes {
        let mut sum = Minutes::default();
        for ((_, day), index) in &self.of {
            sum.add_block(line, *day, &self.blocks[*index]);
        }
        sum
    }

    fn add_block(&mut self, line: u32, day: i64, block: &[Count]) {
        for (minute, count) in (day * DAY_MINUTES..).zip(block) {
            if count.rows > 0 {
                self.add_count(line, minute, *count);
            }
        }
    }
}
