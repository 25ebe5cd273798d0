//! `lump_short_by_one`: the credit lacks exactly this swipe.
//!
//! # What happened
//! The payout or the sum of payouts came, less by the net of one swipe: that one was left out.
//! # Evidence
//! The credit is less than what it should be by an amount that is the net of exactly one of its
//! settlement lines, and that line is this swipe's.
//! # Who acts, and when the money comes
//! The acquirer finds the swipe that was left out and pays it with the next run.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let left_out = facts.settled.iter().any(|line| {
        line.attempts.iter().any(|payment| {
            payment.leaves_out(line.row) && payment.credited(facts.now).next().is_some()
        })
    });
    left_out.then(|| Finding::of(Cause::LumpShortByOne))
}
