//! Brings the rows of each swipe together: keys, routes, partitions, groups.
//!
//! In: sheets of the four sources of a swipe. Out: partitions of row references, sorted by key.
//! Absent: the rows themselves (they stay in their columns), and verdicts.
//!
//! The rules are those of [`trail::gather`], against which this is tested; here they work on
//! numbers, over all threads.

use crate::key::Key;
use crate::rows::Sheet;
use crate::sheet::{NUMBER_NONE, clearing, platform, settlement, terminal};
use crate::symbol::Symbol;
use crate::work;
use arrow_array::StringViewArray;
use ledger::{Day, Instant, Zone};
use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use trail::{Aliases, Traces, Trail, TxnType, may_cross};
use wire::Source;

/// Partitions of the fold: each is grouped, judged and written by itself.
pub const PARTS: usize = 256;

/// A row on its way to its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    /// What it is grouped by.
    key: Key,
    at: RowAt,
}

/// Which sheet, and which row of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowAt {
    /// Which sheet.
    pub sheet: u32,
    /// Which row of it.
    pub row: u32,
}

impl RowAt {
    /// The sheet that the row stands in, and its number there.
    pub fn of<'s>(self, sheets: &'s [Sheet<'s>]) -> (&'s Sheet<'s>, usize) {
        (&sheets[self.sheet as usize], self.row as usize)
    }
}

/// Some groups of rows.
#[derive(Debug, Default)]
pub struct Piece {
    rows: Vec<RowAt>,
    /// Where each group ends.
    ends: Vec<u32>,
}

impl Piece {
    /// The rows of each group; no group is empty.
    pub fn groups(&self) -> impl Iterator<Item = &[RowAt]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let group = &self.rows[start..*end as usize];
            start = *end as usize;
            group
        })
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
}

/// What a terminal knows of a swipe, as numbers.
type Trace = (Symbol, Symbol, Key);

/// All rows of swipes, in groups of one key.
pub struct Folded {
    /// Groups in the order in which their first rows stand in the files.
    pub pieces: Vec<Piece>,
    /// Rows that lie after the as-of or the known-at instant.
    pub later: u64,
}

/// What lies after which instant is hidden (record contract, rule 9).
#[derive(Clone, Copy, Debug)]
pub struct Horizon {
    /// Nothing that happened later.
    pub as_of: Instant,
    /// Nothing that became known later.
    pub known_at: Instant,
}

