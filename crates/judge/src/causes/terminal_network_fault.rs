//! `terminal_network_fault`: the terminal has no working line.
//!
//! # What happened
//! One terminal heard nothing for a while, and the others did.
//! # Evidence
//! At least three unanswered swipes on the terminal within 30 minutes, this one included, with
//! fewer terminals silent elsewhere than make an outage.
//! # Who acts, and when the money comes
//! The maintainer looks at card, signal and settings of the terminal. Unanswered swipes are
//! reversed and nothing is due for them.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let thresholds = &facts.knowledge.thresholds;
    let (around, outage) = (facts.around, thresholds.outage_terminals);
    let silent_here = around.silent_on_terminal >= thresholds.silent_swipes;
    let alone = around.silent_elsewhere < outage && around.terminals_silent < outage;
    (silent_here && alone && facts.is_terminal_unanswered())
        .then(|| Finding::of(Cause::TerminalNetworkFault))
}
