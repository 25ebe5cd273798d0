//! `returned_not_represented`: returned, and nobody has paid again.
//!
//! # What happened
//! The payout came back more than a workday ago, and the acquirer has not made another.
//! # Evidence
//! The latest attempt is `returned` for more than a workday, no money is there, no attempt follows it, and payout
//! records are complete for the workday after it.
//! # Who acts, and when the money comes
//! The acquirer makes the new payout once the account is put right; the money comes with the next
//! run.

use super::Finding;
use crate::{Cause, Facts};
use trail::{PayoutStatus, Source};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let state = facts
        .payout_state()
        .filter(|state| state.status == PayoutStatus::Returned)?;
    let by_then = facts.workday_after(state.status_at);
    let day = facts.knowledge.zone.day(by_then);
    let waits = facts.arrived_at.is_none() && facts.now > by_then && facts.covers(Source::Payout, day);
    waits.then(|| Finding::of(Cause::ReturnedNotRepresented))
}
