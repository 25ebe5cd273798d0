//! `posting_delay`: paid, and not booked yet.
//!
//! # What happened
//! The rail reports the payout as paid, and the merchant's bank has not booked it yet.
//! # Evidence
//! The payout is reported paid, the statement is complete for that day and shows no credit, and
//! less than a workday has passed. Where more has passed and the statement does not reach so far,
//! the same is suspected: nobody can say yet that it did not come.
//! # Who acts, and when the money comes
//! The merchant's bank books it, within a workday as a rule. After that the acquirer traces it.

use super::Finding;
use crate::{Cause, Certainty, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts.paid_unseen()?;
    let paid_at = facts.payout_state()?.status_at;
    let zone = &facts.knowledge.zone;
    if !facts.covers_bank(zone.day(paid_at)) {
        return None;
    }
    let by_then = facts.workday_after(paid_at);
    if facts.now <= by_then {
        return Some(Finding::of(Cause::PostingDelay));
    }
    let unseen = !facts.covers_bank(zone.day(by_then));
    unseen.then(|| Finding::of(Cause::PostingDelay).as_certain_as(Certainty::Suspected))
}
