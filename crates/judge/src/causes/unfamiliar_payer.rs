//! `unfamiliar_payer`: paid under a name that the merchant does not know.
//!
//! # What happened
//! The money came from a reserve account or a clearing house that pays for the acquirer, not under
//! the acquirer's brand.
//! # Evidence
//! The payer of the credit is on the list of those who may rightly pay, by name or account, and is
//! not the one that the payout names.
//! # Who acts, and when the money comes
//! Nobody needs to act; the name is explained to the merchant.

use super::Finding;
use crate::name::is_same_name;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let brand = facts.payer_name();
    let line = facts.credit()?;
    let name = line.counterparty_name;
    if name.is_empty() || brand.is_empty() || is_same_name(name, brand) {
        return None;
    }
    super::second_clearing::may_pay(facts, line)
        .then(|| Finding::of(Cause::UnfamiliarPayer).from(line.place))
}
