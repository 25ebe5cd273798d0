//! What a row shows of itself when it looks for its swipe.
//!
//! In: rows of any source. Out: one shape for all. Absent: days, which eras look at.

use crate::{ClearingRow, PlatformRow, SettlementRow, TerminalRow, TxnType};

/// The handles of a row, and what else tells swipes apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Traits<'a> {
    pub(super) rrn: &'a str,
    pub(super) orig_rrn: &'a str,
    pub(super) tid: &'a str,
    pub(super) batch_no: &'a str,
    pub(super) stan: &'a str,
    pub(super) orig_stan: &'a str,
    pub(super) order_no: &'a str,
    pub(super) mid: &'a str,
    pub(super) amount: i64,
    pub(super) txn_type: TxnType,
}

/// Two rows of one swipe: same reference, terminal and order (a later answer, a repeated report).
pub(super) fn same_swipe(a: &Traits<'_>, b: &Traits<'_>) -> bool {
    let agree = |a: &str, b: &str| a == b || a.is_empty() || b.is_empty();
    a.rrn == b.rrn
        && a.tid == b.tid
        && a.txn_type == b.txn_type
        && (agree(a.order_no, b.order_no)
            // A terminal's running number tells its swipes apart; orders need not.
            || (!a.tid.is_empty() && !a.stan.is_empty() && !b.stan.is_empty()))
        // The number runs within a batch.
        && (a.tid.is_empty() || (agree(a.stan, b.stan) && agree(a.batch_no, b.batch_no)))
}

pub(super) fn terminal_traits<'a>(row: &TerminalRow<'a>) -> Traits<'a> {
    Traits {
        rrn: row.rrn,
        orig_rrn: row.orig_rrn,
        tid: row.tid,
        batch_no: row.batch_no,
        stan: row.stan,
        orig_stan: row.orig_stan,
        order_no: row.order_no,
        mid: row.mid,
        amount: row.amount,
        txn_type: row.txn_type,
    }
}

pub(super) fn platform_traits<'a>(row: &PlatformRow<'a>) -> Traits<'a> {
    Traits {
        rrn: row.rrn,
        orig_rrn: row.orig_rrn,
        tid: row.tid,
        batch_no: row.batch_no,
        stan: row.stan,
        orig_stan: "",
        order_no: row.order_no,
        mid: row.mid,
        amount: row.amount,
        txn_type: row.txn_type,
    }
}

pub(super) fn clearing_traits<'a>(row: &ClearingRow<'a>) -> Traits<'a> {
    Traits {
        rrn: row.rrn,
        orig_rrn: row.orig_rrn,
        tid: row.tid,
        batch_no: extra(row.extras, "batch_no"),
        stan: row.stan,
        orig_stan: "",
        order_no: extra(row.extras, "order_no"),
        mid: row.mid,
        amount: row.amount,
        txn_type: row.txn_type,
    }
}

pub(super) fn settlement_traits<'a>(row: &SettlementRow<'a>) -> Traits<'a> {
    Traits {
        rrn: row.rrn,
        orig_rrn: row.orig_rrn,
        tid: extra(row.extras, "tid"),
        batch_no: extra(row.extras, "batch_no"),
        stan: extra(row.extras, "stan"),
        orig_stan: "",
        order_no: extra(row.extras, "order_no"),
        mid: row.mid,
        amount: row.amount,
        txn_type: row.txn_type,
    }
}

fn extra<'a>(extras: crate::Extras<'a>, name: &str) -> &'a str {
    extras
        .iter()
        .find(|(key, _)| *key == name)
        .map_or("", |(_, value)| value)
}
