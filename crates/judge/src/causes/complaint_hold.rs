//! `complaint_hold`: held because of a complaint.
//!
//! # What happened
//! A customer has complained, and the acquirer keeps the money until it is settled.
//! # Evidence
//! An open hold for a complaint stands, or the settlement line is held for one, and the money has
//! not left the acquirer.
//! # Who acts, and when the money comes
//! The merchant settles the complaint and reports it; three to seven workdays after that.

use super::Finding;
use crate::{Cause, Facts, HoldReason};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_held_for(HoldReason::Complaint)
        .then(|| Finding::of(Cause::ComplaintHold))
}
