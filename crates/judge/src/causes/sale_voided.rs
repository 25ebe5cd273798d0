//! `sale_voided`: sold, and undone by a void.
//!
//! # What happened
//! The sale or completion was approved and cancelled before it was cleared.
//! # Evidence
//! An approved void, at the platform or in the clearing file, that names the sale.
//! # Who acts, and when the money comes
//! Nobody; the cardholder has the money back. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts, NotOwed};
use trail::TxnType;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let voided = facts.not_owed == Some(NotOwed::Voided) && facts.txn_type != TxnType::Preauth;
    voided.then(|| Finding::of(Cause::SaleVoided))
}
