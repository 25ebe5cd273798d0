//! `remittance_ref_missing`: the credit bears no reference, and was matched by its amount.
//!
//! # What happened
//! The statement's line does not say which payout it is.
//! # Evidence
//! The credit was found by account, amount and day, or as the one sum that fits, and by nothing
//! stronger.
//! # Who acts, and when the money comes
//! Nobody needs to act; the money is there, as probable.

use super::Finding;
use crate::{Cause, Certainty, Facts};
use trail::ClaimCertainty;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    let claim = payment.claim.as_ref()?;
    let by_amount = claim.basis.certainty() == ClaimCertainty::Probable;
    payment.credited(facts.now).next().filter(|_| by_amount)?;
    Some(Finding::of(Cause::RemittanceRefMissing).as_certain_as(Certainty::Probable))
}
