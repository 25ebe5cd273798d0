//! `related_transaction_rejected`: a completion that does not fit its pre-authorisation.
//!
//! # What happened
//! The network compared it with the original and found another amount, another state or too long
//! a time between.
//! # Evidence
//! A completion whose platform row answers 12, 22 or 64.
//! # Who acts, and when the money comes
//! The merchant sends it again with the reference, date and amount of the original. No money
//! moved.

use super::Finding;
use crate::{Cause, Facts};
use trail::TxnType;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.txn_type != TxnType::Completion {
        return None;
    }
    facts
        .is_answered_with(Cause::RelatedTransactionRejected)
        .then(|| Finding::of(Cause::RelatedTransactionRejected))
}