/// Folds the sheets on `threads` threads.
pub fn fold(sheets: &[Sheet<'_>], zone: &Zone, horizon: Horizon, threads: usize) -> Folded {
    let routes = routes(sheets, zone, threads);
    let later = AtomicU64::new(0);
    let locals = work::each(
        threads,
        sheets.len(),
        || vec![Vec::new(); PARTS],
        |parts: &mut Vec<Vec<Item>>, index| {
            let keyed = Keyed::new(&sheets[index], index, zone, &routes);
            later.fetch_add(keyed.file(parts, horizon), Ordering::Relaxed);
        },
    );
    let mut slots: Vec<Vec<Vec<Item>>> = (0..PARTS)
        .map(|_| Vec::with_capacity(locals.len()))
        .collect();
    for local in locals {
        for (slot, items) in slots.iter_mut().zip(local) {
            slot.push(items);
        }
    }
    let slots: Vec<std::sync::Mutex<Vec<Vec<Item>>>> =
        slots.into_iter().map(std::sync::Mutex::new).collect();
    let sorted = work::map(threads, PARTS, |index| {
        let lists = std::mem::take(
            &mut *slots[index]
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        );
        let mut items: Vec<Item> = lists.concat();
        items.sort_unstable();
        items
    });
    Folded {
        pieces: by_place(&sorted, threads),
        later: later.into_inner(),
    }
}

/// The same groups, cut anew in the order in which their first rows stand in the files. Rows of one
/// swipe stand near each other in all sources, and so do the swipes of one merchant: whoever goes
/// through the groups in this order walks through the columns instead of jumping about in them.
fn by_place(sorted: &[Vec<Item>], threads: usize) -> Vec<Piece> {
    let mut heads: Vec<Head> = work::map(threads, sorted.len(), |part| {
        let mut start = 0;
        let mut heads = Vec::new();
        for group in sorted[part].chunk_by(|a, b| a.key == b.key) {
            let first = group
                .iter()
                .map(|item| item.at)
                .min()
                .expect("a group is never empty");
            heads.push(Head {
                first,
                part,
                start,
                length: group.len(),
            });
            start += group.len();
        }
        heads
    })
    .concat();
    heads.sort_unstable_by_key(|head| head.first);
    let pieces: Vec<&[Head]> = heads.chunks(heads.len().div_ceil(PARTS).max(1)).collect();
    work::map(threads, pieces.len(), |piece| {
        let heads = pieces[piece];
        let mut rows = Vec::with_capacity(heads.iter().map(|head| head.length).sum());
        let mut ends = Vec::with_capacity(heads.len());
        for head in heads {
            let group = &sorted[head.part][head.start..head.start + head.length];
            rows.extend(group.iter().map(|item| item.at));
            ends.push(u32::try_from(rows.len()).expect("a piece has fewer than 2^32 rows"));
        }
        Piece { rows, ends }
    })
}

/// Where a group stands among the sorted items, and where its first row stands in the files.
#[derive(Clone, Copy)]
struct Head {
    first: RowAt,
    part: usize,
    start: usize,
    length: usize,
}

/// Makes `trail` that of one group of items: rows in their one order, repetitions dropped.
pub fn trail_of<'s>(group: &[RowAt], sheets: &'s [Sheet<'s>], trail: &mut Trail<'s>) {
    trail.clear();
    for at in group {
        let (sheet, row) = at.of(sheets);
        match sheet.chunk.source {
            Source::Terminal => trail.terminal.push(sheet.terminal(row)),
            Source::Platform => trail.platform.push(sheet.platform(row)),
            Source::Clearing => trail.clearing.push(sheet.clearing(row)),
            Source::Settlement => trail.settlement.push(sheet.settlement(row)),
            Source::Payout | Source::Bank => {
                unreachable!("payouts and bank lines are not folded by swipe")
            }
        }
    }
    trail.settle();
}

/// Positions of the columns that decide where a row belongs; they differ by source.
struct Columns {
    rrn: usize,
    orig_rrn: usize,
    txn_type: usize,
    acquirer: usize,
    known_at: usize,
}

const fn columns(source: Source) -> Columns {
    match source {
        Source::Terminal => Columns {
            rrn: terminal::RRN,
            orig_rrn: terminal::ORIG_RRN,
            txn_type: terminal::TXN_TYPE,
            acquirer: terminal::ACQUIRER,
            known_at: terminal::KNOWN_AT,
        },
        Source::Platform => Columns {
            rrn: platform::RRN,
            orig_rrn: platform::ORIG_RRN,
            txn_type: platform::TXN_TYPE,
            acquirer: platform::ACQUIRER,
            known_at: platform::KNOWN_AT,
        },
        Source::Clearing => Columns {
            rrn: clearing::RRN,
            orig_rrn: clearing::ORIG_RRN,
            txn_type: clearing::TXN_TYPE,
            acquirer: clearing::ACQUIRER,
            known_at: clearing::KNOWN_AT,
        },
        _ => Columns {
            rrn: settlement::RRN,
            orig_rrn: settlement::ORIG_RRN,
            txn_type: settlement::TXN_TYPE,
            acquirer: settlement::ACQUIRER,
            known_at: settlement::KNOWN_AT,
        },
    }
}

fn view(texts: Option<&StringViewArray>, row: usize) -> (u128, &str) {
    texts.map_or((0, ""), |texts| (texts.views()[row], texts.value(row)))
}

fn is_empty(texts: Option<&StringViewArray>, row: usize) -> bool {
    // The low 32 bits of a view are the text's length.
    texts.is_none_or(|texts| texts.views()[row] as u32 == 0)
}

fn txn_type(sheet: &Sheet<'_>, columns: &Columns, row: usize) -> TxnType {
    let code = sheet
        .chunk
        .code(columns.txn_type, row)
        .expect("a good row has its required code");
    TxnType::ALL[usize::from(code)]
}

fn key_at(sheet: &Sheet<'_>, acquirer: usize, texts: Option<&StringViewArray>, row: usize) -> Key {
    let (view, text) = view(texts, row);
    match sheet.chunk.symbol(acquirer, row) {
        Symbol::NONE => Key::of_view(view, text),
        acquirer => Key::of_acquirer(sheet.symbols.text(acquirer), text),
    }
}

/// What crosses keys, known before any row is filed.
struct Routes {
    aliases: Aliases<Key>,
    traces: Traces<Trace, Key>,
}

fn routes(sheets: &[Sheet<'_>], zone: &Zone, threads: usize) -> Routes {
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

fn local_day(sheet: &Sheet<'_>, position: usize, row: usize, zone: &Zone) -> Day {
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
fn terminal_trace(sheet: &Sheet<'_>, row: usize) -> Trace {
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

/// One sheet on its way into the partitions.
struct Keyed<'r, 's> {
    sheet: &'r Sheet<'s>,
    index: u32,
    zone: &'r Zone,
    routes: &'r Routes,
    at: Columns,
}

impl<'r, 's> Keyed<'r, 's> {
    fn new(
        sheet: &'r Sheet<'s>,
        index: usize,
        zone: &'r Zone,
        routes: &'r Routes,
    ) -> Keyed<'r, 's> {
        let index = u32::try_from(index).expect("fewer than 2^32 sheets fit in memory");
        Keyed {
            sheet,
            index,
            zone,
            routes,
            at: columns(sheet.chunk.source),
        }
    }

    /// Files every row of the sheet; returns how many lie beyond the horizon.
    fn file(&self, parts: &mut [Vec<Item>], horizon: Horizon) -> u64 {
        let chunk = self.sheet.chunk;
        if !matches!(
            chunk.source,
            Source::Terminal | Source::Platform | Source::Clearing | Source::Settlement
        ) {
            return 0;
        }
        let (rrn, orig) = (chunk.texts(self.at.rrn), chunk.texts(self.at.orig_rrn));
        let mut later = 0;
        for row in 0..chunk.rows {
            if is_later(self.sheet, row, self.zone, horizon) {
                later += 1;
                continue;
            }
            let key = self.key(row, rrn, orig);
            let row = u32::try_from(row).expect("a chunk has fewer than 2^32 rows");
            let at = RowAt {
                sheet: self.index,
                row,
            };
            parts[key.part(PARTS)].push(Item { key, at });
        }
        later
    }

    fn key(
        &self,
        row: usize,
        rrn: Option<&StringViewArray>,
        orig: Option<&StringViewArray>,
    ) -> Key {
        let own = || key_at(self.sheet, self.at.acquirer, rrn, row);
        let aliases = &self.routes.aliases;
        if self.sheet.chunk.source == Source::Terminal && is_empty(rrn, row) && is_empty(orig, row)
        {
            return self.key_by_trace(row);
        }
        if !may_cross(txn_type(self.sheet, &self.at, row)) {
            return own();
        }
        if is_empty(orig, row) {
            return aliases.root(own());
        }
        aliases.root(key_at(self.sheet, self.at.acquirer, orig, row))
    }

    fn key_by_trace(&self, row: usize) -> Key {
        let trace = terminal_trace(self.sheet, row);
        let day = local_day(self.sheet, terminal::LOCAL_TIME, row, self.zone);
        if let Some(key) = self.routes.traces.find(trace, day) {
            return self.routes.aliases.root(key);
        }
        let typed = self.sheet.terminal(row);
        Key::of_trace(
            typed.tid,
            typed.batch_no,
            trail::trace_stan(&typed),
            day.epoch(),
        )
    }
}

/// Whether a row had not happened, or was not known, at the horizon: its own time is its latest
/// time column, or the midnight after its settlement day (rule 9).
pub fn is_later(sheet: &Sheet<'_>, row: usize, zone: &Zone, horizon: Horizon) -> bool {
    let chunk = sheet.chunk;
    let latest = |first: usize, second: usize| {
        let second = chunk
            .numbers(second)
            .map_or(NUMBER_NONE, |values| values[row]);
        chunk
            .numbers(first)
            .map_or(NUMBER_NONE, |values| values[row])
            .max(second)
    };
    let midnight_after = |position: usize| {
        let day = chunk
            .day(position, row)
            .expect("a good row has its required date");
        zone.at(Day::from_epoch(day + 1), 0).ms()
    };
    let own = match chunk.source {
        Source::Terminal => latest(terminal::LOCAL_TIME, terminal::UPLOADED_AT),
        Source::Platform => latest(platform::RECEIVED_AT, platform::RESPONDED_AT),
        Source::Clearing => midnight_after(clearing::SETTLE_DATE),
        Source::Settlement => midnight_after(settlement::SETTLE_DATE),
        Source::Payout => latest(
            crate::sheet::payout::STATUS_AT,
            crate::sheet::payout::CREATED_AT,
        ),
        Source::Bank => latest(crate::sheet::bank::BOOKED_AT, crate::sheet::bank::BOOKED_AT),
    };
    let known_at = match chunk.source {
        Source::Payout => crate::sheet::payout::KNOWN_AT,
        Source::Bank => crate::sheet::bank::KNOWN_AT,
        source => columns(source).known_at,
    };
    let known = chunk.number(known_at, row).unwrap_or(own);
    own > horizon.as_of.ms() || known > horizon.known_at.ms()
}
