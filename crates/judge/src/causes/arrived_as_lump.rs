//! `arrived_as_lump`: one credit brought several payouts.
//!
//! # What happened
//! The bank booked the money of several payouts as one sum, so no single credit shows what the
//! merchant looks for.
//! # Evidence
//! The one credit is the sum of several payouts. That a payout pays for several swipes of a day is
//! the rule and no finding.
//! # Who acts, and when the money comes
//! Nobody needs to act; the money is there. Compare the sum.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    payment.claim.as_ref()?.lump?;
    payment.credited(facts.now).next()?;
    Some(Finding::of(Cause::ArrivedAsLump))
}
