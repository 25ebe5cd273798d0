//! `auth_declined_limit`: over a limit of the card.
//!
//! # What happened
//! The amount, or the number of payments, is more than the issuer allows this card.
//! # Evidence
//! The platform row answers 61, 65 or 13.
//! # Who acts, and when the money comes
//! The cardholder pays less, with another card, or on another day. No money is due and none will
//! come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::AuthDeclinedLimit)
        .then(|| Finding::of(Cause::AuthDeclinedLimit))
}
