//! Who fell silent together.
//!
//! In: requests without an answer. Out: for an instant, how many terminals were silent around it;
//! for a terminal, how often, and how often the others. Sums only.

use super::minutes::{Minutes, WINDOW_MINUTES, minute};
use ledger::Instant;
use std::collections::{BTreeMap, BTreeSet};

/// Milliseconds within which the silences of one terminal belong together.
const TERMINAL_WINDOW_MS: i64 = 30 * 60_000;
/// Where fewer than one in twenty requests stayed without an answer, silence is what every day
/// brings somewhere, and no sign of anything (a large acquirer always has twenty such terminals).
const SHARE_MIN_PPM: u64 = 50_000;
/// The line of [`Minutes`] under which all requests that the platform received are counted.
pub(super) const ALL_LINES: u32 = 0;

/// A request without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Silent {
    pub at: Instant,
    pub tid: u32,
    /// Told by the terminal (else by the platform).
    pub by_terminal: bool,
}

/// All silences of a data set, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Silence {
    /// Instants of the terminals' unanswered requests, in order.
    told_at: Vec<Instant>,
    /// The same by terminal.
    by_terminal: Vec<(u32, Instant)>,
    /// For a minute, the most terminals silent in a window of ten minutes that holds it.
    most_silent: BTreeMap<i64, u32>,
}

impl Silence {
    /// `requests` counts all requests that the platform received, under [`ALL_LINES`].
    pub fn new(mut silent: Vec<Silent>, requests: &Minutes) -> Silence {
        silent.sort_unstable();
        silent.dedup(); // A terminal asks once at a time: the same again is another delivery.
        let told = silent.iter().filter(|one| one.by_terminal);
        let mut by_terminal: Vec<_> = told.clone().map(|one| (one.tid, one.at)).collect();
        by_terminal.sort_unstable();
        Silence {
            told_at: told.map(|one| one.at).collect(),
            by_terminal,
            most_silent: most_silent(&silent, requests),
        }
    }

    /// Distinct terminals without an answer in that window of ten minutes around `at` that has the
    /// most; 0 where silence was no more than usual.
    pub fn terminals_at(&self, at: Instant) -> u32 {
        self.most_silent.get(&minute(at)).copied().unwrap_or(0)
    }

    /// The terminal's unanswered requests in that half hour around `at` that has the most, and
    /// those of all other terminals in the same half hour, unless they are no more than usual.
    pub fn of_terminal(&self, tid: u32, at: Instant, requests: &Minutes) -> (u32, u32) {
        let from = (tid, at.plus_ms(-TERMINAL_WINDOW_MS));
        let to = (tid, at.plus_ms(TERMINAL_WINDOW_MS));
        let first = self.by_terminal.partition_point(|known| *known < from);
        let near = self.by_terminal[first..]
            .iter()
            .take_while(|known| **known <= to);
        let mine: Vec<Instant> = near.map(|(_, at)| *at).collect();
        let windows = mine
            .iter()
            .enumerate()
            .take_while(|(_, start)| **start <= at);
        let windows = windows.map(|(index, start)| {
            let end = start.plus_ms(TERMINAL_WINDOW_MS);
            let holds = mine.partition_point(|one| *one <= end) - index;
            (if at <= end { holds } else { 0 }, *start)
        });
        let best = windows.max_by_key(|(count, start)| (*count, std::cmp::Reverse(*start)));
        let Some((count, start)) = best.filter(|(count, _)| *count > 0) else {
            return (0, 0);
        };
        let end = start.plus_ms(TERMINAL_WINDOW_MS);
        let told = self.told_at.partition_point(|one| *one <= end)
            - self.told_at.partition_point(|one| *one < start);
        let elsewhere = told - count;
        let all = requests.between(ALL_LINES, minute(start), minute(end)).rows;
        let unusual = is_unusual(elsewhere as u64, u64::from(all));
        (small(count), if unusual { small(elsewhere) } else { 0 })
    }
}

/// Counts distinct terminals in every window of ten minutes, and keeps for each minute the most.
fn most_silent(silent: &[Silent], requests: &Minutes) -> BTreeMap<i64, u32> {
    let mut most: BTreeMap<i64, u32> = BTreeMap::new();
    let mut inside: BTreeMap<u32, u32> = BTreeMap::new();
    let (mut begin, mut end) = (0, 0);
    let minutes: Vec<i64> = silent.iter().map(|one| minute(one.at)).collect();
    // Every window that holds a silence, by its first minute.
    let ending = minutes.iter().flat_map(|at| at - WINDOW_MINUTES + 1..=*at);
    let starts: BTreeSet<i64> = ending.collect();
    for from in starts {
        let to = from + WINDOW_MINUTES - 1;
        while end < silent.len() && minutes[end] <= to {
            *inside.entry(silent[end].tid).or_default() += 1;
            end += 1;
        }
        while minutes[begin] < from {
            let tid = silent[begin].tid;
            if let Some(count) = inside.get_mut(&tid) {
                *count -= 1;
                if *count == 0 {
                    inside.remove(&tid);
                }
            }
            begin += 1;
        }
        let all = requests.between(ALL_LINES, from, to);
        let by_terminal = silent[begin..end]
            .iter()
            .filter(|one| one.by_terminal)
            .count() as u64;
        let silences = by_terminal.max(u64::from(all.silent));
        if is_unusual(silences, u64::from(all.rows)) {
            let terminals = small(inside.len());
            for minute in from..=to {
                let known = most.entry(minute).or_default();
                *known = terminals.max(*known);
            }
        }
    }
    most
}

fn is_unusual(silent: u64, all: u64) -> bool {
    silent > 0 && silent * 1_000_000 >= all * SHARE_MIN_PPM
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
