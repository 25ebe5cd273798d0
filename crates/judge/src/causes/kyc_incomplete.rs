//! `kyc_incomplete`: the merchant's papers are missing or expired.
//!
//! # What happened
//! A licence, an identity card or the confirmation of the account has run out, and the acquirer
//! must not pay until it is renewed.
//! # Evidence
//! An open hold for papers stands, the settlement line is held for them, or the payout was refused
//! for them. A suspended merchant with some other hold is taken for this, as suspected only.
//! # Who acts, and when the money comes
//! The merchant renews the papers; one to three workdays after that.

use super::Finding;
use crate::{Cause, Certainty, Facts, HoldReason, MerchantStatus};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let found = Finding::of(Cause::KycIncomplete);
    if facts.is_held_for(HoldReason::Kyc) || facts.is_refused_for(Cause::KycIncomplete) {
        return Some(found);
    }
    let stopped = facts.merchant_status() == MerchantStatus::Suspended && facts.is_in_house();
    stopped.then(|| found.as_certain_as(Certainty::Suspected))
}
