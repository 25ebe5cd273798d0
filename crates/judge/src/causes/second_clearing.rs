//! `second_clearing`: paid by somebody who is not the licensed acquirer (二清).
//!
//! # What happened
//! A person or an unlicensed company took the whole of the money and passed it on.
//! # Evidence
//! The payer of the credit is neither on the list of those who may rightly pay nor the one that the
//! payout names; without such a list, it is a person's name that is not the one the payout names.
//! # Who acts, and when the money comes
//! The merchant asks for the licensed acquirer, stops using this one and reports it; money still
//! with it is at risk.

use super::Finding;
use crate::name::{is_person, is_same_name};
use crate::{Cause, Certainty, Facts};
use trail::BankRow;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let line = facts.credit()?;
    let name = line.counterparty_name;
    if name.is_empty() || is_same_name(name, facts.payer_name()) {
        return None;
    }
    let found = Finding::of(Cause::SecondClearing).from(line.place);
    if facts.knowledge.payers.is_empty() {
        return is_person(name).then(|| found.as_certain_as(Certainty::Probable));
    }
    (!may_pay(facts, line)).then_some(found)
}

/// Whether the payer of a credit is on the list, by name or by account.
pub(super) fn may_pay(facts: &Facts<'_, '_>, line: &BankRow<'_>) -> bool {
    let (name, account) = (line.counterparty_name, line.counterparty_account);
    let payers = &facts.knowledge.payers;
    payers
        .iter()
        .any(|payer| payer.name == name || (!account.is_empty() && payer.account_no == account))
        || payers.iter().any(|payer| is_same_name(&payer.name, name))
}
