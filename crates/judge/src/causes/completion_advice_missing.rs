//! `completion_advice_missing`: the completion of a pre-authorisation never left the terminal.
//!
//! # What happened
//! The terminal completed a reserved amount and kept the notice; without it the issuer only holds
//! the money.
//! # Evidence
//! The terminal has a completion, and the platform, whose records of the day are complete, clearing
//! and settlement have none.
//! # Who acts, and when the money comes
//! The merchant settles the terminal; the money comes by the cycle after the upload, if the
//! reservation still stands.

use super::Finding;
use crate::{Cause, Facts};
use trail::{Source, TxnType};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let unheard = facts.txn_type == TxnType::Completion
        && facts.is_known_to_terminal_only()
        && facts.covers(Source::Platform, facts.settle_day);
    unheard.then(|| Finding::of(Cause::CompletionAdviceMissing))
}
