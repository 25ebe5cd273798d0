//! `preauth_not_completed`: money reserved, not yet taken.
//!
//! # What happened
//! The card was asked to set an amount aside, and the completion has not been sent.
//! # Evidence
//! An approved pre-authorisation of the last 30 days with no completion.
//! # Who acts, and when the money comes
//! The merchant sends the completion; the money then comes by the usual cycle. Until then nothing
//! is owed.

use super::Finding;
use crate::{Cause, Facts, NotOwed};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let open = facts.not_owed == Some(NotOwed::PreauthOpen);
    (open && !facts.is_reservation_lapsed()).then(|| Finding::of(Cause::PreauthNotCompleted))
}
