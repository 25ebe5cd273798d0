//! `refund_twice`: refunded more than once, together more than was paid.
//!
//! # What happened
//! The same sale was refunded again, so the customer has got back more than they paid.
//! # Evidence
//! Two approved refunds name the sale, and their sum is above its amount.
//! # Who acts, and when the money comes
//! The acquirer asks the cardholder or the issuer to return the surplus, by a debit adjustment;
//! five to fifteen workdays if they accept.

use super::Finding;
use crate::{Cause, Facts, ItemName, outcome};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.refunds.len() < 2 {
        return None;
    }
    let approved = facts
        .refunds
        .iter()
        .filter(|row| outcome(row.response_code).is_approved());
    let (count, sum) = approved.fold((0, 0), |(count, sum), row| (count + 1, i64::saturating_add(sum, row.amount)));
    let surplus = sum.saturating_sub(facts.approved?);
    (count >= 2 && surplus > 0)
        .then(|| Finding::of(Cause::RefundTwice).item(ItemName::RefundedTwice, surplus))
}
