//! What crosses keys: a refund has a reference of its own and speaks of another swipe; a terminal row
//! without one comes through the platform's row of the same trace.
//!
//! In: sheets. Out: which reference stands for which, known before any row is filed.

use super::columns::{columns, is_empty, key_at, txn_type, view};
use crate::key::Key;
use crate::rows::Sheet;
use crate::sheet::{clearing, platform, settlement, terminal};
use crate::symbol::Symbol;
use crate::work;
use ledger::{Day, Instant, Zone};
use std::collections::HashSet;
use trail::{Aliases, Link, Traces, TxnType, may_cross};
use wire::Source;

/// What a terminal knows of a swipe, as numbers: acquirer, terminal, batch, stan.
type Trace = (Symbol, Symbol, Symbol, Key);

/// What crosses keys, known before any row is filed.
pub(super) struct Routes {
    pub(super) aliases: Aliases<Key>,
    pub(super) traces: Traces<Trace, Key>,
}

/// `hidden` tells of each sheet which rows had not happened or were not known, if any: they show nothing.
pub(super) fn routes(
    sheets: &[Sheet<'_>],
    hidden: &[Option<Vec<bool>>],
    zone: &Zone,
    threads: usize,
) -> Routes {
    let of = |index: usize| Seen {
        sheet: &sheets[index],
        hidden: hidden[index].as_deref(),
    };
    let seen: Vec<Seen<'_, '_>> = (0..sheets.len()).map(of).collect();
    let sheets = &*seen;
    let mut all = Crossings::default();
    for found in work::map(threads, sheets.len(), |index| {
        crossings(sheets[index], zone)
    }) {
        all.links.extend(found.links);
        all.rows.extend(found.rows);
        all.open.extend(found.open);
        all.unnamed.extend(found.unnamed);
    }
    let mut open: HashSet<Trace> = all.open.iter().map(|(trace, _)| *trace).collect();
    open.extend(all.unnamed.iter().map(|unnamed| unnamed.trace));
    let traces = if open.is_empty() {
        Traces::new(Vec::new())
    } else {
        traces(sheets, zone, &open, threads)
    };
    let found = all
        .unnamed
        .iter()
        .filter_map(|unnamed| unnamed.link(&traces));
    all.links.extend(found);
    let aliases = Aliases::new(all.links);
    let wanting = |row: &Crossing| aliases.wanting(row.txn_type, row.own, row.original, row.day);
    let mut wanted: HashSet<Key> = all.rows.iter().flat_map(wanting).collect();
    for (trace, day) in all.open {
        let found = [traces.find(trace, day), traces.find_original(trace, day)];
        let wanting = |key| aliases.wanting_of_original(key, day);
        wanted.extend(found.into_iter().flatten().flat_map(wanting));
    }
    let homes = homes(sheets, zone, &wanted, threads);
    Routes {
        aliases: aliases.with_homes(homes),
        traces,
    }
}

/// A sheet, and which of its rows are hidden.
#[derive(Clone, Copy)]
struct Seen<'r, 's> {
    sheet: &'r Sheet<'s>,
    hidden: Option<&'r [bool]>,
}

impl Seen<'_, '_> {
    /// The rows that are not hidden.
    fn rows(&self) -> impl Iterator<Item = usize> {
        let is_hidden = |row: &usize| self.hidden.is_some_and(|hidden| hidden[*row]);
        (0..self.sheet.chunk.rows).filter(move |row| !is_hidden(row))
    }
}

#[derive(Default)]
struct Crossings {
    links: Vec<Link<Key>>,
    /// Rows that may be of another swipe than their own key says.
    rows: Vec<Crossing>,
    /// Traces of terminal rows without any reference, and their days.
    open: Vec<(Trace, Day)>,
    unnamed: Vec<Unnamed>,
}

struct Crossing {
    txn_type: TxnType,
    own: Key,
    original: Option<Key>,
    day: Day,
}

/// A row with a reference of its own that says by a trace alone which swipe it speaks of.
struct Unnamed {
    trace: Trace,
    day: Day,
    own: Key,
    /// A reversal of the platform has its original's trace and comes at once; the terminal names
    /// the stan of an original that may be older.
    by_stan: bool,
}

impl Unnamed {
    fn link(&self, traces: &Traces<Trace, Key>) -> Option<Link<Key>> {
        let original = if self.by_stan {
            traces.find_original(self.trace, self.day)
        } else {
            traces.find(self.trace, self.day)
        };
        Some(Link {
            own: self.own,
            day: self.day,
            through_trace: true,
            original: original?,
        })
    }
}

fn has_swipes(source: Source) -> bool {
    !matches!(source, Source::Payout | Source::Bank)
}

fn crossings(seen: Seen<'_, '_>, zone: &Zone) -> Crossings {
    let sheet = seen.sheet;
    let source = sheet.chunk.source;
    let mut found = Crossings::default();
    if !has_swipes(source) {
        return found;
    }
    let at = columns(source);
    let (rrn, orig) = (sheet.chunk.texts(at.rrn), sheet.chunk.texts(at.orig_rrn));
    for row in seen.rows() {
        let nameless = is_empty(orig, row);
        if source == Source::Terminal && is_empty(rrn, row) && nameless {
            let stan = trace_stan(sheet, row);
            let day = row_day(sheet, row, zone);
            found.open.push((terminal_trace(sheet, stan, row), day));
            continue;
        }
        let txn_type = txn_type(sheet, &at, row);
        if !may_cross(txn_type) {
            continue;
        }
        let own = key_at(sheet, at.acquirer, rrn, row);
        let original = (!nameless).then(|| key_at(sheet, at.acquirer, orig, row));
        let day = row_day(sheet, row, zone);
        found.rows.push(Crossing {
            txn_type,
            own,
            original,
            day,
        });
        if is_empty(rrn, row) {
            continue;
        }
        found.links.extend(original.map(|original| Link {
            own,
            day,
            through_trace: false,
            original,
        }));
        let trace = (original.is_none())
            .then(|| trace_of_original(sheet, txn_type, row))
            .flatten();
        found.unnamed.extend(trace.map(|trace| Unnamed {
            trace,
            day,
            own,
            by_stan: source == Source::Terminal,
        }));
    }
    found
}

/// The trace by which a row without its original's reference names it all the same.
fn trace_of_original(sheet: &Sheet<'_>, txn_type: TxnType, row: usize) -> Option<Trace> {
    match sheet.chunk.source {
        Source::Platform if txn_type == TxnType::Reversal => Some(platform_trace(sheet, row)),
        Source::Terminal if !is_empty(sheet.chunk.texts(terminal::ORIG_STAN), row) => {
            Some(terminal_trace(sheet, terminal::ORIG_STAN, row))
        }
        _ => None,
    }
}

/// The day on which a row stands.
pub(super) fn row_day(sheet: &Sheet<'_>, row: usize, zone: &Zone) -> Day {
    let chunk = sheet.chunk;
    let time = match chunk.source {
        Source::Terminal => terminal::LOCAL_TIME,
        Source::Platform => platform::RECEIVED_AT,
        Source::Clearing => return settled_on(sheet, clearing::SETTLE_DATE, row),
        _ => return settled_on(sheet, settlement::SETTLE_DATE, row),
    };
    let ms = chunk.number(time, row);
    zone.day(Instant::from_ms(
        ms.expect("a good row has its required time"),
    ))
}

fn settled_on(sheet: &Sheet<'_>, position: usize, row: usize) -> Day {
    let day = sheet.chunk.day(position, row);
    Day::from_epoch(day.expect("a good row has its required day"))
}

fn platform_trace(sheet: &Sheet<'_>, row: usize) -> Trace {
    let (view, text) = view(sheet.chunk.texts(platform::STAN), row);
    let chunk = sheet.chunk;
    (
        chunk.symbol(platform::ACQUIRER, row),
        chunk.symbol(platform::TID, row),
        chunk.symbol(platform::BATCH_NO, row),
        Key::of_view(view, text),
    )
}

/// What the terminal knows of a swipe whose stan stands in this column.
pub(super) fn terminal_trace(sheet: &Sheet<'_>, stan: usize, row: usize) -> Trace {
    let (view, text) = view(sheet.chunk.texts(stan), row);
    let chunk = sheet.chunk;
    (
        chunk.symbol(terminal::ACQUIRER, row),
        chunk.symbol(terminal::TID, row),
        chunk.symbol(terminal::BATCH_NO, row),
        Key::of_view(view, text),
    )
}

/// A void or refund without a reference names its original's stan (see [`trail::trace_stan`]).
fn trace_stan(sheet: &Sheet<'_>, row: usize) -> usize {
    let principal = txn_type(sheet, &columns(Source::Terminal), row).is_principal();
    if principal || is_empty(sheet.chunk.texts(terminal::ORIG_STAN), row) {
        terminal::STAN
    } else {
        terminal::ORIG_STAN
    }
}

/// The days on which the wanted handles name swipes of their own. Mostly nothing is wanted.
fn homes(
    sheets: &[Seen<'_, '_>],
    zone: &Zone,
    wanted: &HashSet<Key>,
    threads: usize,
) -> Vec<(Key, Day)> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let lists = work::map(threads, sheets.len(), |index| {
        let sheet = sheets[index].sheet;
        let mut found = Vec::new();
        if !has_swipes(sheet.chunk.source) {
            return found;
        }
        let at = columns(sheet.chunk.source);
        let rrn = sheet.chunk.texts(at.rrn);
        for row in sheets[index].rows() {
            let own = key_at(sheet, at.acquirer, rrn, row);
            if wanted.contains(&own) && !may_cross(txn_type(sheet, &at, row)) {
                found.push((own, row_day(sheet, row, zone)));
            }
        }
        found
    });
    lists.concat()
}

