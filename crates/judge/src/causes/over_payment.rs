//! `over_payment`: more was booked than is owed.
//!
//! # What happened
//! The credit is larger than the payout it belongs to, and nothing explains the rest.
//! # Evidence
//! The credit refers to the payout and is more than it, and more than its settlement lines sum to; or a
//! further credit refers to it.
//! The surplus belongs to no swipe.
//! # Who acts, and when the money comes
//! The acquirer takes the surplus back or nets it; the merchant should not spend it.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    if let Some(again) = payment.again(facts.now).next() {
        return Some(Finding::of(Cause::OverPayment).from(again.place));
    }
    let claim = payment
        .claim
        .as_ref()
        .filter(|claim| claim.difference > 0)?;
    let came = payment.left_of_credit(facts.now);
    let surplus = claim.lump.is_some() || came > payment.net_sum;
    (surplus && came > 0).then(|| Finding::of(Cause::OverPayment))
}
