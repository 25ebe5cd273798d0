//! `auth_declined_expired`: the card has expired.
//!
//! # What happened
//! The card is past its date, or the date was keyed wrong.
//! # Evidence
//! The platform row answers 54 or 33.
//! # Who acts, and when the money comes
//! The cardholder checks the date or takes another card. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::AuthDeclinedExpired)
        .then(|| Finding::of(Cause::AuthDeclinedExpired))
}
