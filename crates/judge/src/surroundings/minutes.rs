//! Counts by the minute, for a few lines (channels) over any number of days.
//!
//! In: a line and an instant, for every row. Out: sums over ten minutes. Absent: the rows.
//! A row costs a comparison and an addition while rows of one day and line stand together.

use ledger::Instant;
use std::collections::BTreeMap;

/// Minutes that a window holds.
pub(super) const WINDOW_MINUTES: i64 = 10;
const DAY_MINUTES: i64 = 24 * 60;
const MINUTE_MS: i64 = 60_000;

/// The minute of an instant, counted from 1970.
pub(super) const fn minute(at: Instant) -> i64 {
    at.ms().div_euclid(MINUTE_MS)
}

/// Rows, and how many of them failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub rows: u32,
    pub faults: u32,
}

impl Count {
    fn add(&mut self, other: Count) {
        self.rows = self.rows.saturating_add(other.rows);
        self.faults = self.faults.saturating_add(other.faults);
    }
}

/// One day of one line.
type Block = Vec<Count>;

/// Counts by line and minute.
#[derive(Clone, Debug, Default)]
pub(super) struct Minutes {
    blocks: Vec<Block>,
    of: BTreeMap<(u32, i64), usize>,
    /// The block that was touched last.
    last: Option<((u32, i64), usize)>,
}

impl Minutes {
    /// Counts one row.
    pub fn add(&mut self, line: u32, at: Instant, fault: bool) {
        let count = Count {
            rows: 1,
            faults: u32::from(fault),
        };
        self.add_count(line, minute(at), count);
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
    pub fn at(&self, line: u32, minute: i64) -> Count {
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
    pub fn merge(&mut self, other: &Minutes) {
        for ((line, day), &index) in &other.of {
            for (minute, count) in (day * DAY_MINUTES..).zip(&other.blocks[index]) {
                if count.rows > 0 {
                    self.add_count(*line, minute, *count);
                }
            }
        }
    }
}
