//! `auth_declined_other`: refused with a code that stands for no cause of its own.
//!
//! # What happened
//! The network or issuer refused; the code is rare, or says something that does not fit this kind
//! of payment.
//! # Evidence
//! The platform row bears a refusing code that no other cause of a refusal claims. For want of a
//! platform row the terminal's word counts.
//! # Who acts, and when the money comes
//! Look the code up and take another card. No money is due and none will come.

use super::Finding;
use crate::{Cause, Facts, Outcome, VerdictKind, code_table};
use trail::TxnType;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let code = facts.answer()?;
    let refused = matches!(
        code_table::outcome(code),
        Outcome::Declined | Outcome::Control
    );
    if !refused {
        return None;
    }
    let claimed = match code_table::response(code).and_then(|row| row.cause) {
        None | Some(Cause::AuthDeclinedOther) => false,
        Some(Cause::RelatedTransactionRejected) => facts.txn_type == TxnType::Completion,
        // A code that points to a cause of money on its way says, here, only that it refused.
        Some(cause) => crate::explains(cause, VerdictKind::NotOwed),
    };
    (!claimed).then(|| Finding::of(Cause::AuthDeclinedOther))
}
