//! `network_fault`: a fault between platform and issuer stopped it.
//!
//! # What happened
//! A message could not be read, routed or secured, or a system failed on the way.
//! # Evidence
//! The platform row answers 96, 92, A7, 30, A8, C1, 06 or Z3, and the swipe was not cleared.
//! While 96 can still be cleared nobody knows the outcome; a wider outage explains it first.
//! # Who acts, and when the money comes
//! The network or platform; query before swiping again. No money is due once it is certain; a
//! wrong debit goes back to the cardholder in 1 to 3 workdays.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !facts.is_answered_with(Cause::NetworkFault) || facts.clearing.is_some() {
        return None;
    }
    if facts.not_owed.is_none()
        && (facts.owed.is_some() || facts.is_in_platform_outage() || facts.is_in_channel_outage())
    {
        return None;
    }
    Some(Finding::of(Cause::NetworkFault))
}
