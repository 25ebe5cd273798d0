//! `card_given`: there is a card number of 13 to 19 digits.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "card_given",
    says,
};

fn says(looking: &Looking) -> Says {
    Says::refuse_unless(looking.request.card.masked.len() == 16)
}
