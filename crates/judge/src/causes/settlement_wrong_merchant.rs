//! `settlement_wrong_merchant`: settled to another merchant.
//!
//! # What happened
//! The acquirer reckoned the swipe, and where it paid it at all, it paid somebody else.
//! # Evidence
//! The settlement line bears the number of another merchant than the one who swiped, with another
//! account; or its payout is made for such a merchant, or goes to such an account. What is paid so
//! has not arrived.
//! # Who acts, and when the money comes
//! The acquirer moves it in the next run.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.settlement?;
    let payment = facts.payment();
    let to_another = facts.is_other_merchant(row.mid)
        || payment.is_some_and(|payment| facts.is_paid_to_another(row, payment));
    to_another.then(|| Finding::of(Cause::SettlementWrongMerchant))
}
