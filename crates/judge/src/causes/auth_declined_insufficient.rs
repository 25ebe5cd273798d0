//! `auth_declined_insufficient`: the card has not enough money.
//!
//! # What happened
//! The issuer refused because the account or credit line behind the card does not cover the
//! amount.
//! # Evidence
//! The platform row answers 51.
//! # Who acts, and when the money comes
//! The cardholder pays with another card or a smaller sum. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::AuthDeclinedInsufficient)
        .then(|| Finding::of(Cause::AuthDeclinedInsufficient))
}
