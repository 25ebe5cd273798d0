//! `cleared_after_timeout`: the platform gave up, the network did not.
//!
//! # What happened
//! The platform saw a timeout or fault, but the issuer had approved, and the network cleared the
//! sale.
//! # Evidence
//! A platform row without an approval that may have moved money all the same (none, 68, 98, 96,
//! 91, 92, A7 and the like), and a clearing line. What stops the money later is named instead.
//! # Who acts, and when the money comes
//! The acquirer books the sale or gives it back by credit adjustment. Once booked it settles by
//! the cycle, in 1 to 3 workdays.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let cleared = facts.platform.is_some() && facts.clearing.is_some() && facts.owed.is_some();
    if !cleared || facts.outcome.is_approved() || facts.is_stopped_later() {
        return None;
    }
    // A repeat under a used trace number is another matter.
    (!facts.is_answered_with(Cause::StanReused)).then(|| Finding::of(Cause::ClearedAfterTimeout))
}
