//! `returned_unmatched`: the money came back to the acquirer, and nobody has matched it.
//!
//! # What happened
//! The returned money stands on the acquirer's own account and is not linked to its payout.
//! # Evidence
//! The payout is refused with a reason that says that it has been returned already. The acquirer's
//! own statement is no record of the contract, so without that reason nothing shows it.
//! # Who acts, and when the money comes
//! The acquirer matches the credit by amount, account and date, and pays again; that takes about a
//! workday.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    (facts.payout_reason() == Some(Cause::ReturnedUnmatched))
        .then(|| Finding::of(Cause::ReturnedUnmatched))
}
