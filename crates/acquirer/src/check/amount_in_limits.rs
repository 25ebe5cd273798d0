//! `amount_in_limits`: the amount is more than nothing, and not more than anybody can mean.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "amount_in_limits",
    says,
};

fn says(looking: &Looking) -> Says {
    Says::refuse_unless((1..=looking.limits.amount_max_fen).contains(&looking.request.amount))
}
