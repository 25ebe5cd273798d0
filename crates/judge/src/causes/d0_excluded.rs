//! `d0_excluded`: this kind of swipe is left out of instant payouts.
//!
//! # What happened
//! Stripe swipes, foreign currencies and large amounts are looked at before they are paid, so
//! instant products leave them to the next workday.
//! # Evidence
//! An instant contract, no payout yet, and a swipe by magnetic stripe, in another currency than
//! yuan, or above the review line.
//! # Who acts, and when the money comes
//! The money comes on the next workday after the settlement day; nobody needs to act.

use super::{Finding, t0_window_closed};
use crate::{Cause, Facts};
use trail::Method;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !t0_window_closed::may_fall_back(facts) {
        return None;
    }
    let stripe = facts.method == Some(Method::Magstripe);
    let foreign = !matches!(facts.currency, "" | "CNY");
    let large = facts.amount > facts.knowledge.thresholds.d0_review_amount;
    (stripe || foreign || large).then(|| Finding::of(Cause::D0Excluded))
}
