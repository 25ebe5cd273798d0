//! `terminal_bound_to_other_merchant`: the terminal is registered to another merchant.
//!
//! # What happened
//! The terminal that took the card stands in the register under another merchant, so the settlement
//! either stopped or went there.
//! # Evidence
//! The platform's merchant number differs from the merchant that the register names for the
//! terminal, and no payout for the merchant who swiped exists.
//! # Who acts, and when the money comes
//! The acquirer registers the terminal anew and moves the money by an adjustment, within three to
//! ten workdays.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let record = facts.terminal_record?;
    let row = facts.platform?;
    if record.mid.is_empty() || record.mid == row.mid {
        return None;
    }
    // Once it is on its way to the one who swiped, the wrong entry holds nothing up.
    let paid_to_own = facts.payout_state().is_some()
        && facts
            .settlement
            .is_some_and(|line| !facts.is_other_merchant(line.mid));
    (!paid_to_own).then(|| Finding::of(Cause::TerminalBoundToOtherMerchant))
}
