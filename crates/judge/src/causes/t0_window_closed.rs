//! `t0_window_closed`: swiped outside the hours of the instant product.
//!
//! # What happened
//! Instant products pay only at certain hours; a swipe outside them is paid on the next workday.
//! # Evidence
//! An instant contract, no payout yet, a swipe before the opening or after the close of the
//! product, and the next workday not over.
//! # Who acts, and when the money comes
//! The money comes on the next workday after the settlement day; nobody needs to act.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !may_fall_back(facts) {
        return None;
    }
    let hours = &facts.knowledge.thresholds;
    let second = facts.knowledge.zone.second_of_day(facts.swiped_at?);
    let open = (hours.d0_opens_s..hours.d0_closes_s).contains(&second);
    (!open).then(|| Finding::of(Cause::T0WindowClosed))
}

/// Whether a swipe of an instant contract may still be on its way by the next workday's payout.
pub(super) fn may_fall_back(facts: &Facts<'_, '_>) -> bool {
    facts.is_instant() && facts.payment().is_none() && {
        let calendar = &facts.knowledge.calendar;
        let next = calendar.nth_workday_after(facts.settle_day, 1).day;
        facts.now <= facts.knowledge.zone.end_of_day(next)
    }
}
