//! `bank_down`: the merchant's bank does not answer.
//!
//! # What happened
//! The receiving bank's system is down, and payouts to it are refused or time out.
//! # Evidence
//! The payout is refused with a reason that says so; or it is under way with such a reason, and
//! other payouts to the same bank on the same day bear it too.
//! # Who acts, and when the money comes
//! The channel tries again by itself once the bank is back; the money comes within hours.

use super::Finding;
use crate::{Cause, Facts};

/// Payouts to one bank that bear such a reason before one that is under way is believed to.
const PAYOUTS_MIN: u32 = 2;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.stated_reason() != Some(Cause::BankDown) {
        return None;
    }
    let refused = facts.payout_reason().is_some();
    let many = facts
        .under_way()
        .is_some_and(|payment| payment.peers.bank_down >= PAYOUTS_MIN);
    (refused || many).then(|| Finding::of(Cause::BankDown))
}
