//! `preauth_expired`: money reserved, and the reservation has lapsed.
//!
//! # What happened
//! The amount was set aside and not taken in time, so the issuer let it go.
//! # Evidence
//! An approved pre-authorisation older than 30 days with no completion.
//! # Who acts, and when the money comes
//! The merchant asks for a new payment, or the acquirer for a debit adjustment, which takes 5 to
//! 15 workdays. Nothing is owed.

use super::Finding;
use crate::{Cause, Facts, NotOwed};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let open = facts.not_owed == Some(NotOwed::PreauthOpen);
    (open && facts.is_reservation_lapsed()).then(|| Finding::of(Cause::PreauthExpired))
}
