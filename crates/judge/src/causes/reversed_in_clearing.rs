//! `reversed_in_clearing`: the network took it back, though nobody here reversed it.
//!
//! # What happened
//! The platform said approved and sent no reversal, and the network's file shows the swipe as
//! reversed: the cardholder has the money.
//! # Evidence
//! A clearing line of type reversal names the swipe, and no reversal of the platform succeeded.
//! # Who acts, and when the money comes
//! The acquirer finds out who reversed it; if goods were given, it asks for the money by a debit
//! adjustment, five to fifteen workdays.

use super::Finding;
use crate::{Cause, Facts, NotOwed};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    (facts.not_owed == Some(NotOwed::ReversedInClearing))
        .then(|| Finding::of(Cause::ReversedInClearing))
}
