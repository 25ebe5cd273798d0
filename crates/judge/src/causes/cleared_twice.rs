//! `cleared_twice`: cleared twice, and paid twice.
//!
//! # What happened
//! The network's files have the same swipe on two lines, and the settlement paid both.
//! # Evidence
//! Two clearing lines of one reference, merchant and amount, one swipe on the platform, and a
//! second settlement line that arrived.
//! # Who acts, and when the money comes
//! The merchant keeps the surplus ready: the network takes it back within weeks, as a chargeback
//! for duplicate clearing.

use super::Finding;
use crate::{Cause, Facts, ItemName};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let first = facts.clearing?;
    let again = facts
        .clearings
        .iter()
        .skip(1)
        .find(|row| row.mid == first.mid && row.amount == first.amount)?;
    let mut rows = facts
        .trail
        .platform
        .iter()
        .filter(|row| row.txn_type == facts.txn_type);
    let one_swipe = rows
        .next()
        .is_none_or(|one| rows.all(|row| row.stan == one.stan));
    let surplus = facts.paid_again();
    let found = Finding::of(Cause::ClearedTwice).from(again.place);
    (one_swipe && surplus > 0).then(|| found.item(ItemName::ClearedTwice, -surplus))
}
