//! `bank_not_participant`: the merchant's bank does not take part in this rail.
//!
//! # What happened
//! The receiving bank is not a member of the system that the payout went by, or is suspended from
//! it.
//! # Evidence
//! The payout is not paid, and its reason says that the bank does not take part.
//! # Who acts, and when the money comes
//! The acquirer sends it by another rail; the money comes with the next run.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let told =
        facts.under_way().is_some() && facts.stated_reason() == Some(Cause::BankNotParticipant);
    let refused = facts.payout_reason() == Some(Cause::BankNotParticipant);
    (told || refused).then(|| Finding::of(Cause::BankNotParticipant))
}
