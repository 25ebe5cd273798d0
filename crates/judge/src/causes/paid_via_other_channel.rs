//! `paid_via_other_channel`: the customer paid by QR code instead.
//!
//! # What happened
//! The card did not go through, and the customer paid the same amount with a wallet minutes later.
//! # Evidence
//! The platform has no record of the card's swipe although its records are complete, and a QR order
//! of the same merchant and amount stands within fifteen minutes.
//! # Who acts, and when the money comes
//! The merchant looks in the wallet's bill, where the money comes by that channel's rules. Nothing
//! is due for the card.

use super::Finding;
use crate::{Cause, Certainty, Facts};
use trail::Source;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let order = facts.around.qr_instead?;
    let unheard =
        facts.is_known_to_terminal_only() && facts.covers(Source::Platform, facts.settle_day);
    // The same amount within minutes is a strong sign, not a key.
    unheard.then(|| {
        Finding::of(Cause::PaidViaOtherChannel)
            .from(order)
            .as_certain_as(Certainty::Probable)
    })
}
