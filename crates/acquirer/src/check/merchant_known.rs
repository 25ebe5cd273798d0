//! `merchant_known`: the operator's table has the merchant that the message names.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "merchant_known",
    says,
};

fn says(looking: &Looking) -> Says {
    Says::refuse_unless(looking.merchant.is_some())
}
