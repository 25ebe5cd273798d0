//! `paid_not_credited`: reported paid, and the statement never shows it.
//!
//! # What happened
//! A workday has passed since the rail reported the payout as paid, and the merchant's statement
//! has no such credit.
//! # Evidence
//! The payout is reported paid, the statement is complete for that day and the workday after it,
//! and no credit of the payout is there; or the reason says that the payment was never received.
//! # Who acts, and when the money comes
//! The channel traces it with the bank's reference; that takes one to three workdays.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.payout_reason() == Some(Cause::PaidNotCredited) {
        return Some(Finding::of(Cause::PaidNotCredited));
    }
    facts.paid_unseen()?;
    let paid_at = facts.payout_state()?.status_at;
    let zone = &facts.knowledge.zone;
    let by_then = facts.workday_after(paid_at);
    let absent = facts.now > by_then
        && facts.covers_bank(zone.day(paid_at))
        && facts.covers_bank(zone.day(by_then));
    absent.then(|| Finding::of(Cause::PaidNotCredited))
}
