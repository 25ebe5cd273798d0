//! Brings together the rows that share a handle, from strong handles to weak ones.
//!
//! In: rows of the four sources of a swipe. Out: one unsplit trail per root handle.
//!
//! This is the plain reading of the identity rules, for small sets of rows; whoever has millions
//! groups them by the same [`Aliases`] and [`Traces`] and is tested against this.

use crate::era::platform_day;
use crate::{Aliases, Link, TerminalRow, Traces, Trail, TxnType, may_cross};
use ledger::{Day, Zone};
use std::collections::BTreeMap;

/// A reference number and whose it is.
type Key<'a> = (&'a str, &'a str);
/// Acquirer, terminal, batch, stan.
type Trace<'a> = (&'a str, &'a str, &'a str, &'a str);

/// What a trail is filed under: its root reference, or, when it has none, its trace and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Filing<'a> {
    Reference(Key<'a>),
    Trace(Trace<'a>, Day),
}

/// What a row shows when it looks for its swipe.
#[derive(Clone, Copy)]
struct Handles<'a> {
    txn_type: TxnType,
    acquirer: &'a str,
    rrn: &'a str,
    orig_rrn: &'a str,
    day: Day,
}

impl<'a> Handles<'a> {
    fn own(&self) -> Key<'a> {
        (self.acquirer, self.rrn)
    }

    fn original(&self) -> Option<Key<'a>> {
        (!self.orig_rrn.is_empty()).then_some((self.acquirer, self.orig_rrn))
    }
}

/// The handles of a row whose day stands in the given way.
macro_rules! handles {
    ($row:expr, $day:expr) => {
        Handles {
            txn_type: $row.txn_type,
            acquirer: $row.acquirer,
            rrn: $row.rrn,
            orig_rrn: $row.orig_rrn,
            day: $day,
        }
    };
}

/// Groups rows by the swipe they speak of. Each trail is settled and may hold several swipes
/// ([`crate::split`] tells them apart).
pub fn gather<'a>(rows: Trail<'a>, zone: &Zone) -> Vec<Trail<'a>> {
    let traces = traces(&rows, zone);
    let handles = all_handles(&rows, zone);
    let aliases = Aliases::new(links(&rows, &handles, &traces, zone)).with_homes(homes(&handles));
    let root = |row: Handles<'a>| {
        Filing::Reference(aliases.root(row.txn_type, row.own(), row.original(), row.day))
    };
    let mut filed: BTreeMap<Filing<'a>, Trail<'a>> = BTreeMap::new();
    for row in rows.terminal {
        let filing = if row.rrn.is_empty() && row.orig_rrn.is_empty() {
            file_by_trace(&row, &traces, &aliases, zone)
        } else {
            root(handles!(row, zone.day(row.local_time)))
        };
        filed.entry(filing).or_default().terminal.push(row);
    }
    for row in rows.platform {
        let filing = root(handles!(row, platform_day(&row, zone)));
        filed.entry(filing).or_default().platform.push(row);
    }
    for row in rows.clearing {
        let filing = root(handles!(row, row.settle_date));
        filed.entry(filing).or_default().clearing.push(row);
    }
    for row in rows.settlement {
        let filing = root(handles!(row, row.settle_date));
        filed.entry(filing).or_default().settlement.push(row);
    }
    let mut trails: Vec<Trail<'a>> = filed.into_values().collect();
    trails.iter_mut().for_each(Trail::settle);
    trails
}

fn all_handles<'a>(rows: &Trail<'a>, zone: &Zone) -> Vec<Handles<'a>> {
    let mut all = Vec::with_capacity(rows.len());
    let terminal = rows.terminal.iter();
    all.extend(terminal.map(|row| handles!(row, zone.day(row.local_time))));
    let platform = rows.platform.iter();
    all.extend(platform.map(|row| handles!(row, platform_day(row, zone))));
    let clearing = rows.clearing.iter();
    all.extend(clearing.map(|row| handles!(row, row.settle_date)));
    let settlement = rows.settlement.iter();
    all.extend(settlement.map(|row| handles!(row, row.settle_date)));
    all
}

