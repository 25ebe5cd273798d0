//! `regulator_block`: an authority or a rule keeps the transfer from being made.
//!
//! # What happened
//! The bank or the channel may not carry the payout out, for regulatory reasons.
//! # Evidence
//! The payout is not paid, and its reason names a regulatory block, suspicion or papers that are
//! out of date.
//! # Who acts, and when the money comes
//! The merchant hands in the papers that are asked for, through the acquirer; no date can be
//! promised before that.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let told = facts.under_way().is_some() && facts.stated_reason() == Some(Cause::RegulatorBlock);
    let refused = facts.payout_reason() == Some(Cause::RegulatorBlock);
    (told || refused).then(|| Finding::of(Cause::RegulatorBlock))
}
