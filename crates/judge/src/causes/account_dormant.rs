//! `account_dormant`: the account sleeps.
//!
//! # What happened
//! The account was not used for so long, or never activated, that its bank takes no credits for it.
//! # Evidence
//! The payout is rejected or returned, and the words say that the account is dormant or not active.
//! Where the acquirer's own table knows it, a due swipe for which no payout was made is explained
//! by it too, as probable.
//! # Who acts, and when the money comes
//! The merchant corrects its account in the app; the money comes with the next run after that,
//! usually the next workday.

use super::Finding;
use crate::{AccountStatus, Cause, Certainty, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.payout_reason() == Some(Cause::AccountDormant) {
        return Some(Finding::of(Cause::AccountDormant));
    }
    let known = facts
        .merchant
        .is_some_and(|merchant| merchant.account_status == AccountStatus::Dormant);
    let stopped = known && facts.is_past_due() && facts.waits_for_payout();
    stopped.then(|| Finding::of(Cause::AccountDormant).as_certain_as(Certainty::Probable))
}
