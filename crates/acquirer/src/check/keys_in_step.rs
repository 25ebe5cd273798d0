//! `keys_in_step`: the terminal has signed in, and has not sent too many wrong codes since.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "keys_in_step",
    says,
};

fn says(looking: &Looking) -> Says {
    let state = looking.state;
    let failures_max = looking.limits.mac_failures_max;
    Says::refuse_unless(state.signed_in.is_some() && state.mac_failures < failures_max)
}
