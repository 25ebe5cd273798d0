//! `offline_not_uploaded`: approved offline, and still inside the terminal.
//!
//! # What happened
//! The chip or the terminal approved the sale without asking anyone, and the record has not been
//! sent in.
//! # Evidence
//! The terminal's answer is an offline approval, it was not uploaded, and platform, clearing and
//! settlement do not know it. If it was uploaded all the same, the platform's records must be
//! complete without it.
//! # Who acts, and when the money comes
//! The merchant connects and settles the terminal and must not clear it. The money comes by the
//! cycle after the upload; the longer it takes, the likelier a refusal.

use super::Finding;
use crate::{Cause, Certainty, Facts};
use trail::Source;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.terminal?;
    if !facts.is_sold_offline() || !facts.is_known_to_terminal_only() || facts.is_terminal_gone() {
        return None;
    }
    let found = Finding::of(Cause::OfflineNotUploaded);
    if row.uploaded_at.is_none() {
        return Some(found);
    }
    // The terminal says sent, the platform has never seen it: one of them is wrong.
    facts
        .covers(Source::Platform, facts.settle_day)
        .then(|| found.as_certain_as(Certainty::Probable))
}
