//! `place_bound`: the terminal stands where it was installed, if both are known (binding of terminals, notice 259).

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "place_bound",
    says,
};

fn says(looking: &Looking) -> Says {
    let installed = looking
        .terminal
        .map_or("", |terminal| terminal.area.as_str());
    let says_another = |area: &String| !installed.is_empty() && area != installed;
    Says::refuse_unless(!looking.request.area.as_ref().is_some_and(says_another))
}
