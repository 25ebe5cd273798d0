//! `statement_gap`: lines are missing from the bank statement.
//!
//! # What happened
//! The balance before a line, and the line itself, do not add up to the balance after it, so a
//! page or a day is not here.
//! # Evidence
//! Balances that do not join at the credit, or after a payout was reported paid whose credit is
//! not found, on days for which the statement claims to be complete.
//! # Who acts, and when the money comes
//! The merchant downloads the statement again; the money is judged anew once it is loaded.

use super::Finding;
use crate::{Cause, Facts, Gap};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    let gaps = facts.payments.statements().gaps(payment.account_no);
    if gaps.is_empty() {
        return None;
    }
    let zone = &facts.knowledge.zone;
    let credited = |gap: &Gap| {
        payment
            .credited(facts.now)
            .any(|line| line.booked_at == gap.to)
    };
    let paid_at = facts
        .paid_unseen()
        .and_then(|payment| payment.state(facts.now))
        .map(|row| row.status_at);
    let hides_it = |gap: &Gap| paid_at.is_some_and(|at| zone.day(at) <= zone.day(gap.to));
    let gap = gaps
        .iter()
        .find(|gap| (credited(gap) || hides_it(gap)) && facts.covers_bank(zone.day(gap.to)))?;
    Some(Finding::of(Cause::StatementGap).from(gap.place))
}
