//! `payout_file_rejected`: the bank refused the file that the payout was in.
//!
//! # What happened
//! A field or a total of the payout file was wrong, and the bank or the channel refused it as a
//! whole.
//! # Evidence
//! The payout is rejected with a reason that speaks of the file. Usually many payouts of the same
//! hour share it, and then they are one incident.
//! # Who acts, and when the money comes
//! The acquirer corrects the file and sends it again, usually the same day.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    (facts.payout_reason() == Some(Cause::PayoutFileRejected))
        .then(|| Finding::of(Cause::PayoutFileRejected))
}
