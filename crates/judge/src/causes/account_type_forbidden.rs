//! `account_type_forbidden`: the account is of a kind that takes no such credit.
//!
//! # What happened
//! The account is a deposit, a passbook or another kind that is no settlement account.
//! # Evidence
//! The payout is rejected or returned, and the reason says that this kind of account may not
//! receive it.
//! # Who acts, and when the money comes
//! The merchant corrects its account in the app; the money comes with the next run after that,
//! usually the next workday.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    (facts.payout_reason() == Some(Cause::AccountTypeForbidden))
        .then(|| Finding::of(Cause::AccountTypeForbidden))
}
