//! `manual_withdraw_required`: the money waits in the merchant's balance until the merchant asks
//! for it.
//!
//! # What happened
//! The merchant chose to withdraw by hand, so no payout is made by itself.
//! # Evidence
//! A settlement line that is ready and in no payout, with an extra column `settle_mode` that says
//! `manual`. The contract of records knows no such mode, so without the column the rule is silent.
//! # Who acts, and when the money comes
//! The merchant presses "withdraw" in the app; the money comes minutes after that.

use super::Finding;
use crate::{Cause, Facts};
use trail::Row;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let manual = facts
        .settlement
        .is_some_and(|row| row.extra("settle_mode").eq_ignore_ascii_case("manual"));
    (manual && facts.waits_for_payout()).then(|| Finding::of(Cause::ManualWithdrawRequired))
}
