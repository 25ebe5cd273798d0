//! `payout_old_account_used`: the payout went to an account that the merchant no longer uses.
//!
//! # What happened
//! The merchant changed its account, and the payout still names another one.
//! # Evidence
//! The payout is sent, paid or refused, its account differs from the merchant's current one, and no
//! credit is seen. Masked account numbers are compared by what they show.
//! # Who acts, and when the money comes
//! The acquirer asks for the money back from the old account's bank, corrects the data and pays
//! again; that takes three to ten workdays.

use super::Finding;
use crate::{Cause, Facts};
use trail::PayoutStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    let state = facts.payout_state()?;
    let current = facts.merchant?.account_no.as_str();
    let differs = !current.is_empty()
        && !payment.account_no.is_empty()
        && !is_same_account(current, payment.account_no);
    if !differs || state.status == PayoutStatus::Created {
        return None;
    }
    let unseen = payment.credited(facts.now).next().is_none();
    unseen.then(|| Finding::of(Cause::PayoutOldAccountUsed))
}

/// Whether two account numbers may be one; where one of them is masked, by their last four.
fn is_same_account(a: &str, b: &str) -> bool {
    const SHOWN: usize = 4;
    if a == b {
        return true;
    }
    let masked = a.contains('*') || b.contains('*');
    let tail = |account: &str| account.chars().rev().take(SHOWN).collect::<Vec<_>>();
    masked && tail(a) == tail(b)
}
