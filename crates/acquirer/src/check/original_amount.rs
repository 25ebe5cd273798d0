//! `original_amount`: a void is of the whole; a refund of no more than is left; a completion of a little more at most.

use super::{Check, Looking, Says};
use crate::kind::Original;

pub(super) const CHECK: Check = Check {
    slug: "original_amount",
    says,
};

fn says(looking: &Looking) -> Says {
    let Some((_, original)) = looking.original else {
        return Says::Refuse;
    };
    let amount = looking.request.amount;
    let is_whole = amount == original.amount && original.left() == original.amount;
    Says::refuse_unless(match looking.request.kind.spec().original {
        Some(Original::Void | Original::PreauthVoid | Original::Completion) => is_whole,
        Some(Original::Refund) => amount <= original.left(),
        Some(Original::Preauth) => {
            let percent = looking.limits.completion_percent_max;
            let taken = original
                .given_back
                .saturating_add(original.reserved)
                .saturating_add(amount);
            taken.saturating_mul(100) <= original.amount.saturating_mul(percent)
        }
        Some(Original::Tip) => amount <= original.amount,
        None => true,
    })
}
