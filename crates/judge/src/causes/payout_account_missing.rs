//! `payout_account_missing`: there is no account to pay to.
//!
//! # What happened
//! The merchant never gave a settlement account, so no payout can be made.
//! # Evidence
//! A settlement line that is ready, no payout, and an empty account in the merchant's row, while
//! other merchants of the data set have one. A table that names no accounts at all says nothing
//! about this merchant.
//! # Who acts, and when the money comes
//! The merchant enters its account; the money comes with the next run after that.

use super::Finding;
use crate::{Cause, Facts};

/// Merchants looked at to see whether the table names accounts at all.
const MERCHANTS_LOOKED_AT: usize = 64;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let merchant = facts
        .merchant
        .filter(|merchant| merchant.account_no.is_empty())?;
    if !facts.waits_for_payout() {
        return None;
    }
    let merchants = facts.knowledge.merchants.values();
    let names_accounts = merchants
        .filter(|other| other.mid != merchant.mid)
        .take(MERCHANTS_LOOKED_AT)
        .any(|other| !other.account_no.is_empty());
    names_accounts.then(|| Finding::of(Cause::PayoutAccountMissing))
}
