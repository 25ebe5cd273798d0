//! `payout_split_parts`: one payout arrived in several credits.
//!
//! # What happened
//! The payout was larger than one transfer may be, so the merchant sees several credits for it.
//! # Evidence
//! Two or more credits of the statement belong to the one payout, and together they are its amount.
//! # Who acts, and when the money comes
//! Nobody needs to act; the money is there. Add the credits up.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    let whole = payment
        .claim
        .as_ref()
        .is_some_and(|claim| claim.credits.len() > 1 && claim.difference == 0);
    let all_booked = || {
        let credits = payment.claim.iter().flat_map(|claim| &claim.credits);
        credits.clone().count() == payment.credited(facts.now).count()
    };
    (whole && all_booked()).then(|| Finding::of(Cause::PayoutSplitParts))
}
