//! `fee_normal`: less by the agreed fee, and by nothing else.
//!
//! # What happened
//! The merchant compares the slip with the credit and misses exactly the fee of the contract.
//! # Evidence
//! The swipe was cleared and arrived in full, its settlement line took the contract's fee, and
//! nothing was given back.
//! # Who acts, and when the money comes
//! Nobody needs to act; the amount is right.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts.clearing?;
    let line = facts.settlement?;
    let agreed = facts.merchant.is_some() && facts.fee > 0 && line.fee == facts.fee;
    let in_full = facts.arrived_at.is_some()
        && facts.given_back == 0
        && facts.approved? - facts.arrived == facts.fee;
    (agreed && in_full).then(|| Finding::of(Cause::FeeNormal))
}
