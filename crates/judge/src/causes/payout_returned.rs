//! `payout_returned`: the payout came back, and the reason says no more.
//!
//! # What happened
//! The bank sent the payout back or refused it, with a reason that names no cause that is known.
//! # Evidence
//! The latest state is `returned`; its reason is absent, too general, or none of this list. A
//! payout `rejected` like that is told the same way, as suspected: its money never left.
//! # Who acts, and when the money comes
//! The merchant and the acquirer read the bank's words and correct the account; the money comes one
//! or two workdays after that.

use super::Finding;
use crate::{Cause, Certainty, Facts};
use trail::PayoutStatus;

/// Reasons that causes later in the list speak of.
const TOLD_LATER: [Cause; 6] = [
    Cause::ReturnedUnmatched,
    Cause::MinPayoutThreshold,
    Cause::PostedToWrongAccount,
    Cause::PaidNotCredited,
    Cause::CreditReversedByBank,
    Cause::HolidayNotDue,
];

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let certainty = match facts.payout_state()?.status {
        PayoutStatus::Returned => Certainty::Proven,
        PayoutStatus::Rejected => Certainty::Suspected,
        _ => return None,
    };
    let told_later = facts
        .payout_reason()
        .is_some_and(|cause| TOLD_LATER.contains(&cause));
    (!told_later).then(|| Finding::of(Cause::PayoutReturned).as_certain_as(certainty))
}
