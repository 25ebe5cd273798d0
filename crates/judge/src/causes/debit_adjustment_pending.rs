//! `debit_adjustment_pending`: the acquirer has asked the issuer for it, and waits for the answer.
//!
//! # What happened
//! The swipe was missing or short in clearing, and the acquirer has filed a debit adjustment.
//! # Evidence
//! A platform row of type adjustment that names the swipe, with processing code 02x000 (an extra
//! column) and no answer yet.
//! # Who acts, and when the money comes
//! The issuer answers within five to fifteen workdays; it may refuse.

use super::Finding;
use crate::{Cause, Facts};
use trail::{PlatformRow, Row, TxnType};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    filed(facts).map(|row| Finding::of(Cause::DebitAdjustmentPending).from(row.place))
}

/// Whether a claim has been filed and not been answered.
pub(super) fn is_filed(facts: &Facts<'_, '_>) -> bool {
    filed(facts).is_some()
}

fn filed<'f, 'a>(facts: &Facts<'f, 'a>) -> Option<&'f PlatformRow<'a>> {
    facts.trail.platform.iter().find(|row| {
        row.txn_type == TxnType::Adjustment
            && row.response_code.is_empty()
            && matches!(
                row.extra("processing_code").as_bytes(),
                [b'0', b'2', _, b'0', b'0', b'0']
            )
    })
}
