//! `terminal_known`: the operator's table has the terminal. Nothing else can be said of one that it has not.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "terminal_known",
    says,
};

fn says(looking: &Looking) -> Says {
    Says::refuse_unless(looking.terminal.is_some())
}
