//! `payout_cancelled`: the payout was called back.
//!
//! # What happened
//! The acquirer, or somebody for it, withdrew the payout before it was booked.
//! # Evidence
//! The payout is not paid, and its reason says that it was cancelled at the payer's wish.
//! # Who acts, and when the money comes
//! The acquirer makes a new payout; the money comes with the next run.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let told = facts.under_way().is_some() && facts.stated_reason() == Some(Cause::PayoutCancelled);
    let refused = facts.payout_reason() == Some(Cause::PayoutCancelled);
    (told || refused).then(|| Finding::of(Cause::PayoutCancelled))
}
