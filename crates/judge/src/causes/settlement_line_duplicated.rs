//! `settlement_line_duplicated`: settled twice, and paid twice.
//!
//! # What happened
//! The acquirer's settlement has the swipe on two lines, though the network cleared it once, and
//! both were paid.
//! # Evidence
//! Two settlement lines of one reference and amount that arrived, and not more than one clearing
//! line.
//! # Who acts, and when the money comes
//! The acquirer takes the second one back in the next run; the merchant should not spend it.

use super::Finding;
use crate::{Cause, Facts, ItemName};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.settled.len() < 2 || facts.clearings.len() > 1 {
        return None;
    }
    let surplus = facts.paid_again();
    (surplus > 0)
        .then(|| Finding::of(Cause::SettlementLineDuplicated).item(ItemName::PaidTwice, -surplus))
}
