//! `chargeback_deducted`: the issuer took it back after a dispute.
//!
//! # What happened
//! The cardholder disputed the payment and the issuer charged it back, so nothing of it is left to
//! pay.
//! # Evidence
//! A chargeback line of the network or of the settlement names the swipe, or a line that gives
//! money back bears a dispute reason (45xx). Chargebacks for an unanswered slip request have a
//! cause of their own.
//! # Who acts, and when the money comes
//! The merchant answers with the slip and proof of delivery in time; if it wins, the money is back
//! after twenty to sixty days.

use super::Finding;
use crate::{Cause, Facts, NotOwed};
use trail::{ClearingRow, TxnType};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.not_owed != Some(NotOwed::GivenBack) {
        return None;
    }
    if super::retrieval_unanswered::find(facts).is_some() {
        return None;
    }
    let cleared = facts.give_backs.iter().find(|row| is_chargeback(row));
    let netted = facts
        .deductions
        .iter()
        .find(|line| line.row.txn_type == TxnType::Chargeback);
    let place = cleared
        .map(|row| row.place)
        .or(netted.map(|line| line.row.place))?;
    Some(Finding::of(Cause::ChargebackDeducted).from(place))
}

fn is_chargeback(row: &ClearingRow<'_>) -> bool {
    row.txn_type == TxnType::Chargeback
        || (row.txn_type.gives_back() && row.reason.len() == 4 && row.reason.starts_with("45"))
}