/// The rows that bear both handles, of the traces somebody asks for: the platform's, and of what
/// it lacks the terminal's.
fn traces(
    sheets: &[Seen<'_, '_>],
    zone: &Zone,
    open: &HashSet<Trace>,
    threads: usize,
) -> Traces<Trace, Key> {
    let of = |wanted: Source| {
        let lists = work::map(threads, sheets.len(), |index| {
            if sheets[index].sheet.chunk.source != wanted {
                return Vec::new();
            }
            bearing_both(sheets[index], zone, open)
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

fn bearing_both(seen: Seen<'_, '_>, zone: &Zone, open: &HashSet<Trace>) -> Vec<(Trace, Day, Key)> {
    let sheet = seen.sheet;
    let at = columns(sheet.chunk.source);
    let rrn = sheet.chunk.texts(at.rrn);
    let platform_rows = sheet.chunk.source == Source::Platform;
    let mut found = Vec::new();
    for row in seen.rows() {
        let trace = if platform_rows {
            platform_trace(sheet, row)
        } else {
            terminal_trace(sheet, terminal::STAN, row)
        };
        if open.contains(&trace) && !is_empty(rrn, row) && txn_type(sheet, &at, row).is_principal()
        {
            found.push((
                trace,
                row_day(sheet, row, zone),
                key_at(sheet, at.acquirer, rrn, row),
            ));
        }
    }
    found
}
