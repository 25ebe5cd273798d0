//! `original_card`: the card, where the message has one, is that of the original.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "original_card",
    says,
};

fn says(looking: &Looking) -> Says {
    let card = &looking.request.card;
    let is_same = |(_, original): (_, &crate::row::Swipe)| {
        original.card.masked == card.masked && original.card.token == card.token
    };
    Says::refuse_unless(card.masked.is_empty() || looking.original.is_some_and(is_same))
}
