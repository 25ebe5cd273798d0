//! `retrieval_unanswered`: taken back because nobody answered the request for the slip.
//!
//! # What happened
//! The issuer asked for the slip, got no answer in time, and charged the payment back for that.
//! # Evidence
//! A line that gives the money back bears the dispute reason 4526 or 4527.
//! # Who acts, and when the money comes
//! The merchant sends the slip at once and asks for a second presentment; if it is accepted, the
//! money is back after twenty to sixty days.

use super::Finding;
use crate::{Cause, Facts, NotOwed};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.not_owed != Some(NotOwed::GivenBack) {
        return None;
    }
    let row = facts
        .give_backs
        .iter()
        .find(|row| row.txn_type.gives_back() && matches!(row.reason, "4526" | "4527"))?;
    Some(Finding::of(Cause::RetrievalUnanswered).from(row.place))
}
