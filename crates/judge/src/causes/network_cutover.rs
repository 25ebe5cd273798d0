//! `network_cutover`: the network was changing its day.
//!
//! # What happened
//! For a few minutes after the cut the network takes nothing.
//! # Evidence
//! The platform row answers 90.
//! # Who acts, and when the money comes
//! The network; swipe again some minutes later. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::NetworkCutover)
        .then(|| Finding::of(Cause::NetworkCutover))
}
