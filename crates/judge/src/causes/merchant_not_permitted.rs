//! `merchant_not_permitted`: the network does not let this merchant or terminal do that.
//!
//! # What happened
//! Merchant or terminal are not registered for it, or are stopped.
//! # Evidence
//! The platform row answers 03, 58 or 97, and the terminal was seen in the months before; one
//! that was not is `terminal_dormant`.
//! # Who acts, and when the money comes
//! The acquirer registers them at the network. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let refused = facts.is_answered_with(Cause::MerchantNotPermitted);
    (refused && !facts.is_terminal_long_unseen()).then(|| Finding::of(Cause::MerchantNotPermitted))
}
