//! `auth_declined_card_invalid`: no such card or account.
//!
//! # What happened
//! The number on the card leads to no issuer, or to no account there.
//! # Evidence
//! The platform row answers 14, 15, 39, 42, 44, 52, 53 or 56.
//! # Who acts, and when the money comes
//! The cardholder pays with another card. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::AuthDeclinedCardInvalid)
        .then(|| Finding::of(Cause::AuthDeclinedCardInvalid))
}
