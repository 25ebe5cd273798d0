//! `balance_query_mistaken`: a balance enquiry, taken for a sale.
//!
//! # What happened
//! The terminal asked what is on the card; it did not ask for money.
//! # Evidence
//! The platform row bears the extra column `processing_code` with 310000, and nothing was cleared
//! or settled.
//! # Who acts, and when the money comes
//! The merchant makes a sale. No money is due.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    facts
        .is_balance_enquiry()
        .then(|| Finding::of(Cause::BalanceQueryMistaken))
}
