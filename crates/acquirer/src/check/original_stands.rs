//! `original_stands`: the original was approved, is not being undone, and is of a kind that this request can follow.

use super::{Check, Looking, Says};
use crate::kind::{Effect, Kind, Original};

pub(super) const CHECK: Check = Check {
    slug: "original_stands",
    says,
};

fn says(looking: &Looking) -> Says {
    let Some((_, original)) = looking.original else {
        return Says::Refuse;
    };
    let kind = original.kind;
    let fits = match looking.request.kind.spec().original {
        Some(Original::Void) => matches!(kind, Kind::Sale),
        Some(Original::Tip) => matches!(kind, Kind::Sale | Kind::OfflineSale),
        Some(Original::Refund) => kind.spec().money == Effect::Charge,
        Some(Original::Preauth | Original::PreauthVoid) => kind == Kind::Preauth,
        Some(Original::Completion) => matches!(kind, Kind::Completion | Kind::CompletionAdvice),
        None => true,
    };
    Says::refuse_unless(fits && original.stands())
}
