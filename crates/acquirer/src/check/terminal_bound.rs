//! `terminal_bound`: the terminal is the merchant's: a terminal moved to another shop takes money in a stranger's name.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "terminal_bound",
    says,
};

fn says(looking: &Looking) -> Says {
    let mid = looking.request.mid;
    Says::refuse_unless(looking.terminal.is_some_and(|terminal| terminal.mid == mid))
}
