//! `amount_keyed_wrong`: another amount was keyed than the order says.
//!
//! # What happened
//! The cashier typed an amount that is not the order's; the keyed one is what the card paid.
//! # Evidence
//! The terminal's row bears the order's amount (an extra column `order_amount`, in minor units), it
//! differs from the amount swiped, and the money of the swipe has arrived.
//! # Who acts, and when the money comes
//! The merchant settles the difference with the customer, by a refund or a second payment.

use super::Finding;
use crate::{Cause, Facts};
use trail::Row;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts.arrived_at?;
    let row = facts.terminal?;
    let ordered: i64 = row.extra("order_amount").parse().ok()?;
    (ordered != row.amount).then(|| Finding::of(Cause::AmountKeyedWrong))
}
