//! `bank_suspense`: the bank has the money and does not know where to put it.
//!
//! # What happened
//! The payout reached the merchant's bank, which parked it in a suspense account.
//! # Evidence
//! The payout is reported paid with words that say so, and no credit is on the statement.
//! # Who acts, and when the money comes
//! The branch clears it by hand once it has the papers; that takes one to three workdays.

use super::Finding;
use crate::{Cause, Facts};

/// The word of a bank for money that it parks.
const PARKED: &str = "挂账";

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts.paid_unseen()?;
    let parked = facts.payout_state()?.reason_text.contains(PARKED);
    parked.then(|| Finding::of(Cause::BankSuspense))
}
