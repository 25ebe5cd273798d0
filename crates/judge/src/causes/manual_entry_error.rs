//! `manual_entry_error`: keyed by hand, and keyed wrong.
//!
//! # What happened
//! Somebody typed the card in, and the number, the date or the security code was not right.
//! # Evidence
//! The card was read by hand, and the platform row answers 14, 54, 59, N7, 82 or 05.
//! # Who acts, and when the money comes
//! The merchant keys it again, better still inserts the card. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts};
use trail::Method;

/// Answers to a card whose data are wrong.
const CODES: [&str; 6] = ["14", "54", "59", "N7", "82", "05"];

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.method != Some(Method::Manual) {
        return None;
    }
    let code = facts.answer()?;
    CODES
        .contains(&code)
        .then(|| Finding::of(Cause::ManualEntryError))
}
