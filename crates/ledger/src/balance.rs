//! What stands on an account: four sums, none of which ever falls.
//!
//! In: legs. Out: the balance on the account's own side, posted or with what is pending.
//! Absent by design: which accounts there are, and what may not happen to them (see [`Books`](crate::Books)).

use crate::{AccountId, Currency, Entry, EntryId, Instant, Leg, Phase, Side};
use std::collections::BTreeMap;

/// The sums of one account in one currency, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// All debits that stand for good.
    pub debit: i64,
    /// All credits that stand for good.
    pub credit: i64,
    /// Debits that are pending now.
    pub debit_pending: i64,
    /// Credits that are pending now.
    pub credit_pending: i64,
}

impl Balance {
    /// What stands for good, on the account's own side; below nothing when the other side is more.
    pub fn net(self, normal: Side) -> i64 {
        match normal {
            Side::Debit => self.debit - self.credit,
            Side::Credit => self.credit - self.debit,
        }
    }

    /// What could be taken away now: what stands, less what is pending against it. What is pending in its favour does not count.
    pub fn free(self, normal: Side) -> i64 {
        match normal {
            Side::Debit => self.net(normal) - self.credit_pending,
            Side::Credit => self.net(normal) - self.debit_pending,
        }
    }

    /// The sum on one side, for good or pending.
    pub(crate) fn side(&mut self, side: Side, pending: bool) -> &mut i64 {
        match (side, pending) {
            (Side::Debit, false) => &mut self.debit,
            (Side::Credit, false) => &mut self.credit,
            (Side::Debit, true) => &mut self.debit_pending,
            (Side::Credit, true) => &mut self.credit_pending,
        }
    }
}

/// An account in one currency.
pub type Position = (AccountId, Currency);

/// The accounts that a leg touches, each with its side.
pub fn sides(leg: &Leg) -> [(Position, Side); 2] {
    let currency = leg.amount.currency();
    [
        ((leg.debit.clone(), currency), Side::Debit),
        ((leg.credit.clone(), currency), Side::Credit),
    ]
}

/// The balances of all accounts at an instant, from all entries there are. Their order does not matter: entries of several
/// processes, whose clocks are never quite the same, give one answer.
pub fn balances_at<'e>(
    entries: impl Iterator<Item = &'e Entry> + Clone,
    at: Instant,
) -> BTreeMap<Position, Balance> {
    let pending: BTreeMap<EntryId, &Entry> = entries
        .clone()
        .filter(|entry| entry.phase == Phase::Pending)
        .map(|entry| (entry.id, entry))
        .collect();
    let mut balances: BTreeMap<Position, Balance> = BTreeMap::new();
    let mut add = |legs: &[Leg], pending: bool, sign: i64| {
        for (leg, (position, side)) in legs
            .iter()
            .flat_map(|leg| sides(leg).map(|side| (leg, side)))
        {
            let balance = balances.entry(position).or_default();
            *balance.side(side, pending) += leg.amount.minor() * sign;
        }
    };
    for entry in entries.filter(|entry| entry.at <= at) {
        match entry.phase {
            Phase::Posted => add(&entry.legs, false, 1),
            Phase::Pending => add(&entry.legs, true, 1),
            Phase::Post(id) | Phase::Release(id) => {
                let legs = pending.get(&id).map_or(&[][..], |entry| &entry.legs);
                // A clock that runs behind may resolve what another one has not begun by then: it counts from there on.
                let begun = pending.get(&id).is_some_and(|entry| entry.at <= at);
                if begun {
                    add(legs, true, -1);
                    if matches!(entry.phase, Phase::Post(_)) {
                        add(legs, false, 1);
                    }
                }
            }
        }
    }
    balances
}
