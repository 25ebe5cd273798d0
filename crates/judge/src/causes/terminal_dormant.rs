//! `terminal_dormant`: refused because the terminal had not been used for months.
//!
//! # What happened
//! A terminal or merchant without a sale for three months is stopped until it has been verified
//! again.
//! # Evidence
//! The swipe was refused as invalid merchant, not permitted or not registered, and the register
//! last saw the terminal longer than ninety days before it.
//! # Who acts, and when the money comes
//! The merchant identifies itself to the acquirer again, after a year it applies anew. No money is
//! due.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.platform?;
    if !matches!(row.response_code, "03" | "58" | "97") {
        return None;
    }
    facts
        .is_terminal_long_unseen()
        .then(|| Finding::of(Cause::TerminalDormant))
}
