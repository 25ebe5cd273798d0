//! `service_fee_deducted`: a fixed charge was kept: SIM card, service, deposit.
//!
//! # What happened
//! The acquirer or its agent kept a fixed sum out of the swipe's money, which is no part of the
//! agreed rate.
//! # Evidence
//! What was taken above the contract, or what the line pays less than its amount less its own fee,
//! is a whole number of yuan from 36 to 299, and more than a drifting rate would take.
//! # Who acts, and when the money comes
//! The merchant asks for the clause of the contract and claims the money if there is none; it comes
//! with the payout after the correction.

use super::Finding;
use crate::{Cause, Facts, FeeCheck, ItemName};

/// Usual charges, in fen.
const CHARGE: std::ops::RangeInclusive<i64> = 3_600..=29_900;
/// On large amounts a rate that is a little too high gives round sums as well: up to 0.1 %.
const DRIFT_PPM_MAX: i64 = 1_000;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let charge = facts.fee_check()?;
    let kept = if is_charge(charge.beside) {
        charge.beside
    } else if fits(&charge) {
        charge.excess()
    } else {
        return None;
    };
    Some(Finding::of(Cause::ServiceFeeDeducted).item(ItemName::ServiceFee, kept))
}

/// Whether the fee that was taken hides such a charge.
pub(super) fn fits(charge: &FeeCheck<'_>) -> bool {
    let excess = charge.excess();
    is_charge(excess)
        && excess.saturating_mul(1_000_000) > charge.amount.saturating_mul(DRIFT_PPM_MAX)
}

fn is_charge(sum: i64) -> bool {
    CHARGE.contains(&sum) && sum % 100 == 0
}
