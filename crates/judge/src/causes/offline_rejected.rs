//! `offline_rejected`: approved offline, then refused when it was sent in.
//!
//! # What happened
//! The terminal let the sale through by itself; the issuer said no when it saw it.
//! # Evidence
//! The terminal's answer is an offline approval, and the platform's answer to the upload is a
//! refusal.
//! # Who acts, and when the money comes
//! The merchant collects from the customer by the slip. No money is due.

use super::Finding;
use crate::{Cause, Facts, Outcome};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts.platform?;
    (facts.outcome == Outcome::Declined && facts.is_sold_offline())
        .then(|| Finding::of(Cause::OfflineRejected))
}
