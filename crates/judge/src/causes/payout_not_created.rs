//! `payout_not_created`: settled and due, and nobody made the payout.
//!
//! # What happened
//! The acquirer reckoned what it owes, the due time passed, and the swipe is in no payout.
//! # Evidence
//! A settlement line that is ready, no payout at this instant, the due time passed, and payout
//! records that are complete for the due day; or a payout that was refused and tried again in parts, of
//! which none is left that may hold the line. It gives way where something better explains the
//! silence: an account that is missing or not in order, an instant product that fell back to the
//! next workday, a make-up workday that nobody worked.
//! # Who acts, and when the money comes
//! The acquirer makes the payout; the money comes with its next run.

use super::{
    Finding, d0_excluded, new_merchant_t1_only, payout_account_missing, t0_quota_exceeded,
    t0_window_closed,
};
use crate::{AccountStatus, Cause, Facts};
use ledger::Day;
use trail::Source;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let due = facts.due.filter(|_| facts.is_past_due())?;
    let waits = facts.waits_for_payout() || facts.is_in_no_part();
    if !waits || !facts.covers(Source::Payout, due.due_day) {
        return None;
    }
    let explained = payout_account_missing::find(facts).is_some()
        || has_bad_account(facts)
        || falls_back(facts)
        || is_makeup_day_skipped(facts, due.due_day);
    (!explained).then(|| Finding::of(Cause::PayoutNotCreated))
}

fn has_bad_account(facts: &Facts<'_, '_>) -> bool {
    facts
        .merchant
        .is_some_and(|merchant| merchant.account_status != AccountStatus::Normal)
}

/// One of the reasons for which an instant product pays by the next workday.
fn falls_back(facts: &Facts<'_, '_>) -> bool {
    facts.is_instant()
        && [
            t0_quota_exceeded::find,
            t0_window_closed::find,
            new_merchant_t1_only::find,
            d0_excluded::find,
        ]
        .iter()
        .any(|find| find(facts).is_some())
}

/// Due on a weekend that is worked in exchange, and the next workday is not over.
fn is_makeup_day_skipped(facts: &Facts<'_, '_>, due_day: Day) -> bool {
    let calendar = &facts.knowledge.calendar;
    calendar.is_makeup_workday(due_day) && {
        let next = calendar.nth_workday_after(due_day, 1).day;
        facts.now <= facts.knowledge.zone.end_of_day(next)
    }
}
