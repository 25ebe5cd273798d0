//! The open payouts of an account on a day, and the runs of whole days among them.

use super::nets::Nets;
use super::sums::Found;
use super::table::Table;
use super::wanted::{Class, NO_TILL};
use ledger::Day;

/// Workdays after the expected day, or after the payout's last report, within which a payout may
/// be part of a sum without a reference.
pub const LUMP_WORKDAYS_MAX: u32 = 2;
/// Days with payouts of which runs are formed; of more, the latest.
pub const RUN_DAYS_MAX: usize = 10;

/// Open payouts by account and first day.
pub(super) struct Pools {
    sorted: Vec<(u32, Day, u32)>,
    span_days: i32,
}

impl Pools {
    /// Payouts that a sum may contain, as they are open now; [`Pools::on`] asks again.
    pub(super) fn of(table: &Table<'_, '_, '_>) -> Pools {
        let mut sorted = Vec::new();
        let mut span_days = 0;
        for (wanted, rank) in table.wanted.iter().zip(0..) {
            let eligible = wanted.till != NO_TILL
                && wanted.amount != 0
                && wanted.class != Class::Rejected
                && !wanted.superseded;
            if eligible && table.is_open(rank) {
                sorted.push((wanted.till, wanted.first, rank));
                span_days = span_days.max(wanted.last.days_since(wanted.first));
            }
        }
        sorted.sort_unstable();
        Pools { sorted, span_days }
    }

    /// Whether the account has at least `least` of them; `least` is not 0.
    pub(super) fn has(&self, till: u32, least: usize) -> bool {
        let at = self.sorted.partition_point(|(known, _, _)| *known < till);
        self.sorted
            .get(at + least - 1)
            .is_some_and(|(known, _, _)| *known == till)
    }

    /// Payouts still open that a credit like `line` may contain, by rank. Those that came back
    /// are offered to a credit that was taken back only, unless a debit takes them back alone.
    pub(super) fn on(
        &self,
        table: &Table<'_, '_, '_>,
        line: u32,
        last: impl Fn(u32) -> Day,
    ) -> Vec<u32> {
        let line = &table.lines[line as usize];
        let from = (line.till, line.day.plus(-self.span_days));
        let start = self
            .sorted
            .partition_point(|(till, first, _)| (*till, *first) < from);
        let near = self.sorted[start..]
            .iter()
            .take_while(|(till, first, _)| *till == line.till && *first <= line.day);
        let mut ranks: Vec<u32> = near
            .map(|(_, _, rank)| *rank)
            .filter(|&rank| {
                let wanted = &table.wanted[rank as usize];
                let alive = wanted.class == Class::Alive;
                let fits = alive || line.mirrored || wanted.came_back_alone;
                table.is_open(rank) && line.day <= last(rank) && fits
            })
            .collect();
        ranks.sort_unstable();
        ranks
    }
}

/// Sets of payouts: whole days, and runs of days on end.
#[derive(Clone, Debug, Default)]
pub(super) struct Runs {
    members: Vec<u32>,
    /// Each day's part of `members`; days on end stand together.
    days: Vec<(usize, usize)>,
    /// By sum.
    spans: Vec<Span>,
}

/// Days on end, both included, and the sum of their payouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    sum: i64,
    first: usize,
    last: usize,
}

impl Runs {
    /// All runs of whole days: of the pool, and of each merchant in it.
    pub(super) fn of_days(table: &Table<'_, '_, '_>, pool: &[u32]) -> Runs {
        let mut runs = Runs::default();
        runs.add_days(table, pool);
        let mut by_key: Vec<(u32, u32)> = pool
            .iter()
            .map(|&rank| (table.wanted[rank as usize].key, rank))
            .collect();
        by_key.sort_unstable();
        if by_key.first().map(|(key, _)| key) != by_key.last().map(|(key, _)| key) {
            for same in by_key.chunk_by(|a, b| a.0 == b.0) {
                let ranks: Vec<u32> = same.iter().map(|(_, rank)| *rank).collect();
                runs.add_days(table, &ranks);
            }
        }
        runs.spans.sort_unstable();
        runs
    }

