//! `withdrawal_fee`: the payout cost a fee of its own.
//!
//! # What happened
//! The contract lets the acquirer keep a fixed sum, such as three yuan, of every payout.
//! # Evidence
//! The contract has such a fee, and the payout is less than the sum of its lines by exactly that.
//! The fee belongs to the payout: the swipe itself arrived in full.
//! # Who acts, and when the money comes
//! Nobody needs to act.

use super::Finding;
use crate::{Cause, Facts, VerdictKind};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.arrived_at.is_none() || facts.verdict == VerdictKind::Short {
        return None;
    }
    let payment = facts.payment()?;
    (payment.fee_kept() > 0).then(|| Finding::of(Cause::WithdrawalFee))
}
