//! `credited_then_returned`: booked at the merchant's bank, and then sent back.
//!
//! # What happened
//! The money was on the account for a short while. The bank then returned it, and the payout says
//! so too.
//! # Evidence
//! A credit of the payout, a debit of the same amount that takes it back, and the payout's state
//! `returned`; or, without a statement, a return whose reason says that the bank sent it back
//! unasked.
//! # Who acts, and when the money comes
//! The merchant's bank says why; the acquirer corrects the data and pays again. Plan for one to
//! three workdays.

use super::Finding;
use crate::{Cause, Facts};
use trail::PayoutStatus;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let returned = facts
        .payout_state()
        .is_some_and(|state| state.status == PayoutStatus::Returned);
    if !returned {
        return None;
    }
    let taken_back = facts
        .payment()
        .is_some_and(|payment| payment.taken_back(facts.now).next().is_some());
    let said = facts.stated_reason() == Some(Cause::CreditedThenReturned);
    (taken_back || said).then(|| Finding::of(Cause::CreditedThenReturned))
}
