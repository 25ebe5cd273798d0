//! Payouts of which nobody reports anything, as the settlement lines that name them imply them.
//!
//! In: the settlement lines of a data set without a payout record. Out: for each payout that they name one
//! with their sum, of which no state is known, so that a bank's line that names it, or has its sum, finds its
//! swipes. Absent: data sets that report payouts; where some are missing there, they are missing.

use crate::Knowledge;
use ledger::SettleMode;
use trail::{Payout, PayoutName, PayoutRow, PayoutStatus, SettlementRow, settle_rows};

/// The payouts that settlement lines name, sorted by name. The lines come in any order and any number of
/// times; those that name no payout are passed over.
pub fn implied_payouts<'a>(
    mut lines: Vec<SettlementRow<'a>>,
    knowledge: &Knowledge,
) -> Vec<Payout<'a>> {
    lines.retain(|line| !line.payout_id.is_empty());
    settle_rows(&mut lines);
    // Lines of one payout stay in the order of their content: nothing depends on where they stand.
    lines.sort_by_key(PayoutName::of_line);
    let same = |a: &SettlementRow<'_>, b: &SettlementRow<'_>| {
        PayoutName::of_line(a) == PayoutName::of_line(b)
    };
    let payouts = lines.chunk_by(same).filter_map(|lines| {
        let last = lines.iter().map(|line| line.settle_date).max()?;
        let sum: i128 = lines.iter().map(|line| i128::from(line.net)).sum();
        let mid = lines[0].mid;
        let terms = knowledge.merchant(mid).map(|merchant| &merchant.terms);
        let fee = terms.map_or(0, |terms| terms.payout_fee);
        let same_day =
            terms.is_some_and(|terms| matches!(terms.mode, SettleMode::T0 | SettleMode::D(0)));
        // It is made when the last of its days is over, unless that day is to bring it.
        let made = knowledge
            .zone
            .at(last.plus(if same_day { 0 } else { 1 }), 0);
        Payout::fold(vec![PayoutRow {
            status_at: made,
            status: PayoutStatus::Unknown,
            payout_id: lines[0].payout_id,
            mid,
            // What no bank can book matches nothing.
            amount: i64::try_from(sum - i128::from(fee)).unwrap_or(i64::MAX),
            currency: "",
            txn_count: i64::try_from(lines.len()).ok(),
            account_no: "",
            account_name: "",
            bank_code: "",
            payer_name: "",
            channel: "",
            created_at: made,
            due_date: None,
            reason: "",
            reason_text: "",
            bank_ref: "",
            retry_of: "",
            acquirer: lines[0].acquirer,
            known_at: None,
            extras: Default::default(),
            place: lines[0].place,
        }])
    });
    payouts.collect()
}
