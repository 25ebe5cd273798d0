//! `original_of_merchant`: the original is of this merchant; what is voided, of this terminal and batch, too.

use super::{Check, Looking, Says};
use crate::kind::Original;

pub(super) const CHECK: Check = Check {
    slug: "original_of_merchant",
    says,
};

fn says(looking: &Looking) -> Says {
    let Some((id, original)) = looking.original else {
        return Says::Refuse;
    };
    let request = looking.request;
    let is_near = (id.tid, id.batch) == (request.id.tid, request.id.batch);
    let must_be_near = matches!(
        request.kind.spec().original,
        Some(Original::Void | Original::Completion | Original::Tip)
    );
    Says::refuse_unless(original.mid == request.mid && (is_near || !must_be_near))
}
