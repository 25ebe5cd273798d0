//! `batch_in_step`: the batch is the one that the platform gave out, so that batch and trace come once.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "batch_in_step",
    says,
};

fn says(looking: &Looking) -> Says {
    Says::refuse_unless(looking.request.id.batch == looking.state.batch)
}
