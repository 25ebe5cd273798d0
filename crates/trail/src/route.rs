//! Which handle a row travels under: a refund has a number of its own and speaks of another swipe.
//!
//! In: small facts of the rows that cross handles (few). Out: for any handle and day its root. Absent by
//! design: the rows themselves. The tables are small and are built before rows are grouped, so
//! that rows can be grouped in parts and on many machines.
//!
//! `K` is a handle, `T` what a terminal knows of a swipe: (acquirer, terminal, batch, stan).

use crate::{REUSE_GAP_DAYS, TxnType};
use ledger::Day;

/// Links that are followed from a dependent row to its root; a longer chain is cut there.
pub const LINKS_MAX: usize = 8;

/// Whether a row of this type may have a handle that stands for another swipe's.
pub const fn may_cross(txn_type: TxnType) -> bool {
    !matches!(txn_type, TxnType::Sale | TxnType::Preauth)
}

/// What a row shows: from a dependent row's own handle to that of its original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link<K> {
    /// The dependent row's own handle.
    pub own: K,
    /// The day of the row that shows the link. References come again, and then the link is over.
    pub day: Day,
    /// Not named by the row, but found through the trace of the original.
    pub through_trace: bool,
    /// The handle of what the row speaks of.
    pub original: K,
}

/// How far from its day a link is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// No further than a reference rests before it comes again: for a row's own handle.
    Near,
    /// However late, until the handle names a swipe of its own: for the handle of an original, and
    /// for rows that may come months after their swipe.
    Later,
}

/// The links between handles, each with the day at which it stands.
#[derive(Clone, Debug)]
pub struct Aliases<K> {
    links: Vec<Link<K>>,
    /// Days on which a handle that has links names a swipe of its own.
    at_home: Vec<(K, Day)>,
}

impl<K: Ord + Copy> Aliases<K> {
    /// Takes what rows show. When sources disagree about an original, one that is named goes before
    /// one found through a trace, then the nearest day. Those of one day are no handle: no guess, and
    /// nothing that depends on the order of rows or handles.
    pub fn new(mut links: Vec<Link<K>>) -> Aliases<K> {
        links.retain(|link| link.own != link.original);
        links.sort_unstable();
        links.dedup();
        Aliases {
            links,
            at_home: Vec::new(),
        }
    }

    /// Adds the days on which handles name swipes of their own; only those of [`Aliases::wanting`]
    /// are looked at.
    pub fn with_homes(mut self, mut at_home: Vec<(K, Day)>) -> Aliases<K> {
        at_home.sort_unstable();
        at_home.dedup();
        self.at_home = at_home;
        self
    }

    /// The handle of the swipe that a row speaks of, by its type, its own handle, the one that it
    /// names, and its day.
    pub fn root(&self, txn_type: TxnType, own: K, original: Option<K>, day: Day) -> K {
        match start(txn_type, own, original) {
            Some((key, reach)) => self.follow(key, day, reach, &mut |_| {}),
            None => own,
        }
    }

    /// The handle of the swipe that a handle found for a row of this day stands for.
    pub fn root_of_original(&self, key: K, day: Day) -> K {
        self.follow(key, day, Reach::Later, &mut |_| {})
    }

    /// The handles on the row's way for which it matters when they name swipes of their own.
    pub fn wanting(&self, txn_type: TxnType, own: K, original: Option<K>, day: Day) -> Vec<K> {
        let mut wanting = Vec::new();
        if let Some((key, reach)) = start(txn_type, own, original) {
            self.follow(key, day, reach, &mut |key| wanting.push(key));
        }
        wanting
    }

    /// As [`Aliases::wanting`], for a handle found for a row of this day.
    pub fn wanting_of_original(&self, key: K, day: Day) -> Vec<K> {
        let mut wanting = Vec::new();
        self.follow(key, day, Reach::Later, &mut |key| wanting.push(key));
        wanting
    }

    fn follow(&self, mut key: K, day: Day, mut reach: Reach, late: &mut dyn FnMut(K)) -> K {
        if self.links.is_empty() {
            return key;
        }
        for _ in 0..LINKS_MAX {
            let links = self.links_of(key);
            let found = match (nearest(links, day), reach, links.is_empty()) {
                (Some(near), _, _) => only(near),
                (None, Reach::Later, false) => {
                    late(key);
                    self.latest(key, links, day)
                }
                (None, _, _) => None,
            };
            match found {
                Some(original) => key = original,
                None => break,
            }
            reach = Reach::Later;
        }
        key
    }

