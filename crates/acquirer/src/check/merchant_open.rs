//! `merchant_open`: the merchant may take money: one that is suspended or closed may not begin anything new.

use super::{Check, Looking, Says};
use crate::known::Standing;

pub(super) const CHECK: Check = Check {
    slug: "merchant_open",
    says,
};

fn says(looking: &Looking) -> Says {
    Says::refuse_unless(
        looking
            .merchant
            .is_some_and(|merchant| merchant.standing == Standing::Active),
    )
}
