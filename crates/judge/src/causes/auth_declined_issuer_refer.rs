//! `auth_declined_issuer_refer`: the issuer wants to be called.
//!
//! # What happened
//! The issuer wants a word before it pays, and approved nothing.
//! # Evidence
//! The platform row answers 01 or 02.
//! # Who acts, and when the money comes
//! Call the issuer or take another card. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::AuthDeclinedIssuerRefer)
        .then(|| Finding::of(Cause::AuthDeclinedIssuerRefer))
}
