//! `original_found`: these books have the original, by its reference number or by batch and trace.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "original_found",
    says,
};

fn says(looking: &Looking) -> Says {
    Says::refuse_unless(looking.original.is_some())
}
