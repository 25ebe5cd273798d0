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
use crate::{Cause, Certainty, Facts, saturating_sum};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    let claim = payment.claim.as_ref()?;
    let taken = saturating_sum(payment.taken_back(facts.now).map(|line| line.amount));
    let less = claim.difference < taken;
    let lump = claim.lump.is_some();
    if !less || payment.left_out.is_some() || payment.left_of_credit(facts.now) <= 0 {
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
