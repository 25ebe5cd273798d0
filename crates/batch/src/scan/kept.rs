//! Texts as they are kept: no card number is stored.
//!
//! In: a text of a typed column, or of one that the layout does not know. Out: the same text without card numbers.
//! Absent: card fields and free text, which have types of their own.

use std::borrow::Cow;
use wire::{ColumnSpec, MaskKey};

/// A typed text as it is kept: without card numbers, but for accounts, whose numbers may be those of cards and
/// which payouts and statements are matched by; whoever shows one shows its tail.
pub fn kept<'t>(text: &'t str, spec: &ColumnSpec, key: MaskKey) -> Cow<'t, str> {
    const ACCOUNTS: [&str; 3] = ["account_no", "counterparty_account", "subject"];
    if ACCOUNTS.contains(&&*spec.name) {
        return Cow::Borrowed(text);
    }
    wire::mask_reference(text, key)
}

/// A column that the layout does not know, as it is kept: scrubbed. An order number is a reference here, too.
pub fn kept_extra<'t>(name: &str, text: &'t str, key: MaskKey) -> Cow<'t, str> {
    if name == "order_no" {
        wire::mask_reference(text, key)
    } else {
        wire::scrub(text)
    }
}
