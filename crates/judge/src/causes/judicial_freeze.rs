//! `judicial_freeze`: frozen by a court or the police.
//!
//! # What happened
//! An authority has ordered that the money must not move.
//! # Evidence
//! An open judicial hold stands, the settlement line is held for one, or the payout was refused
//! with such words.
//! # Who acts, and when the money comes
//! The merchant turns to the authority named in the order; nobody can promise a date.

use super::Finding;
use crate::{Cause, Facts, HoldReason};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let frozen =
        facts.is_held_for(HoldReason::Judicial) || facts.is_refused_for(Cause::JudicialFreeze);
    frozen.then(|| Finding::of(Cause::JudicialFreeze))
}
