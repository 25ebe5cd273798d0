//! What crosses keys: a refund has a reference of its own and speaks of another swipe; a terminal row
//! without one comes through the platform's row of the same trace.
//!
//! In: sheets. Out: which reference stands for which, known before any row is filed.

use crate::key::Key;
use crate::rows::Sheet;
use crate::sheet::{clearing, platform, settlement, terminal};
use crate::symbol::Symbol;
use crate::work;
use arrow_array::StringViewArray;
use ledger::{Day, Instant, Zone};
use std::collections::HashSet;
use trail::{Aliases, Traces, TxnType, may_cross};
use wire::Source;

/// What a terminal knows of a swipe, as numbers.
type Trace = (Symbol, Symbol, Key);

/// Positions of the columns that decide where a row belongs; they differ by source.
pub(super) struct Columns {
    pub(super) rrn: usize,
    pub(super) orig_rrn: usize,
    pub(super) txn_type: usize,
    pub(super) acquirer: usize,
}

pub(super) const fn columns(source: Source) -> Columns {
    match source {
        Source::Terminal => Columns {
            rrn: terminal::RRN,
            orig_rrn: terminal::ORIG_RRN,
            txn_type: terminal::TXN_TYPE,
            acquirer: terminal::ACQUIRER,
        },
        Source::Platform => Columns {
            rrn: platform::RRN,
            orig_rrn: platform::ORIG_RRN,
            txn_type: platform::TXN_TYPE,
            acquirer: platform::ACQUIRER,
        },
        Source::Clearing => Columns {
            rrn: clearing::RRN,
            orig_rrn: clearing::ORIG_RRN,
            txn_type: clearing::TXN_TYPE,
            acquirer: clearing::ACQUIRER,
        },
        _ => Columns {
            rrn: settlement::RRN,
            orig_rrn: settlement::ORIG_RRN,
            txn_type: settlement::TXN_TYPE,
            acquirer: settlement::ACQUIRER,
        },
    }
}

pub(super) fn view(texts: Option<&StringViewArray>, row: usize) -> (u128, &str) {
    texts.map_or((0, ""), |texts| (texts.views()[row], texts.value(row)))
}

pub(super) fn is_empty(texts: Option<&StringViewArray>, row: usize) -> bool {
    // The low 32 bits of a view are the text's length.
    texts.is_none_or(|texts| texts.views()[row] as u32 == 0)
}

pub(super) fn txn_type(sheet: &Sheet<'_>, columns: &Columns, row: usize) -> TxnType {
    let code = sheet
        .chunk
        .code(columns.txn_type, row)
        .expect("a good row has its required code");
    TxnType::ALL[usize::from(code)]
}

pub(super) fn key_at(
    sheet: &Sheet<'_>,
    acquirer: usize,
    texts: Option<&StringViewArray>,
    row: usize,
) -> Key {
    let (view, text) = view(texts, row);
    match sheet.chunk.symbol(acquirer, row) {
        Symbol::NONE => Key::of_view(view, text),
        acquirer => Key::of_acquirer(sheet.symbols.text(acquirer), text),
    }
}

/// What crosses keys, known before any row is filed.
pub(super) struct Routes {
    pub(super) aliases: Aliases<Key>,
    pub(super) traces: Traces<Trace, Key>,
}

