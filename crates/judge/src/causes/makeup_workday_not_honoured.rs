//! `makeup_workday_not_honoured`: no payout on a weekend that is a workday.
//!
//! # What happened
//! By the calendar a Saturday or Sunday was worked in exchange for a holiday, and the acquirer
//! made no payout on it.
//! # Evidence
//! The money was due on a make-up workday, is settled, and no payout of it had been made when
//! that day ended; the next workday is not over.
//! # Who acts, and when the money comes
//! The acquirer pays on the next regular workday and sets its calendar right.

use super::Finding;
use crate::{Cause, Facts, VerdictKind};
use ledger::SettleMode;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.verdict != VerdictKind::Overdue || !matches!(facts.mode, SettleMode::T(_)) {
        return None;
    }
    let due_day = facts.due?.due_day;
    let knowledge = facts.knowledge;
    if !knowledge.calendar.is_makeup_workday(due_day) {
        return None;
    }
    let next = knowledge.calendar.nth_workday_after(due_day, 1).day;
    let waits = facts.settlement.is_some() && facts.payout_state().is_none();
    (waits && facts.now <= knowledge.zone.end_of_day(next))
        .then(|| Finding::of(Cause::MakeupWorkdayNotHonoured))
}
