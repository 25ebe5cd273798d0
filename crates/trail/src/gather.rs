//! Brings together the rows that share a handle, from strong handles to weak ones.
//!
//! In: rows of the four sources of a swipe. Out: one unsplit trail per root handle.
//!
//! This is the plain reading of the identity rules, for small sets of rows; whoever has millions
//! groups them by the same [`Aliases`] and [`Traces`] and is tested against this.

use crate::{Aliases, PlatformRow, TerminalRow, Traces, Trail, TxnType};
use ledger::{Day, Zone};
use std::collections::BTreeMap;

/// A reference number and whose it is.
type Key<'a> = (&'a str, &'a str);
/// Terminal, batch, stan.
type Trace<'a> = (&'a str, &'a str, &'a str);

/// What a trail is filed under: its root reference, or, when it has none, its trace and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Filing<'a> {
    Reference(Key<'a>),
    Trace(Trace<'a>, Day),
}

/// Whether a row of this type may have a handle that stands for another swipe's.
pub const fn may_cross(txn_type: TxnType) -> bool {
    !matches!(txn_type, TxnType::Sale | TxnType::Preauth)
}

/// Groups rows by the swipe they speak of. Each trail is settled and may hold several swipes
/// ([`crate::split`] tells them apart).
pub fn gather<'a>(rows: Trail<'a>, zone: &Zone) -> Vec<Trail<'a>> {
    let aliases = Aliases::new(links(&rows, zone));
    let traces = traces(&rows, zone);
    let root = |txn_type: TxnType, acquirer: &'a str, rrn: &'a str, orig_rrn: &'a str| {
        let own = (acquirer, rrn);
        let key = match (may_cross(txn_type), orig_rrn.is_empty()) {
            (true, false) => aliases.root((acquirer, orig_rrn)),
            (true, true) => aliases.root(own),
            (false, _) => own,
        };
        Filing::Reference(key)
    };
    let mut filed: BTreeMap<Filing<'a>, Trail<'a>> = BTreeMap::new();
    for row in rows.terminal {
        let filing = if row.rrn.is_empty() && row.orig_rrn.is_empty() {
            file_by_trace(&row, &traces, &aliases, zone)
        } else {
            root(row.txn_type, row.acquirer, row.rrn, row.orig_rrn)
        };
        filed.entry(filing).or_default().terminal.push(row);
    }
    for row in rows.platform {
        filed
            .entry(root(row.txn_type, row.acquirer, row.rrn, row.orig_rrn))
            .or_default()
            .platform
            .push(row);
    }
    for row in rows.clearing {
        filed
            .entry(root(row.txn_type, row.acquirer, row.rrn, row.orig_rrn))
            .or_default()
            .clearing
            .push(row);
    }
    for row in rows.settlement {
        filed
            .entry(root(row.txn_type, row.acquirer, row.rrn, row.orig_rrn))
            .or_default()
            .settlement
            .push(row);
    }
    let mut trails: Vec<Trail<'a>> = filed.into_values().collect();
    trails.iter_mut().for_each(Trail::settle);
    trails
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
    let trace = (row.tid, row.batch_no, trace_stan(row));
    let day = zone.day(row.local_time);
    match traces.find(trace, day) {
        Some(key) => Filing::Reference(aliases.root(key)),
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
                (row.tid, row.batch_no, row.stan),
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
            let trace = (row.tid, row.batch_no, row.stan);
            let day = zone.day(row.local_time);
            by_platform
                .find(trace, day)
                .is_none()
                .then_some((trace, day, (row.acquirer, row.rrn)))
        });
    Traces::new(seen.iter().copied().chain(terminal).collect())
}

/// Every dependent row that bears its own handle and that of its original; and reversals that
/// name no original, through the swipe with the same trace.
fn links<'a>(rows: &Trail<'a>, zone: &Zone) -> Vec<(Key<'a>, Key<'a>)> {
    let mut links = Vec::new();
    let mut link = |txn_type: TxnType, acquirer: &'a str, rrn: &'a str, orig_rrn: &'a str| {
        if may_cross(txn_type) && !rrn.is_empty() && !orig_rrn.is_empty() {
            links.push(((acquirer, rrn), (acquirer, orig_rrn)));
        }
    };
    rows.terminal
        .iter()
        .for_each(|r| link(r.txn_type, r.acquirer, r.rrn, r.orig_rrn));
    rows.platform
        .iter()
        .for_each(|r| link(r.txn_type, r.acquirer, r.rrn, r.orig_rrn));
    rows.clearing
        .iter()
        .for_each(|r| link(r.txn_type, r.acquirer, r.rrn, r.orig_rrn));
    rows.settlement
        .iter()
        .for_each(|r| link(r.txn_type, r.acquirer, r.rrn, r.orig_rrn));
    let unnamed: Vec<&PlatformRow<'a>> = rows
        .platform
        .iter()
        .filter(|row| row.txn_type == TxnType::Reversal && row.orig_rrn.is_empty())
        .collect();
    if !unnamed.is_empty() {
        let principals = rows
            .platform
            .iter()
            .filter(|row| row.txn_type.is_principal())
            .map(|row| {
                (
                    (row.tid, row.batch_no, row.stan),
                    zone.day(row.received_at),
                    (row.acquirer, row.rrn),
                )
            });
        let traces = Traces::new(principals.collect());
        links.extend(unnamed.iter().filter_map(|row| {
            let original =
                traces.find((row.tid, row.batch_no, row.stan), zone.day(row.received_at))?;
            Some(((row.acquirer, row.rrn), original))
        }));
    }
    links
}
