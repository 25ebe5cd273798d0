//! `auth_declined_wrong_pin`: the PIN was wrong, or tried too often.
//!
//! # What happened
//! The issuer could not accept the PIN that was entered.
//! # Evidence
//! The platform row answers 55, 38, 75 or 83.
//! # Who acts, and when the money comes
//! The cardholder enters it again, or has the card unlocked by the issuer. No money is due and
//! none will come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::AuthDeclinedWrongPin)
        .then(|| Finding::of(Cause::AuthDeclinedWrongPin))
}
