//! `terminal_fault`: the terminal is broken, and may hold sales that it never sent.
//!
//! # What happened
//! The terminal failed and was taken out of use; what it had approved or started has not come in.
//! # Evidence
//! Only the terminal knows of the swipe and the register says that it is suspended, or lost without
//! an approval; or its reversals were answered with a system fault again and again.
//! # Who acts, and when the money comes
//! Service swaps the terminal and sends its stored batch in first; the money comes by the
//! settlement cycle after that. Nobody may wipe the terminal before.

use super::Finding;
use crate::{Cause, Facts, TerminalStatus};

/// So many reversals answered with 96 are a terminal's fault, fewer may be the network's.
const FAULTY_REVERSALS_MIN: usize = 2;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts.terminal?;
    let broken = facts
        .terminal_record
        .is_some_and(|record| match record.status {
            TerminalStatus::Suspended => true,
            // What a lost terminal had approved is lost with it: `offline_lost`.
            TerminalStatus::Lost => !facts.outcome.is_approved(),
            TerminalStatus::Active | TerminalStatus::Retired => false,
        });
    if broken && facts.is_known_to_terminal_only() {
        return Some(Finding::of(Cause::TerminalFault));
    }
    let faulty = facts
        .reversals
        .iter()
        .filter(|row| row.response_code == "96");
    (facts.clearing.is_none() && faulty.count() >= FAULTY_REVERSALS_MIN)
        .then(|| Finding::of(Cause::TerminalFault))
}
