//! `bank_notice`: the merchant's bank has announced that it books late.
//!
//! # What happened
//! The receiving bank is under maintenance or has an outage, as it announced.
//! # Evidence
//! A notice of the bank that the payout goes to covers some time since the payout was made and is
//! not over for long, and the payout is under way, or reported paid and not booked, or refused
//! because the bank was down.
//! # Who acts, and when the money comes
//! Nobody needs to act; the money comes after the end of the window.

use super::Finding;
use crate::{Cause, Facts, Issuer, NoticeKind};
use ledger::Instant;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.knowledge.notices.is_empty() {
        return None;
    }
    let paid = facts.paid_unseen();
    let down = || facts.payout_reason() == Some(Cause::BankDown);
    let waits = facts.under_way().or(paid);
    let payment = waits.or_else(|| facts.payment().filter(|_| down()))?;
    let plan = payment.payout.plan();
    let bank = match (plan.bank_code, facts.merchant) {
        ("", Some(merchant)) => merchant.bank_code.as_str(),
        (bank, _) => bank,
    };
    let ends_for = |end: Instant| {
        // A bank that has the order books it within a workday after it is back.
        if paid.is_some() {
            facts.workday_after(end)
        } else {
            end.plus_seconds(facts.knowledge.thresholds.rail_s)
        }
    };
    let announced = facts.knowledge.notices.iter().any(|notice| {
        notice.issuer == Issuer::Bank
            && matches!(notice.kind, NoticeKind::Maintenance | NoticeKind::Outage)
            && !notice.scope.is_empty()
            && notice.concerns(bank, plan.created_at, facts.now)
            && facts.now <= ends_for(notice.ends_at)
    });
    announced.then(|| Finding::of(Cause::BankNotice))
}
