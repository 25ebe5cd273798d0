//! The nets of the swipes in each payout: which single swipe may be missing from a sum.

use super::table::Table;
use std::collections::BTreeMap;

/// Asks for each payout's nets once, and only for payouts that come into question.
pub(super) struct Nets<'n> {
    of: &'n dyn Fn(usize) -> Vec<i64>,
    known: BTreeMap<u32, Vec<i64>>,
}

impl<'n> Nets<'n> {
    pub(super) fn new(of: &'n dyn Fn(usize) -> Vec<i64>) -> Nets<'n> {
        Nets {
            of,
            known: BTreeMap::new(),
        }
    }

    /// The nets of all these payouts, ascending.
    pub(super) fn of_all(&mut self, table: &Table<'_, '_, '_>, ranks: &[u32]) -> Vec<i64> {
        let mut all = Vec::new();
        for &rank in ranks {
            let index = table.wanted[rank as usize].index;
            let nets = self
                .known
                .entry(rank)
                .or_insert_with(|| (self.of)(index as usize));
            all.extend_from_slice(nets);
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}