    fn links_of(&self, key: K) -> &[Link<K>] {
        let start = self.links.partition_point(|link| link.own < key);
        let count = self.links[start..]
            .iter()
            .take_while(|link| link.own == key)
            .count();
        &self.links[start..start + count]
    }

    /// What the handle stood for last before the day; `None` when it was a swipe of its own.
    fn latest(&self, key: K, links: &[Link<K>], day: Day) -> Option<K> {
        let before = links.iter().filter(|link| link.day <= day);
        let last = before.map(|link| link.day).max()?;
        let of_day = || links.iter().filter(|link| link.day == last);
        let through_trace = of_day().all(|link| link.through_trace);
        let original = only(of_day().filter(|link| link.through_trace == through_trace))?;
        let end = self.at_home.partition_point(|home| *home <= (key, day));
        let home = self.at_home[..end]
            .last()
            .filter(|(of, _)| *of == key)
            .map(|(_, day)| *day);
        home.is_none_or(|home| home < last).then_some(original)
    }
}

/// Where the search for a row's swipe begins; `None` when its own handle is that of its swipe.
fn start<K>(txn_type: TxnType, own: K, original: Option<K>) -> Option<(K, Reach)> {
    match original {
        _ if !may_cross(txn_type) => None,
        Some(original) => Some((original, Reach::Later)),
        None if txn_type.only_joins() => Some((own, Reach::Later)),
        None => Some((own, Reach::Near)),
    }
}

/// The links that count for a row of this day; `None` when none is near. Of two days at one distance
/// the earlier goes before.
fn nearest<K>(links: &[Link<K>], day: Day) -> Option<impl Iterator<Item = &Link<K>>> {
    let rank = move |link: &Link<K>| {
        let distance = link.day.days_since(day).abs();
        (link.through_trace, distance, link.day)
    };
    let near = |link: &&Link<K>| link.day.days_since(day).abs() <= REUSE_GAP_DAYS;
    let best = links.iter().filter(near).map(rank).min()?;
    Some(links.iter().filter(move |link| rank(link) == best))
}

/// The one original that all of these links name.
fn only<'l, K: PartialEq + Copy + 'l>(mut links: impl Iterator<Item = &'l Link<K>>) -> Option<K> {
    let original = links.next()?.original;
    links
        .all(|link| link.original == original)
        .then_some(original)
}

/// Rows that bear both handles: what the terminal knows, and the reference number.
#[derive(Clone, Debug)]
pub struct Traces<T, K> {
    seen: Vec<(T, Day, K)>,
}

impl<T: Ord + Copy, K: Ord + Copy> Traces<T, K> {
    /// Indexes the rows that bear both handles.
    pub fn new(mut seen: Vec<(T, Day, K)>) -> Traces<T, K> {
        seen.sort_unstable();
        seen.dedup();
        Traces { seen }
    }

    /// The reference of the row that shows this trace on this day, or for want of one on the day
    /// before or after (clocks differ around midnight). `None` when several do: no guess.
    pub fn find(&self, trace: T, day: Day) -> Option<K> {
        let near = |seen: Day| Some(seen.days_since(day).abs()).filter(|distance| *distance <= 1);
        self.only(trace, near)
    }

    /// The reference of the row that a later one names by this trace: the row of that day or the
    /// next to it, or for want of one the latest before it that is not as old as a reference that
    /// comes again. `None` when several of one day show the trace.
    pub fn find_original(&self, trace: T, day: Day) -> Option<K> {
        let before = |seen: Day| {
            let age = day.days_since(seen);
            Some(age).filter(|age| (0..=REUSE_GAP_DAYS).contains(age))
        };
        match self
            .of(trace)
            .any(|(_, seen, _)| seen.days_since(day).abs() <= 1)
        {
            true => self.find(trace, day),
            false => self.only(trace, before),
        }
    }

    fn of(&self, trace: T) -> impl Iterator<Item = &(T, Day, K)> {
        let start = self.seen.partition_point(|(known, _, _)| *known < trace);
        self.seen[start..]
            .iter()
            .take_while(move |(known, _, _)| *known == trace)
    }

    /// The one reference at the smallest distance; days without a distance do not count.
    fn only(&self, trace: T, distance: impl Fn(Day) -> Option<i32>) -> Option<K> {
        let near: Vec<(i32, K)> = self
            .of(trace)
            .filter_map(|(_, seen, key)| Some((distance(*seen)?, *key)))
            .collect();
        let nearest = near.iter().map(|(distance, _)| *distance).min()?;
        let mut keys = near
            .iter()
            .filter(|(distance, _)| *distance == nearest)
            .map(|(_, key)| *key);
        let key = keys.next()?;
        keys.all(|other| other == key).then_some(key)
    }
}
