//! `payout_wrong_amount`: the payout is not the sum of what it pays.
//!
//! # What happened
//! The transfer was made for another amount than its settlement lines sum to, less what a payout
//! costs by contract.
//! # Evidence
//! The amount of the payout differs from the sum of `net` over all its settlement lines less the
//! payout fee, not by exactly one of them, and as many lines are there as the payout says it holds. The difference belongs to
//! the payout and is put on no swipe.
//! # Who acts, and when the money comes
//! The acquirer pays the rest with the next run, or takes back what was too much.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    let plan = payment.payout.plan();
    let planned = i128::from(plan.amount) + payment.planned_short();
    let as_agreed = payment.net_sum - i128::from(payment.payout_fee) == planned;
    if payment.lines == 0 || payment.part.is_some() || as_agreed {
        return None;
    }
    // With a line missing the sum says nothing.
    let complete = plan
        .txn_count
        .is_none_or(|count| count == i64::from(payment.lines));
    complete.then(|| Finding::of(Cause::PayoutWrongAmount).from(plan.place))
}
