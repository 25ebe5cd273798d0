//! `account_currency_mismatch`: the account is held in another currency.
//!
//! # What happened
//! The payout is in yuan and the account is not, or the currency of the payout is wrong.
//! # Evidence
//! The payout is not paid, and its reason names the currency.
//! # Who acts, and when the money comes
//! The merchant gives a yuan account; the money comes with the next run after that.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let told = facts.under_way().is_some()
        && facts.stated_reason() == Some(Cause::AccountCurrencyMismatch);
    let refused = facts.payout_reason() == Some(Cause::AccountCurrencyMismatch);
    (told || refused).then(|| Finding::of(Cause::AccountCurrencyMismatch))
}
