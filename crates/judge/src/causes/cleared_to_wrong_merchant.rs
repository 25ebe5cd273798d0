//! `cleared_to_wrong_merchant`: cleared under the number of another merchant.
//!
//! # What happened
//! The network's file has the swipe, with the merchant number of somebody else.
//! # Evidence
//! The clearing line bears the swipe's reference and the number of another merchant of the same
//! acquirer, and no payout for the merchant who swiped exists.
//! # Who acts, and when the money comes
//! The acquirer moves the money by an adjustment, within three to ten workdays.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let clearing = facts.clearing?;
    facts.platform?;
    if !facts.is_other_merchant(clearing.mid) {
        return None;
    }
    let paid_to_own = facts.payout_state().is_some()
        && facts
            .settlement
            .is_some_and(|line| !facts.is_other_merchant(line.mid));
    (!paid_to_own).then(|| Finding::of(Cause::ClearedToWrongMerchant))
}
