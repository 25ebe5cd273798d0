//! `stan_not_reused`: the number names nothing else. The very same request again is a repeat, and is answered from the record.

use super::{Check, Looking, Says};

pub(super) const CHECK: Check = Check {
    slug: "stan_not_reused",
    says,
};

fn says(looking: &Looking) -> Says {
    let Some(known) = looking.known else {
        return Says::Pass;
    };
    let request = looking.request;
    let is_same =
        known.kind == request.kind && known.mid == request.mid && known.card == request.card;
    let is_same = is_same && known.amount == request.amount;
    if is_same { Says::Repeat } else { Says::Refuse }
}