pub(super) fn routes(sheets: &[Sheet<'_>], zone: &Zone, threads: usize) -> Routes {
    let found = work::map(threads, sheets.len(), |index| {
        crossings(&sheets[index], zone)
    });
    let mut links = Vec::new();
    let mut open: HashSet<Trace> = HashSet::new();
    let mut unnamed = Vec::new();
    for crossing in found {
        links.extend(crossing.links);
        open.extend(crossing.open);
        unnamed.extend(crossing.unnamed);
    }
    open.extend(unnamed.iter().map(|(trace, _, _)| *trace));
    let traces = if open.is_empty() {
        Traces::new(Vec::new())
    } else {
        traces(sheets, zone, &open, threads)
    };
    links.extend(
        unnamed
            .into_iter()
            .filter_map(|(trace, day, own)| Some((own, traces.find(trace, day)?))),
    );
    Routes {
        aliases: Aliases::new(links),
        traces,
    }
}

#[derive(Default)]
struct Crossings {
    links: Vec<(Key, Key)>,
    /// Traces of terminal rows without any reference.
    open: Vec<Trace>,
    /// Reversals of the platform that name no original.
    unnamed: Vec<(Trace, Day, Key)>,
}

fn crossings(sheet: &Sheet<'_>, zone: &Zone) -> Crossings {
    let source = sheet.chunk.source;
    let mut found = Crossings::default();
    if !matches!(
        source,
        Source::Terminal | Source::Platform | Source::Clearing | Source::Settlement
    ) {
        return found;
    }
    let at = columns(source);
    let (rrn, orig) = (sheet.chunk.texts(at.rrn), sheet.chunk.texts(at.orig_rrn));
    for row in 0..sheet.chunk.rows {
        let crosses = may_cross(txn_type(sheet, &at, row));
        if crosses && !is_empty(orig, row) && !is_empty(rrn, row) {
            found.links.push((
                key_at(sheet, at.acquirer, rrn, row),
                key_at(sheet, at.acquirer, orig, row),
            ));
        }
        if source == Source::Terminal && is_empty(rrn, row) && is_empty(orig, row) {
            found.open.push(terminal_trace(sheet, row));
        }
        if source == Source::Platform
            && is_empty(orig, row)
            && txn_type(sheet, &at, row) == TxnType::Reversal
        {
            let own = key_at(sheet, at.acquirer, rrn, row);
            found.unnamed.push((
                platform_trace(sheet, row),
                local_day(sheet, platform::RECEIVED_AT, row, zone),
                own,
            ));
        }
    }
    found
}

pub(super) fn local_day(sheet: &Sheet<'_>, position: usize, row: usize, zone: &Zone) -> Day {
    zone.day(Instant::from_ms(
        sheet
            .chunk
            .number(position, row)
            .expect("a good row has its required time"),
    ))
}

fn platform_trace(sheet: &Sheet<'_>, row: usize) -> Trace {
    let (view, text) = view(sheet.chunk.texts(platform::STAN), row);
    let chunk = sheet.chunk;
    (
        chunk.symbol(platform::TID, row),
        chunk.symbol(platform::BATCH_NO, row),
        Key::of_view(view, text),
    )
}

/// A void or refund without a reference names its original's stan (see [`trail::trace_stan`]).
pub(super) fn terminal_trace(sheet: &Sheet<'_>, row: usize) -> Trace {
    let chunk = sheet.chunk;
    let principal = txn_type(sheet, &columns(Source::Terminal), row).is_principal();
    let orig_stan = chunk.texts(terminal::ORIG_STAN);
    let stan = if principal || is_empty(orig_stan, row) {
        chunk.texts(terminal::STAN)
    } else {
        orig_stan
    };
    let (view, text) = view(stan, row);
    (
        chunk.symbol(terminal::TID, row),
        chunk.symbol(terminal::BATCH_NO, row),
        Key::of_view(view, text),
    )
}

/// The rows that bear both handles, of the traces somebody asks for: the platform's, and of what
/// it lacks the terminal's.
fn traces(
    sheets: &[Sheet<'_>],
    zone: &Zone,
    open: &HashSet<Trace>,
    threads: usize,
) -> Traces<Trace, Key> {
    let of = |wanted: Source| {
        let lists = work::map(threads, sheets.len(), |index| {
            let sheet = &sheets[index];
            if sheet.chunk.source != wanted {
                return Vec::new();
            }
            bearing_both(sheet, zone, open)
        });
        lists.concat()
    };
    let platform = of(Source::Platform);
    let by_platform = Traces::new(platform.clone());
    let terminal = of(Source::Terminal);
    let lacking = terminal
        .into_iter()
        .filter(|(trace, day, _)| by_platform.find(*trace, *day).is_none());
    Traces::new(platform.iter().copied().chain(lacking).collect())
}

fn bearing_both(sheet: &Sheet<'_>, zone: &Zone, open: &HashSet<Trace>) -> Vec<(Trace, Day, Key)> {
    let at = columns(sheet.chunk.source);
    let rrn = sheet.chunk.texts(at.rrn);
    let platform_rows = sheet.chunk.source == Source::Platform;
    let time = if platform_rows {
        platform::RECEIVED_AT
    } else {
        terminal::LOCAL_TIME
    };
    let mut found = Vec::new();
    for row in 0..sheet.chunk.rows {
        let trace = if platform_rows {
            platform_trace(sheet, row)
        } else {
            terminal_trace(sheet, row)
        };
        if open.contains(&trace) && !is_empty(rrn, row) && txn_type(sheet, &at, row).is_principal()
        {
            found.push((
                trace,
                local_day(sheet, time, row, zone),
                key_at(sheet, at.acquirer, rrn, row),
            ));
        }
    }
    found
}
