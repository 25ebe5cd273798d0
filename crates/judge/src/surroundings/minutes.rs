//! Counts by the minute, for a few lines (channels) over any number of days.
//!
//! In: a line and an instant, for every row. Out: sums over ten minutes. Absent: the rows.
//!
//! The first rows are kept as they come, eight bytes each: a part of a data set touches nearly
//! every minute, and a table of all minutes for each of many parts would be larger than the rows.

use ledger::Instant;

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

/// Counts of a day, by its minutes.
type Block = Vec<Count>;

/// The days of one line.
#[derive(Clone, Debug)]
struct Line {
    line: u32,
    first_day: i64,
    /// From the first day on; empty where nothing was counted.
    days: Vec<Block>,
}

/// Counts by line and minute.
#[derive(Clone, Debug, Default)]
pub(super) struct Minutes {
    /// Line (32 bits), minute (30), faulty, silent.
    loose: Vec<u64>,
    /// A handful, by the order in which they came.
    lines: Vec<Line>,
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
        let day = minute.div_euclid(DAY_MINUTES);
        let index = match self.lines.iter().position(|known| known.line == line) {
            Some(index) => index,
            None => {
                let (first_day, days) = (day, Vec::new());
                self.lines.push(Line {
                    line,
                    first_day,
                    days,
                });
                self.lines.len() - 1
            }
        };
        let block = self.lines[index].day(day);
        block[minute.rem_euclid(DAY_MINUTES) as usize].add(count);
    }

    /// What was counted in one minute.
    fn at(&self, line: u32, minute: i64) -> Count {
        let known = self.lines.iter().find(|known| known.line == line);
        let block = known.and_then(|known| {
            let ahead = minute.div_euclid(DAY_MINUTES) - known.first_day;
            known.days.get(usize::try_from(ahead).ok()?)
        });
        let count = block.and_then(|block| block.get(minute.rem_euclid(DAY_MINUTES) as usize));
        count.copied().unwrap_or_default()
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
        for part in other.lines {
            for (day, block) in (part.first_day..).zip(&part.days) {
                self.add_block(part.line, day, block);
            }
        }
        if self.loose.len() >= LOOSE_MAX {
            self.tabulate();
        }
    }

    /// The same counts with all lines as one, called `line`.
    pub fn together(&self, line: u32) -> Minutes {
        let mut sum = Minutes::default();
        for part in &self.lines {
            for (day, block) in (part.first_day..).zip(&part.days) {
                sum.add_block(line, day, block);
            }
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

impl Line {
    /// The block of a day, made when it is first asked for.
    fn day(&mut self, day: i64) -> &mut Block {
        if day < self.first_day {
            let before = (self.first_day - day) as usize;
            self.days.splice(0..0, vec![Block::new(); before]);
            self.first_day = day;
        }
        let ahead = (day - self.first_day) as usize;
        if ahead >= self.days.len() {
            self.days.resize(ahead + 1, Block::new());
        }
        let block = &mut self.days[ahead];
        if block.is_empty() {
            block.resize(DAY_MINUTES as usize, Count::default());
        }
        block
    }
}
