//! `auth_declined_cvv`: the card security check failed.
//!
//! # What happened
//! The value that proves the card genuine did not match.
//! # Evidence
//! The platform row answers 59, 82 or N7.
//! # Who acts, and when the money comes
//! Try the chip or another card. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::AuthDeclinedCvv)
        .then(|| Finding::of(Cause::AuthDeclinedCvv))
}