/// The stan by which a terminal's row names its swipe: a void or refund names its original's.
pub fn trace_stan<'a>(row: &TerminalRow<'a>) -> &'a str {
    if row.orig_stan.is_empty() || row.txn_type.is_principal() {
        row.stan
    } else {
        row.orig_stan
    }
}

fn file_by_trace<'a>(
    row: &TerminalRow<'a>,
    traces: &Traces<Trace<'a>, Key<'a>>,
    aliases: &Aliases<Key<'a>>,
    zone: &Zone,
) -> Filing<'a> {
    let trace = (row.acquirer, row.tid, row.batch_no, trace_stan(row));
    let day = zone.day(row.local_time);
    let found = if trace_stan(row) == row.stan {
        traces.find(trace, day)
    } else {
        traces.find_original(trace, day)
    };
    match found {
        Some(key) => Filing::Reference(aliases.root_of_original(key, day)),
        None => Filing::Trace(trace, day),
    }
}

/// Rows that bear both handles: platform rows, and terminal rows that got an answer. A row that
/// speaks of another swipe shows that swipe's reference.
fn traces<'a>(rows: &Trail<'a>, zone: &Zone) -> Traces<Trace<'a>, Key<'a>> {
    let platform = rows
        .platform
        .iter()
        .filter(|row| row.txn_type.is_principal())
        .map(|row| {
            (
                (row.acquirer, row.tid, row.batch_no, row.stan),
                zone.day(row.received_at),
                (row.acquirer, row.rrn),
            )
        });
    let seen: Vec<_> = platform.collect();
    let by_platform = Traces::new(seen.clone());
    let terminal = rows
        .terminal
        .iter()
        .filter(|row| row.txn_type.is_principal() && !row.rrn.is_empty())
        .filter_map(|row| {
            let trace = (row.acquirer, row.tid, row.batch_no, row.stan);
            let day = zone.day(row.local_time);
            by_platform
                .find(trace, day)
                .is_none()
                .then_some((trace, day, (row.acquirer, row.rrn)))
        });
    Traces::new(seen.iter().copied().chain(terminal).collect())
}

/// Every dependent row that bears its own handle and that of its original. Of those that bear only
/// their own: the platform's reversals, which have their original's trace, and the terminal's rows,
/// which may name its stan.
fn links<'a>(
    rows: &Trail<'a>,
    handles: &[Handles<'a>],
    traces: &Traces<Trace<'a>, Key<'a>>,
    zone: &Zone,
) -> Vec<Link<Key<'a>>> {
    let named = handles
        .iter()
        .filter(|row| may_cross(row.txn_type) && !row.rrn.is_empty())
        .filter_map(|row| {
            Some(Link {
                own: row.own(),
                day: row.day,
                through_trace: false,
                original: row.original()?,
            })
        });
    let through_trace = |own: Key<'a>, day: Day, original: Key<'a>| Link {
        own,
        day,
        through_trace: true,
        original,
    };
    let reversals = rows
        .platform
        .iter()
        .filter(|row| row.txn_type == TxnType::Reversal && row.orig_rrn.is_empty())
        .filter_map(|row| {
            let trace = (row.acquirer, row.tid, row.batch_no, row.stan);
            let day = platform_day(row, zone);
            let original = traces.find(trace, day)?;
            Some(through_trace((row.acquirer, row.rrn), day, original))
        });
    let by_stan = rows
        .terminal
        .iter()
        .filter(|row| names_by_stan(row))
        .filter_map(|row| {
            let trace = (row.acquirer, row.tid, row.batch_no, row.orig_stan);
            let day = zone.day(row.local_time);
            let original = traces.find_original(trace, day)?;
            Some(through_trace((row.acquirer, row.rrn), day, original))
        });
    named.chain(reversals).chain(by_stan).collect()
}

/// Whether a terminal's row has a reference of its own and names its original by the stan alone.
pub fn names_by_stan(row: &TerminalRow<'_>) -> bool {
    may_cross(row.txn_type)
        && !row.rrn.is_empty()
        && row.orig_rrn.is_empty()
        && !row.orig_stan.is_empty()
}

/// The days on which references name swipes of their own.
fn homes<'a>(handles: &[Handles<'a>]) -> Vec<(Key<'a>, Day)> {
    let own = handles.iter().filter(|row| !may_cross(row.txn_type));
    own.map(|row| (row.own(), row.day)).collect()
}
