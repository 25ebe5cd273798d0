//! Which handle a row travels under: a refund has a number of its own and speaks of another swipe.
//!
//! In: small facts of the rows that cross handles (few). Out: for any handle its root. Absent by
//! design: the rows themselves. The tables are small and are built before rows are grouped, so
//! that rows can be grouped in parts and on many machines.
//!
//! `K` is a handle, `T` what a terminal knows of a swipe: (terminal, batch, stan).

use ledger::Day;

/// Links that are followed from a dependent row to its root; a longer chain is cut there.
pub const LINKS_MAX: usize = 8;

/// From a dependent row's own handle to that of its original.
#[derive(Clone, Debug)]
pub struct Aliases<K> {
    links: Vec<(K, K)>,
}

impl<K: Ord + Copy> Aliases<K> {
    /// Links every `own` handle to its `original`. When sources disagree about the original of
    /// one handle, the smallest is taken, so that order does not matter.
    pub fn new(mut links: Vec<(K, K)>) -> Aliases<K> {
        links.retain(|(own, original)| own != original);
        links.sort_unstable();
        links.dedup_by_key(|(own, _)| *own);
        Aliases { links }
    }

    /// The handle of the swipe that a row with this handle speaks of.
    pub fn root(&self, mut key: K) -> K {
        if self.links.is_empty() {
            return key;
        }
        for _ in 0..LINKS_MAX {
            match self.links.binary_search_by_key(&key, |(own, _)| *own) {
                Ok(at) => key = self.links[at].1,
                Err(_) => break,
            }
        }
        key
    }

    /// Whether no row crosses handles.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }
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
        let start = self.seen.partition_point(|(known, _, _)| *known < trace);
        let of_trace = self.seen[start..]
            .iter()
            .take_while(|(known, _, _)| *known == trace);
        let near: Vec<(i32, K)> = of_trace
            .map(|(_, seen, key)| (seen.days_since(day).abs(), *key))
            .filter(|(distance, _)| *distance <= 1)
            .collect();
        let nearest = near.iter().map(|(distance, _)| *distance).min()?;
        let mut keys = near
            .iter()
            .filter(|(distance, _)| *distance == nearest)
            .map(|(_, key)| *key);
        let key = keys.next()?;
        keys.all(|other| other == key).then_some(key)
    }

    /// Whether any row shows this trace.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }
}
