//! `returned_again`: paid again, and it came back again.
//!
//! # What happened
//! The second attempt met the same fate as the first: the account was not put right in between.
//! # Evidence
//! An attempt that names the payout it tries again, and is `returned` itself.
//! # Who acts, and when the money comes
//! The merchant corrects the account before anybody tries a third time, or the acquirer takes
//! another rail.

use super::Finding;
use crate::{Cause, Facts};
use trail::PayoutStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let returned = facts
        .payout_state()
        .is_some_and(|state| state.status == PayoutStatus::Returned);
    let payment = facts.payment().filter(|_| returned)?;
    let again = !payment.payout.retry_of().is_empty();
    again.then(|| Finding::of(Cause::ReturnedAgain))
}
