//! Brings the rows of each swipe together: keys, routes, partitions, groups.
//!
//! In: sheets of the four sources of a swipe. Out: partitions of row references, sorted by key.
//! Absent: the rows themselves (they stay in their columns), and verdicts.
//!
//! The rules are those of [`trail::gather`], against which this is tested; here they work on
//! numbers, over all threads.

mod columns;
mod filing;
mod routes;
#[cfg(test)]
mod tests;

use crate::horizon::{Horizon, later_rows};
use crate::key::Key;
use crate::rows::Sheet;
use crate::symbol::Symbol;
use crate::work;
use filing::Filing;
use ledger::Zone;
use std::sync::atomic::{AtomicU64, Ordering};
use trail::Trail;
use wire::Source;

/// Partitions of the fold: each is grouped, judged and written by itself.
pub const PARTS: usize = 256;

/// A row on its way to its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    /// What it is grouped by: its key, spread.
    key: u64,
    at: RowAt,
}

impl Item {
    fn new(key: Key, at: RowAt) -> Item {
        Item {
            key: key.spread(),
            at,
        }
    }

    /// Which partition it falls into.
    fn part(&self) -> usize {
        const BITS: u32 = PARTS.trailing_zeros();
        usize::try_from(self.key >> (u64::BITS - BITS)).expect("few bits fit any usize")
    }
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

    /// The rows of one group.
    pub fn group(&self, at: usize) -> &[RowAt] {
        let start = at
            .checked_sub(1)
            .map_or(0, |before| self.ends[before] as usize);
        &self.rows[start..self.ends[at] as usize]
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }
}

/// All rows of swipes, in groups of one key.
pub struct Folded {
    /// Groups in the order in which their first rows stand in the files.
    pub pieces: Vec<Piece>,
    /// Rows that lie after the as-of or the known-at instant.
    pub later: u64,
}

/// Folds the sheets on `threads` threads.
pub fn fold(sheets: &[Sheet<'_>], zone: &Zone, horizon: Horizon, threads: usize) -> Folded {
    let hidden = work::map(threads, sheets.len(), |index| {
        later_rows(sheets[index].chunk, zone, horizon)
    });
    let routes = routes::routes(sheets, &hidden, zone, threads);
    let later = AtomicU64::new(0);
    // A little more than an even share, so that hardly any list grows; what is not touched costs nothing.
    let rows: usize = sheets.iter().map(|sheet| sheet.chunk.rows).sum();
    let room = rows / PARTS / threads.max(1) * 9 / 8;
    let locals = work::each(
        threads,
        sheets.len(),
        || (0..PARTS).map(|_| Vec::with_capacity(room)).collect(),
        |parts: &mut Vec<Vec<Item>>, index| {
            let filing = Filing::new(&sheets[index], index, zone, &routes);
            let hidden = hidden[index].as_deref();
            later.fetch_add(filing.file(parts, hidden), Ordering::Relaxed);
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
            let small =
                |number| u32::try_from(number).expect("a partition has fewer than 2^32 rows");
            heads.push(Head {
                first: group[0].at, // Rows of one key are sorted by their places.
                part: small(part),
                start: small(start),
                length: small(group.len()),
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
        let mut rows = Vec::with_capacity(heads.iter().map(|head| head.length as usize).sum());
        let mut ends = Vec::with_capacity(heads.len());
        for head in heads {
            let group = &sorted[head.part as usize][head.start as usize..][..head.length as usize];
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
    part: u32,
    start: u32,
    length: u32,
}

/// The merchant that a row of a swipe names.
pub fn merchant(sheet: &Sheet<'_>, row: usize) -> Symbol {
    sheet
        .chunk
        .symbol(columns::columns(sheet.chunk.source).mid, row)
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
