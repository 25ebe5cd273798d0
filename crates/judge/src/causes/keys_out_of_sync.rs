//! `keys_out_of_sync`: the keys of terminal and platform differ.
//!
//! # What happened
//! The terminal worked with old keys, so the platform could not read or trust its message.
//! # Evidence
//! The platform row answers A0, 99, 77 or 63.
//! # Who acts, and when the money comes
//! The terminal signs in again; if it repeats, its master key is loaded anew. No money is due and
//! none will come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_answered_with(Cause::KeysOutOfSync)
        .then(|| Finding::of(Cause::KeysOutOfSync))
}
