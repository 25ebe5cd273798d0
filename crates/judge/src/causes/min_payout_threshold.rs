//! `min_payout_threshold`: too little has come together to be paid out.
//!
//! # What happened
//! The contract makes no payout below a certain sum, and the merchant's money has not reached it.
//! # Evidence
//! The settlement line says `below_minimum`; or a payout was refused because its amount was too
//! small.
//! # Who acts, and when the money comes
//! Nobody needs to act; the money comes when more is sold, or the merchant asks for a payout by
//! hand.

use super::Finding;
use crate::{Cause, Facts};
use trail::SettlementStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let below = facts.payment().is_none()
        && facts
            .settlement
            .is_some_and(|row| row.status == SettlementStatus::BelowMinimum);
    let refused = facts.payout_reason() == Some(Cause::MinPayoutThreshold);
    (below || refused).then(|| Finding::of(Cause::MinPayoutThreshold))
}