    /// These sets as they are; empty ones are left out.
    pub(super) fn of_sets(table: &Table<'_, '_, '_>, sets: &[Vec<u32>]) -> Runs {
        let mut runs = Runs::default();
        for set in sets.iter().filter(|set| !set.is_empty()) {
            runs.add_set(table, set);
        }
        runs.spans.sort_unstable();
        runs
    }

    /// Adds each payout of the pool as a set of its own.
    pub(super) fn with_singles(mut self, table: &Table<'_, '_, '_>, pool: &[u32]) -> Runs {
        for &rank in pool {
            self.add_set(table, &[rank]);
        }
        self.spans.sort_unstable();
        self
    }

    fn add_set(&mut self, table: &Table<'_, '_, '_>, set: &[u32]) {
        let from = self.members.len();
        self.members.extend_from_slice(set);
        self.spans.push(Span {
            sum: table.sum(set),
            first: self.days.len(),
            last: self.days.len(),
        });
        self.days.push((from, self.members.len()));
    }

    /// `pool` is by rank, and so by expected day.
    fn add_days(&mut self, table: &Table<'_, '_, '_>, pool: &[u32]) {
        let day_of = |rank: u32| table.wanted[rank as usize].expected;
        let days: Vec<&[u32]> = pool.chunk_by(|a, b| day_of(*a) == day_of(*b)).collect();
        let days = &days[days.len().saturating_sub(RUN_DAYS_MAX)..];
        let sums: Vec<i64> = days.iter().map(|day| table.sum(day)).collect();
        let before = self.days.len();
        for day in days {
            let from = self.members.len();
            self.members.extend_from_slice(day);
            self.days.push((from, self.members.len()));
        }
        for first in 0..sums.len() {
            let mut sum = 0_i64;
            for (last, of_day) in sums.iter().enumerate().skip(first) {
                sum = sum.saturating_add(*of_day);
                self.spans.push(Span {
                    sum,
                    first: before + first,
                    last: before + last,
                });
            }
        }
    }

    fn members_of(&self, span: &Span) -> &[u32] {
        &self.members[self.days[span.first].0..self.days[span.last].1]
    }

    /// The sets with exactly this sum, of those that fit.
    pub(super) fn that_sum(&self, target: i64, fits: impl Fn(&[u32]) -> bool) -> Found {
        let from = self.spans.partition_point(|span| span.sum < target);
        let equal = self.spans[from..]
            .iter()
            .take_while(|span| span.sum == target);
        let members = equal.map(|span| self.members_of(span));
        Found::first_of(members.filter(|ranks| fits(ranks)))
    }

    /// The nets of each day's swipes, for [`Runs::that_lack_one`].
    pub(super) fn nets(&self, table: &Table<'_, '_, '_>, nets: &mut Nets<'_>) -> DayNets {
        let of_days: Vec<Vec<i64>> = self
            .days
            .iter()
            .map(|(from, to)| nets.of_all(table, &self.members[*from..*to]))
            .collect();
        let most = of_days.iter().filter_map(|nets| nets.last()).max();
        DayNets {
            most: most.copied().unwrap_or(0),
            of_days,
        }
    }

    /// The sets whose sum is more than `amount` by exactly one of their swipes, of those that fit.
    pub(super) fn that_lack_one(
        &self,
        amount: i64,
        nets: &DayNets,
        fits: impl Fn(&[u32]) -> bool,
    ) -> Found {
        if amount <= 0 {
            return Found::Nothing;
        }
        let most = amount.saturating_add(nets.most);
        let from = self.spans.partition_point(|span| span.sum <= amount);
        let near = self.spans[from..]
            .iter()
            .take_while(|span| span.sum <= most);
        let lacking = near.filter(|span| {
            let missing = span.sum - amount;
            let mut days = nets.of_days[span.first..=span.last].iter();
            days.any(|nets| nets.binary_search(&missing).is_ok())
        });
        let members = lacking.map(|span| self.members_of(span));
        Found::first_of(members.filter(|ranks| fits(ranks)))
    }
}

/// The nets of the swipes in the payouts of each day, ascending.
pub(super) struct DayNets {
    of_days: Vec<Vec<i64>>,
    most: i64,
}
