//! `refund_netted`: its refund was set off against a payout.
//!
//! # What happened
//! A part of the sale was refunded, and the acquirer kept that part back from a later payout.
//! # Evidence
//! A settlement line of type refund belongs to the swipe, and the payout that it is part of has
//! arrived.
//! # Who acts, and when the money comes
//! Nobody needs to act; the payout is less by the refund, as agreed.

use super::Finding;
use crate::{Cause, Facts};
use trail::TxnType;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let line = facts
        .deductions
        .iter()
        .find(|line| line.row.txn_type == TxnType::Refund && line.arrived.is_some())?;
    Some(Finding::of(Cause::RefundNetted).from(line.row.place))
}
