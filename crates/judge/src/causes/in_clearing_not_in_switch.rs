//! `in_clearing_not_in_switch`: cleared by the network, and unknown to the platform.
//!
//! # What happened
//! The network settled a swipe that the acquirer's own switch has no record of, so nothing was
//! reckoned for the merchant yet.
//! # Evidence
//! A clearing line, the terminal's or the settlement's row of the same swipe, no platform row in
//! complete records of that day, and no payout.
//! # Who acts, and when the money comes
//! The acquirer finds the merchant by merchant and terminal number and books it, within one to
//! three workdays.

use super::Finding;
use crate::{Cause, Facts};
use trail::Source;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.clearing?;
    let unheard = facts.platform.is_none()
        && facts.payout_state().is_none()
        && facts.covers(Source::Platform, row.settle_date);
    unheard.then(|| Finding::of(Cause::InClearingNotInSwitch))
}
