//! `statement_duplicate`: the statement shows the credit twice.
//!
//! # What happened
//! One file bears the same line two times; it is one credit all the same.
//! # Evidence
//! Another line with the same reference, time, amount and balance: a second payment would have
//! moved the balance.
//! # Who acts, and when the money comes
//! Nobody. The copy is left out and the money is counted once.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let payment = facts.payment()?;
    let statements = facts.payments.statements();
    let copied = payment
        .credited(facts.now)
        .find(|line| statements.is_copied(line.place))?;
    Some(Finding::of(Cause::StatementDuplicate).from(copied.place))
}
