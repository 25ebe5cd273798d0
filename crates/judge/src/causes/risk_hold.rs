//! `risk_hold`: held by risk control.
//!
//! # What happened
//! The acquirer's risk control keeps the merchant's money until it is shown that the trade is
//! genuine.
//! # Evidence
//! An open hold for risk stands, or the settlement line is held for risk, and the money has not
//! left the acquirer. A line that is held without a word why is taken for this, as suspected only.
//! # Who acts, and when the money comes
//! The merchant hands in slip, order and proof of business; three to seven workdays after the
//! papers, at most thirty days.

use super::Finding;
use crate::{Cause, Certainty, Facts, HoldReason, MerchantStatus};
use trail::SettlementStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let found = Finding::of(Cause::RiskHold);
    if facts.is_held_for(HoldReason::Risk) {
        return Some(found);
    }
    let line = facts.settlement?;
    let unexplained = line.status == SettlementStatus::Held
        && HoldReason::parse(line.hold_reason).is_none()
        && facts.holds.is_empty()
        && facts.merchant_status() == MerchantStatus::Normal
        && facts.is_in_house();
    unexplained.then(|| found.as_certain_as(Certainty::Suspected))
}
