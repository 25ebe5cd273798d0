//! `account_auth_missing`: the card is not open for payments without a card present.
//!
//! # What happened
//! The channel pays to cards only after the holder has opened a service for it at the bank.
//! # Evidence
//! The payout is rejected or returned, and the reason says that the service is not open.
//! # Who acts, and when the money comes
//! The merchant corrects its account in the app; the money comes with the next run after that,
//! usually the next workday.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    (facts.payout_reason() == Some(Cause::AccountAuthMissing))
        .then(|| Finding::of(Cause::AccountAuthMissing))
}
