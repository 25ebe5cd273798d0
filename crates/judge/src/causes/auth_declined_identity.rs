//! `auth_declined_identity`: the issuer refused without saying more.
//!
//! # What happened
//! The issuer did not recognise the cardholder, or would not honour the payment.
//! # Evidence
//! The platform row answers 05 or P1.
//! # Who acts, and when the money comes
//! The cardholder calls the issuer. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::AuthDeclinedIdentity)
        .then(|| Finding::of(Cause::AuthDeclinedIdentity))
}
