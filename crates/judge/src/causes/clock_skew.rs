//! `clock_skew`: the clock of the terminal is off.
//!
//! # What happened
//! The times that this terminal prints are not those at which the platform heard it.
//! # Evidence
//! Most swipes of the terminal are more than ten minutes away from the platform's time, this one
//! having both rows.
//! # Who acts, and when the money comes
//! The maintainer of the terminal sets the clock by signing in. The money is not touched.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let seen_by_both = facts.terminal.is_some() && facts.platform.is_some();
    (facts.around.clock_skewed && seen_by_both).then(|| Finding::of(Cause::ClockSkew))
}
