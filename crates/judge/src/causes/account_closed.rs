//! `account_closed`: the account is closed.
//!
//! # What happened
//! The merchant closed the account, or the bank did, and nothing can be booked on it.
//! # Evidence
//! The payout is rejected or returned, and the reason says that the account is closed. Where the
//! acquirer's own table knows it, a due swipe for which no payout was made is explained by it too,
//! as probable.
//! # Who acts, and when the money comes
//! The merchant corrects its account in the app; the money comes with the next run after that,
//! usually the next workday.

use super::Finding;
use crate::{AccountStatus, Cause, Certainty, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.payout_reason() == Some(Cause::AccountClosed) {
        return Some(Finding::of(Cause::AccountClosed));
    }
    let known = facts
        .merchant
        .is_some_and(|merchant| merchant.account_status == AccountStatus::Closed);
    let stopped = known && facts.is_past_due() && facts.waits_for_payout();
    stopped.then(|| Finding::of(Cause::AccountClosed).as_certain_as(Certainty::Probable))
}
