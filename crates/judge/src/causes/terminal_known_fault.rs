//! `terminal_known_fault`: this model and firmware is known to fail on this channel.
//!
//! # What happened
//! The maker or the acquirer has listed the terminal's model and firmware as faulty for the channel
//! that carried the swipe.
//! # Evidence
//! The compatibility table says `known_fault` for the model, firmware, channel and way of paying.
//! # Who acts, and when the money comes
//! The agent updates the firmware. The swipe's own money follows its own cause.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let record = facts.terminal_record?;
    let listed = facts.knowledge.incompatibilities.iter().any(|row| {
        row.known_fault
            && row.model == record.model
            && row.firmware == record.firmware
            && row.channel == facts.channel
            && row.method.is_none_or(|method| facts.method == Some(method))
    });
    listed.then(|| Finding::of(Cause::TerminalKnownFault))
}
