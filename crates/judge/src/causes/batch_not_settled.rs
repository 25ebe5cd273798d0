//! `batch_not_settled`: kept in a batch that the terminal has not been told to settle.
//!
//! # What happened
//! The terminal approved it by itself, or holds the notice of a completion, and sends such records
//! only when its batch is settled.
//! # Evidence
//! The terminal's row was never uploaded, nobody else knows of the swipe, and its batch is still
//! open: an extra column `batch_status` says so, or the sale is of today.
//! # Who acts, and when the money comes
//! The merchant settles the terminal; the money comes by the settlement cycle of the day of the
//! upload.

use super::Finding;
use crate::{Cause, Certainty, Facts};
use trail::{Row, TxnType};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.terminal?;
    if row.uploaded_at.is_some() || !facts.is_known_to_terminal_only() {
        return None;
    }
    let sent_by_batch = facts.is_sold_offline() || facts.txn_type == TxnType::Completion;
    if !sent_by_batch || !facts.outcome.is_approved() || facts.is_terminal_gone() {
        return None;
    }
    let found = Finding::of(Cause::BatchNotSettled);
    match row.extra("batch_status") {
        "open" => Some(found),
        // A batch is settled at the end of its day; that of today is taken to be open.
        "" if facts.swipe_day() == facts.knowledge.zone.day(facts.now) => {
            Some(found.as_certain_as(Certainty::Probable))
        }
        _ => None,
    }
}
