//! `merchant_closed`: the merchant is closed, and its last money waits.
//!
//! # What happened
//! The merchant's contract has ended; what was still to be paid is not paid by itself.
//! # Evidence
//! The merchant's status is closed and the settlement line is held.
//! # Who acts, and when the money comes
//! The merchant asks the acquirer for a wind-down payout; five to twenty workdays.

use super::Finding;
use crate::{Cause, Facts, MerchantStatus};
use trail::SettlementStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let line = facts.settlement?;
    let kept = line.status == SettlementStatus::Held
        && facts.merchant_status() == MerchantStatus::Closed
        && facts.is_in_house();
    kept.then(|| Finding::of(Cause::MerchantClosed))
}
