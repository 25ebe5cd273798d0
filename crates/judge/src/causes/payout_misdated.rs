//! `payout_misdated`: the payout bears a later date than the contract.
//!
//! # What happened
//! Somebody set the payout for a later day than the one on which the money is due, so it waits for
//! that day.
//! # Evidence
//! A first attempt, made in time, whose `due_date` lies after the contract's due day and is not
//! over; or a refusal that speaks of the date.
//! # Who acts, and when the money comes
//! The acquirer corrects the date; the money comes on the corrected day.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.payout_reason() == Some(Cause::PayoutMisdated) {
        return Some(Finding::of(Cause::PayoutMisdated));
    }
    let payment = facts.under_way()?;
    let plan = payment.payout.plan();
    let (set, due) = (plan.due_date?, facts.due?);
    let zone = &facts.knowledge.zone;
    let misdated = set > due.due_day
        && payment.payout.retry_of().is_empty()
        && zone.day(plan.created_at) <= due.due_day
        && facts.now <= zone.end_of_day(set);
    misdated.then(|| Finding::of(Cause::PayoutMisdated))
}
