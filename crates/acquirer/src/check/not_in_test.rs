//! `not_in_test`: the terminal does not say that it is in test mode: nobody is paid for what is a test.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "not_in_test",
    says,
};

fn says(looking: &Looking) -> Says {
    Says::refuse_unless(!looking.request.test_mode)
}
