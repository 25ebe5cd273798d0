//! `slip_but_reversed`: a slip was printed, and the sale taken back.
//!
//! # What happened
//! The merchant holds a slip that says approved; the terminal reversed the sale afterwards.
//! # Evidence
//! A terminal row with an approval, and a successful reversal.
//! # Who acts, and when the money comes
//! The merchant asks for payment again; check printer and keys. Nothing is due for this one.

use super::Finding;
use crate::{Cause, Facts, NotOwed};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let reversed = facts.not_owed == Some(NotOwed::Reversed);
    (reversed && facts.is_terminal_approved()).then(|| Finding::of(Cause::SlipButReversed))
}
