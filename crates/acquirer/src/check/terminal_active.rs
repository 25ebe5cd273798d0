//! `terminal_active`: the terminal may be used. One that is suspended, lost or retired may still reverse.

use super::{Check, Looking, Says};
use crate::known::Standing;

pub(super) const CHECK: Check = Check {
    slug: "terminal_active",
    says,
};

fn says(looking: &Looking) -> Says {
    Says::refuse_unless(
        looking
            .terminal
            .is_some_and(|terminal| terminal.standing == Standing::Active),
    )
}
