//! `sale_fully_refunded`: all of it was given back.
//!
//! # What happened
//! The merchant refunded the sale to the last fen, at once or in parts.
//! # Evidence
//! Approved refunds that sum to the approved amount, with no chargeback or adjustment among them;
//! several that sum to more are `refund_twice`.
//! # Who acts, and when the money comes
//! Nobody. Nothing is due; what was paid before is taken out of a later payout.

use super::Finding;
use crate::{Cause, Facts, NotOwed};
use trail::TxnType;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.not_owed != Some(NotOwed::GivenBack) {
        return None;
    }
    let cleared = facts.give_backs.iter().map(|row| row.txn_type);
    let settled = facts.deductions.iter().map(|line| line.row.txn_type);
    let mut kinds = cleared.chain(settled);
    let by_others = kinds.any(|kind| matches!(kind, TxnType::Chargeback | TxnType::Adjustment));
    let more_than_once = super::refund_twice::find(facts).is_some();
    (!by_others && !more_than_once).then(|| Finding::of(Cause::SaleFullyRefunded))
}
