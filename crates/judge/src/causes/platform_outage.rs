//! `platform_outage`: the platform was down.
//!
//! # What happened
//! Many terminals at once got no answer, and this swipe is one of theirs.
//! # Evidence
//! No answer or 96 at the platform (or none at the terminal, where the platform has no row), while
//! twenty terminals fell silent within ten minutes or the platform had announced an outage.
//! Nothing was cleared yet.
//! # Who acts, and when the money comes
//! The platform restores itself and queries every unanswered swipe. Approved ones settle by the
//! cycle, the others go back to the cardholder.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_in_platform_outage()
        .then(|| Finding::of(Cause::PlatformOutage))
}
