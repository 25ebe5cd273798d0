//! `t0_quota_exceeded`: more was sold in a day than the instant product pays out.
//!
//! # What happened
//! An instant product pays only so much a day; what goes beyond it is paid on the next workday.
//! # Evidence
//! An instant contract, no payout yet, and a settlement line that is ready and whose `hold_reason`
//! names the quota. The contract of records has no column for the quota itself.
//! # Who acts, and when the money comes
//! The money comes on the next workday after the settlement day; nobody needs to act.

use super::{Finding, t0_window_closed};
use crate::{Cause, Facts};
use trail::SettlementStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !t0_window_closed::may_fall_back(facts) {
        return None;
    }
    let row = facts
        .settlement
        .filter(|row| row.status == SettlementStatus::Ready && !row.hold_reason.is_empty())?;
    let reason = row.hold_reason;
    let named = reason.to_ascii_lowercase().contains("quota") || reason.contains("额度");
    named.then(|| Finding::of(Cause::T0QuotaExceeded))
}
