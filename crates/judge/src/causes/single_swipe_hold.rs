//! `single_swipe_hold`: this one swipe is under review.
//!
//! # What happened
//! Risk control has kept back this swipe and asks for its slip; the merchant's other money goes on.
//! # Evidence
//! An open hold for risk names the swipe's reference, and the money has not left the acquirer.
//! # Who acts, and when the money comes
//! The merchant sends the slip of this swipe; the money comes three to seven workdays after the
//! papers.

use super::Finding;
use crate::{Cause, Facts, HoldReason};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let named = facts
        .holds
        .iter()
        .any(|hold| hold.reason == HoldReason::Risk && !hold.rrn.is_empty());
    (named && facts.is_in_house()).then(|| Finding::of(Cause::SingleSwipeHold))
}
