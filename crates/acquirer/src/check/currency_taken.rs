//! `currency_taken`: the currency is the renminbi (156).

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "currency_taken",
    says,
};

fn says(looking: &Looking) -> Says {
    Says::refuse_unless(looking.request.currency == "156")
}
