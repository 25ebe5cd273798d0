//! `original_age`: the original is not older than refunds are taken.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "original_age",
    says,
};

fn says(looking: &Looking) -> Says {
    let seconds_max = looking.limits.refund_days_max * 86_400;
    let is_young = |(_, original): (_, &crate::row::Swipe)| {
        looking.now.seconds_since(original.received_at) <= seconds_max
    };
    Says::refuse_unless(looking.original.is_some_and(is_young))
}
