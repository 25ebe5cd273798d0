//! `credit_adjustment`: given back to the cardholder by the acquirer's own correction.
//!
//! # What happened
//! The acquirer or the network corrected the sale in the cardholder's favour.
//! # Evidence
//! An adjustment of the network or of the settlement gives the whole amount back; its reason (96xx)
//! or processing code (22x000), where there, says the same.
//! # Who acts, and when the money comes
//! The merchant checks the reason with the acquirer and disputes it if the sale was good; the money
//! is taken from a later payout.

use super::Finding;
use crate::{Cause, Facts, NotOwed};
use trail::{ClearingRow, Row, TxnType};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if facts.not_owed != Some(NotOwed::GivenBack) {
        return None;
    }
    let cleared = facts
        .give_backs
        .iter()
        .find(|row| is_credit_adjustment(row));
    let netted = facts
        .deductions
        .iter()
        .find(|line| line.row.txn_type == TxnType::Adjustment);
    let place = cleared
        .map(|row| row.place)
        .or(netted.map(|line| line.row.place))?;
    Some(Finding::of(Cause::CreditAdjustment).from(place))
}

fn is_credit_adjustment(row: &ClearingRow<'_>) -> bool {
    let code = row.extra("processing_code");
    row.txn_type == TxnType::Adjustment
        || (row.txn_type.gives_back() && row.reason.len() == 4 && row.reason.starts_with("96"))
        || matches!(code.as_bytes(), [b'2', b'2', _, b'0', b'0', b'0'])
}
