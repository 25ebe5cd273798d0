//! `cross_currency`: a foreign card or a foreign currency.
//!
//! # What happened
//! The card belongs to a foreign scheme, or the swipe is in another currency; these settle on their
//! own calendar.
//! # Evidence
//! The platform's currency is not the yuan, the clearing line's currency differs from it, or the
//! scheme of field 63.1 (an extra column) is not UnionPay. It explains the wait until a payout
//! exists or somebody holds the money.
//! # Who acts, and when the money comes
//! Nobody needs to act; usually two to five workdays after the swipe.

use super::Finding;
use crate::{Cause, Facts};
use trail::Row;

/// The contract's default where a record names no currency.
const HOME: &str = "CNY";

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.platform?;
    let own = named(row.currency);
    let schemes = [row.extra("f63_1"), row.extra("F63.1")];
    let foreign = own != HOME
        || facts
            .clearing
            .is_some_and(|line| named(line.currency) != own)
        || schemes.iter().any(|scheme| !matches!(*scheme, "" | "CUP"));
    (foreign && facts.is_on_its_way_to_payout()).then(|| Finding::of(Cause::CrossCurrency))
}

fn named(currency: &str) -> &str {
    if currency.is_empty() { HOME } else { currency }
}
