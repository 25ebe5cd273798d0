//! `negative_balance`: set off against what the merchant owed.
//!
//! # What happened
//! Refunds and chargebacks had been more than the takings, and the acquirer set this swipe's money
//! off against that debt.
//! # Evidence
//! The settlement line of the swipe itself has the status `netted`.
//! # Who acts, and when the money comes
//! Nobody needs to act; new sales clear the debt, or the merchant pays it in.

use super::Finding;
use crate::{Cause, Facts};
use trail::SettlementStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let line = facts.settlement?;
    (line.status == SettlementStatus::Netted && line.net > 0)
        .then(|| Finding::of(Cause::NegativeBalance))
}
