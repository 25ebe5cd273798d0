//! `mac_right`: the message bears the right code, where its kind must bear one. A wrong one is counted by whoever refuses.

use super::{Check, Looking, Says};
use crate::request::MacCheck;

pub(super) const CHECK: Check = Check {
    slug: "mac_right",
    says,
};

fn says(looking: &Looking) -> Says {
    let needs = looking.request.kind.spec().mac;
    Says::refuse_unless(!needs || looking.request.mac == MacCheck::Right)
}
