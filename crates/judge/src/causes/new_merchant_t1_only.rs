//! `new_merchant_t1_only`: a new merchant is paid on the next workday for a while.
//!
//! # What happened
//! The contract is an instant one, and acquirers open it to a new merchant only after some weeks.
//! # Evidence
//! An instant contract, no payout yet, and a merchant whose status began less than thirty days
//! before the swipe.
//! # Who acts, and when the money comes
//! The money comes on the next workday after the settlement day; nobody needs to act.

use super::{Finding, t0_window_closed};
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !t0_window_closed::may_fall_back(facts) {
        return None;
    }
    let since = facts.merchant?.status_since?;
    let age = facts.swipe_day().days_since(since);
    let new = (0..facts.knowledge.thresholds.new_merchant_days).contains(&age);
    new.then(|| Finding::of(Cause::NewMerchantT1Only))
}
