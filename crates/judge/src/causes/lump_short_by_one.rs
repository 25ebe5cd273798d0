//! `lump_short_by_one`: the credit lacks exactly this swipe.
//!
//! # What happened
//! The payout or the sum of payouts came, less by the net of one swipe: that one was left out, by the bank
//! or when the payout was made.
//! # Evidence
//! The credit, or where no statement reaches the payout that is reported paid, is less than its settlement
//! lines by an amount that is the net of exactly one of them, and that line is this swipe's.
//! # Who acts, and when the money comes
//! The acquirer finds the swipe that was left out and pays it with the next run.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let left_out = facts.settled.iter().any(|line| {
        line.attempts.iter().any(|payment| {
            let came = payment.arrival(facts.now, facts.knowledge).is_some();
            payment.leaves_out(line.row) && (came || payment.credited(facts.now).next().is_some())
        })
    });
    left_out.then(|| Finding::of(Cause::LumpShortByOne))
}
