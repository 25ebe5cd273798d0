//! `mcc_hop`: sent to the network under another merchant category (跳码).
//!
//! # What happened
//! The network, or the platform towards it, has another merchant category than the contract:
//! somebody pays a lower fee and keeps the difference.
//! # Evidence
//! The category on the clearing line or on the platform's row differs from the merchant's own.
//! # Who acts, and when the money comes
//! The merchant compares slip, network record and contract and demands correction from the
//! acquirer. The swipe's money is not affected.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let agreed = facts.merchant?.mcc.as_str();
    let differs = |mcc: &str| !mcc.is_empty() && mcc != agreed;
    let hopped = facts.clearing.is_some_and(|row| differs(row.mcc))
        || facts.platform.is_some_and(|row| differs(row.mcc));
    (hopped && !agreed.is_empty()).then(|| Finding::of(Cause::MccHop))
}
