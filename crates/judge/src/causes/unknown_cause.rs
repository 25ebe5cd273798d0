//! `unknown_cause`: nothing that we know of explains it.
//!
//! # What happened
//! The money is not where it should be, and no record says why.
//! # Evidence
//! No other cause holds.
//! # Who acts, and when the money comes
//! The platform opens a case with all records, and gives a first answer within a workday. No date
//! can be promised.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(_: &Facts<'_, '_>) -> Option<Finding> {
    Some(Finding::of(Cause::UnknownCause))
}
