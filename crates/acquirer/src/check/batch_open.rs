//! `batch_open`: the batch is not being settled: what begins now would be missing from its totals.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "batch_open",
    says,
};

fn says(looking: &Looking) -> Says {
    Says::refuse_unless(!looking.state.settling)
}
