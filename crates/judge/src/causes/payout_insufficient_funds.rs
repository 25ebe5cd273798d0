//! `payout_insufficient_funds`: the account that pays had too little money.
//!
//! # What happened
//! The acquirer's own account did not cover the payout, so the bank refused it or lets it wait.
//! # Evidence
//! The payout is not paid, and its reason says that the payer lacks funds.
//! # Who acts, and when the money comes
//! The acquirer funds the account and sends the payout again; the money comes the same day or the
//! next workday.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let told = facts.under_way().is_some()
        && facts.stated_reason() == Some(Cause::PayoutInsufficientFunds);
    let refused = facts.payout_reason() == Some(Cause::PayoutInsufficientFunds);
    (told || refused).then(|| Finding::of(Cause::PayoutInsufficientFunds))
}
