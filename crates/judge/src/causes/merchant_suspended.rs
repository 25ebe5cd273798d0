//! `merchant_suspended`: the merchant is suspended.
//!
//! # What happened
//! The acquirer has stopped the merchant, and with it its payouts.
//! # Evidence
//! The merchant's status is suspended, no hold says why, and the money has not left the acquirer.
//! # Who acts, and when the money comes
//! The merchant asks the acquirer for the reason and the way back; the money comes after that.

use super::Finding;
use crate::{Cause, Facts, MerchantStatus};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let stopped = facts.merchant_status() == MerchantStatus::Suspended
        && facts.holds.is_empty()
        && facts.is_in_house();
    stopped.then(|| Finding::of(Cause::MerchantSuspended))
}
