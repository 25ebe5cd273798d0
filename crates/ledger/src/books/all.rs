//! Several entries together: all are booked, or none.
//!
//! In: entries of one decision. Out: their receipts, or the first refusal with the books as they were.

use super::{Books, Print, Receipt, Refusal};
use crate::balance::{Balance, Position, sides};
use crate::{Entry, EntryId, Leg};

/// What some entries may touch, as it was.
struct Before {
    balances: Vec<(Position, Option<Balance>)>,
    pending: Vec<(EntryId, Option<Vec<Leg>>)>,
    booked: Vec<(EntryId, Option<Print>)>,
    moved: [i128; 2],
}

impl Books {
    /// Books all of these, in their order, or none.
    pub fn post_all(&mut self, entries: &[Entry]) -> Result<Vec<Receipt>, Refusal> {
        if let [only] = entries {
            return self.post(only).map(|receipt| vec![receipt]);
        }
        let before = self.before(entries);
        let receipts: Result<Vec<Receipt>, Refusal> =
            entries.iter().map(|entry| self.post(entry)).collect();
        if receipts.is_err() {
            self.restore(before);
        }
        receipts
    }

    fn before(&self, entries: &[Entry]) -> Before {
        let resolved = || entries.iter().filter_map(|entry| entry.phase.resolves());
        let ids = || entries.iter().map(|entry| entry.id);
        let theirs = entries.iter().flat_map(|entry| &entry.legs);
        let legs = theirs.chain(resolved().filter_map(|id| self.pending.get(&id)).flatten());
        let positions = legs.flat_map(sides).map(|(position, _)| position);
        Before {
            balances: positions
                .map(|position| (position.clone(), self.balances.get(&position).copied()))
                .collect(),
            pending: ids()
                .chain(resolved())
                .map(|id| (id, self.pending.get(&id).cloned()))
                .collect(),
            booked: ids()
                .map(|id| (id, self.booked.get(&id).copied()))
                .collect(),
            moved: [self.debits, self.credits],
        }
    }

    fn restore(&mut self, before: Before) {
        for (position, balance) in before.balances {
            match balance {
                Some(balance) => self.balances.insert(position, balance),
                None => self.balances.remove(&position),
            };
        }
        for (id, legs) in before.pending {
            match legs {
                Some(legs) => self.pending.insert(id, legs),
                None => self.pending.remove(&id),
            };
        }
        for (id, print) in before.booked {
            match print {
                Some(print) => self.booked.insert(id, print),
                None => self.booked.remove(&id),
            };
        }
        [self.debits, self.credits] = before.moved;
    }
}
