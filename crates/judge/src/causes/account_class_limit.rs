//! `account_class_limit`: the account may not receive so much.
//!
//! # What happened
//! Accounts of class II and III may receive only so much a day and a year from others, and this
//! payout went over it.
//! # Evidence
//! The payout is rejected or returned, and the reason names a limit of the receiving account.
//! # Who acts, and when the money comes
//! The merchant corrects its account in the app; the money comes with the next run after that,
//! usually the next workday.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    (facts.payout_reason() == Some(Cause::AccountClassLimit))
        .then(|| Finding::of(Cause::AccountClassLimit))
}
