//! `original_not_found`: the original is not known.
//!
//! # What happened
//! It names an earlier transaction that the network or issuer cannot find, perhaps because that
//! was reversed.
//! # Evidence
//! The platform row answers 25.
//! # Who acts, and when the money comes
//! The merchant checks reference and date. No money moved.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::OriginalNotFound)
        .then(|| Finding::of(Cause::OriginalNotFound))
}
