//! `statement_missing`: reported paid, and no statement to see it in.
//!
//! # What happened
//! The channel says that the payout was paid; the statement of the account does not reach that
//! day.
//! # Evidence
//! A payout with status paid, no bank line of it, and a statement that does not cover the account
//! on the day it was reported.
//! # Who acts, and when the money comes
//! The merchant loads the statement. The money counts as arrived by report until then.

use super::Finding;
use crate::{Cause, Facts};
use trail::PayoutStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    let state = payment.state(facts.now)?;
    if state.status != PayoutStatus::Paid || payment.booked(facts.now).next().is_some() {
        return None;
    }
    let day = facts.knowledge.zone.day(state.status_at);
    (!facts.covers_bank(day)).then(|| Finding::of(Cause::StatementMissing))
}
