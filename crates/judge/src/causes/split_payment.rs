//! `split_payment`: the swipe is shared between several merchants.
//!
//! # What happened
//! By agreement one payment is divided, and each merchant gets its part.
//! # Evidence
//! Settlement lines of the one swipe for different merchants, whose amounts sum to what was
//! approved.
//! # Who acts, and when the money comes
//! Nobody needs to act; each part arrives by itself. Check the agreement when a part looks wrong.

use super::Finding;
use crate::{Cause, Facts, saturating_sum};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let (first, others) = facts.settled.split_first()?;
    if others.iter().all(|line| line.row.mid == first.row.mid) {
        return None;
    }
    let sum = saturating_sum(facts.settled.iter().map(|line| line.row.amount));
    (Some(sum) == facts.approved).then(|| Finding::of(Cause::SplitPayment))
}
