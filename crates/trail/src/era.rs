//! Eras of a reference number: it comes again after weeks, and then names another swipe.
//!
//! In: all rows that share a handle. Out: the same rows, cut where the reference rested long.

use crate::{PlatformRow, REUSE_GAP_DAYS, Trail, TxnType};
use ledger::{Day, Zone};

/// What a row shows when eras are cut.
struct Dated<'a> {
    day: Day,
    txn_type: TxnType,
    rrn: &'a str,
    /// Empty: it names no original, or itself.
    orig_rrn: &'a str,
    orig_stan: &'a str,
}

impl<'a> Dated<'a> {
    fn new(day: Day, txn_type: TxnType, rrn: &'a str, orig_rrn: &'a str) -> Dated<'a> {
        Dated {
            day,
            txn_type,
            rrn,
            orig_rrn: if orig_rrn == rrn { "" } else { orig_rrn },
            orig_stan: "",
        }
    }

    fn of(group: &Trail<'a>, zone: &Zone) -> Vec<Dated<'a>> {
        let mut rows = Vec::with_capacity(group.len());
        rows.extend(group.terminal.iter().map(|row| Dated {
            orig_stan: row.orig_stan,
            ..Dated::new(
                zone.day(row.local_time),
                row.txn_type,
                row.rrn,
                row.orig_rrn,
            )
        }));
        rows.extend(
            group.platform.iter().map(|row| {
                Dated::new(platform_day(row, zone), row.txn_type, row.rrn, row.orig_rrn)
            }),
        );
        rows.extend(
            group
                .clearing
                .iter()
                .map(|row| Dated::new(row.settle_date, row.txn_type, row.rrn, row.orig_rrn)),
        );
        rows.extend(
            group
                .settlement
                .iter()
                .map(|row| Dated::new(row.settle_date, row.txn_type, row.rrn, row.orig_rrn)),
        );
        rows.sort_by_key(|row| (row.day, row.txn_type));
        rows
    }
}

/// Rows that stand under the handle itself, by day. The others were brought here by a row that
/// names its original: a refund, say, has a reference of its own and comes when it comes.
fn at_home<'a>(mut rows: Vec<Dated<'a>>) -> Vec<Dated<'a>> {
    let sorted = |mut references: Vec<&'a str>| {
        references.sort_unstable();
        references
    };
    let brought = sorted(
        rows.iter()
            .filter(|row| !row.orig_rrn.is_empty() && !row.rrn.is_empty())
            .map(|row| row.rrn)
            .collect(),
    );
    rows.retain(|row| {
        let names_original = !row.orig_rrn.is_empty() || !row.orig_stan.is_empty();
        !names_original && brought.binary_search(&row.rrn).is_err()
    });
    let own = sorted(
        rows.iter()
            .filter(|row| row.txn_type.is_principal())
            .map(|row| row.rrn)
            .collect(),
    );
    rows.retain(|row| own.is_empty() || own.binary_search(&row.rrn).is_ok());
    rows
}

/// Cuts where no row of the reference stands for longer than [`REUSE_GAP_DAYS`]. Chargebacks,
/// adjustments and reversals never begin an era, nor does a row that names an original: they
/// join the latest era before them.
pub(crate) fn eras<'a>(group: Trail<'a>, zone: &Zone) -> Vec<Trail<'a>> {
    let mut starts: Vec<Day> = Vec::new();
    let mut before: Option<Day> = None;
    for row in at_home(Dated::of(&group, zone)) {
        let far = before.is_none_or(|before| row.day.days_since(before) > REUSE_GAP_DAYS);
        if starts.is_empty() || (far && !row.txn_type.only_joins()) {
            starts.push(row.day);
        }
        before = Some(row.day);
    }
    if starts.len() < 2 {
        return vec![group];
    }
    let mut eras: Vec<Trail<'a>> = starts.iter().map(|_| Trail::default()).collect();
    let era_of = |day: Day| {
        starts
            .partition_point(|start| *start <= day)
            .saturating_sub(1)
    };
    for row in group.terminal {
        eras[era_of(zone.day(row.local_time))].terminal.push(row);
    }
    for row in group.platform {
        eras[era_of(platform_day(&row, zone))].platform.push(row);
    }
    for row in group.clearing {
        eras[era_of(row.settle_date)].clearing.push(row);
    }
    for row in group.settlement {
        eras[era_of(row.settle_date)].settlement.push(row);
    }
    eras
}

pub(crate) fn platform_day(row: &PlatformRow<'_>, zone: &Zone) -> Day {
    zone.day(row.received_at)
}
