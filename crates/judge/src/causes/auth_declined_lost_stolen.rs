//! `auth_declined_lost_stolen`: the card is reported lost, stolen or suspect.
//!
//! # What happened
//! The issuer refused and wants the card kept.
//! # Evidence
//! The platform row answers 04, 07, 34, 35, 37, 41, 43 or 67.
//! # Who acts, and when the money comes
//! The merchant keeps the card if that is safe, and calls the acquirer. No money is due and none
//! will come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::AuthDeclinedLostStolen)
        .then(|| Finding::of(Cause::AuthDeclinedLostStolen))
}
