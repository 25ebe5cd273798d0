//! `no_request_received`: the request never got to the platform.
//!
//! # What happened
//! The terminal sent, or tried to, and nobody heard it.
//! # Evidence
//! A terminal row without an answer, no platform row, and a platform that is complete for that
//! day.
//! # Who acts, and when the money comes
//! The maintainer looks after the connection of the terminal; query, then swipe again. Nothing
//! was charged and nothing is due.

use super::Finding;
use crate::{Cause, Facts};
use trail::Source;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let unheard = facts.is_known_to_terminal_only() && facts.is_terminal_unanswered();
    (unheard && facts.covers(Source::Platform, facts.settle_day))
        .then(|| Finding::of(Cause::NoRequestReceived))
}
