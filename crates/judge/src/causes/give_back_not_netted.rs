//! `give_back_not_netted`: given back to the cardholder, and still with the merchant.
//!
//! # What happened
//! A refund, a chargeback or an adjustment is through, and the payout that should have been less by
//! it came without netting it, or never came.
//! # Evidence
//! More has arrived than is owed, and a transaction that gives money back is netted by no settlement
//! line that has arrived, though its due time has passed.
//! # Who acts, and when the money comes
//! The acquirer nets it in its next run; the merchant should not spend it.

use super::Finding;
use crate::{Cause, Dependent, Facts, ItemName, VerdictKind};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.verdict != VerdictKind::Over {
        return None;
    }
    let is_netted = |one: &Dependent<'_>| {
        let mut lines = facts.deductions.iter();
        lines.any(|line| line.arrived.is_some() && line.row.txn_type == one.txn_type)
    };
    let waits = |one: &Dependent<'_>| facts.now <= facts.due_of(one.day);
    let open = || {
        let open = facts.dependents.giving_back();
        open.filter(|one| !is_netted(one) && !waits(one))
    };
    open().next()?;
    let still_there: i64 = open().map(|one| one.left).fold(0, i64::saturating_add);
    let netted = facts.given_back.saturating_sub(still_there);
    // The fee of what is left is reckoned anew, so the item is the difference of two debts.
    let before = match facts.merchant {
        Some(merchant) => {
            let class = facts.card_class();
            merchant.terms.owed(facts.approved?, netted, class).owed
        }
        None => facts.arrived,
    };
    let item = facts.owed?.saturating_sub(before);
    Some(Finding::of(Cause::GiveBackNotNetted).item(ItemName::ToBeNetted, item))
}
