//! `short_payment_other`: less was booked than was paid out.
//!
//! # What happened
//! Something was taken on the way between the acquirer and the account.
//! # Evidence
//! The credit refers to the payout and is less than it, and the difference is no single swipe's
//! net. It belongs to the payout and is put on no swipe.
//! # Who acts, and when the money comes
//! The merchant's bank says what was taken; the rest comes in one to three workdays, if at all.

use super::Finding;
use crate::{Cause, Certainty, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    let less = payment
        .claim
        .as_ref()
        .is_some_and(|claim| claim.difference < 0);
    let lump = payment
        .claim
        .as_ref()
        .is_some_and(|claim| claim.lump.is_some());
    if !less || payment.left_out.is_some() || payment.credited(facts.now).next().is_none() {
        return None;
    }
    let finding = Finding::of(Cause::ShortPaymentOther);
    Some(if lump {
        // Another member of the lump may be the one that is less.
        finding.as_certain_as(Certainty::Probable)
    } else {
        finding
    })
}
