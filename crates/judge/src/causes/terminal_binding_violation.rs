//! `terminal_binding_violation`: refused right after the terminal was bound anew.
//!
//! # What happened
//! A terminal must be registered with its serial number, merchant, account and place; after a
//! change the network refuses it until the registration is whole again.
//! # Evidence
//! The swipe was refused as not permitted or not registered within days after the register bound
//! the terminal to its merchant. Serial numbers themselves are not in the records.
//! # Who acts, and when the money comes
//! The acquirer completes the registration; what is swiped after that settles as usual.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.platform?;
    if !matches!(row.response_code, "58" | "97") {
        return None;
    }
    let bound_at = facts.terminal_record?.bound_at?;
    let days = i64::from(facts.knowledge.thresholds.rebinding_days);
    let age_s = row.received_at.seconds_since(bound_at);
    (0..=days * 86_400)
        .contains(&age_s)
        .then(|| Finding::of(Cause::TerminalBindingViolation))
}
