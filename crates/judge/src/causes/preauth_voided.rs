//! `preauth_voided`: a reservation given up.
//!
//! # What happened
//! The pre-authorisation was voided, so the money set aside was released.
//! # Evidence
//! A pre-authorisation and an approved void of it.
//! # Who acts, and when the money comes
//! Nobody. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts, NotOwed};
use trail::TxnType;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let voided = facts.not_owed == Some(NotOwed::Voided) && facts.txn_type == TxnType::Preauth;
    voided.then(|| Finding::of(Cause::PreauthVoided))
}
