//! `auth_declined_restricted`: the card may not do this.
//!
//! # What happened
//! The card, or the law, does not allow this kind of payment.
//! # Evidence
//! The platform row answers 57, 62, 40, 45, 21, 31, 36, 93, R0, R1 or R3.
//! # Who acts, and when the money comes
//! The cardholder takes another card or inserts the chip. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::AuthDeclinedRestricted)
        .then(|| Finding::of(Cause::AuthDeclinedRestricted))
}
