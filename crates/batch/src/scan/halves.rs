//! A scan in two halves: payouts and bank lines first, so that they can be matched while all else is read.
//!
//! In: an opened data set. Out: the chunks of the first half; then a scan of the second. Absent: what is done between.

use super::{Gathered, Piece, Planned, Progress, Scan, ScanOptions, put_together, read_all};
use crate::dataset::Dataset;
use crate::scan::folder::Reader;
use crate::sheet::Chunk;
use crate::symbol::{SymbolTable, Symbols};
use std::cell::Cell;
use std::ops::ControlFlow;
use wire::Source;

/// What the first half leaves for the second.
pub(crate) struct FirstHalf {
    plan: Planned,
    symbols: Symbols,
    gathered: Vec<Gathered>,
    done: Progress,
    /// Rows that are in chunks.
    rows_kept: u64,
}

impl FirstHalf {
    /// Reads the folders of payouts and bank lines, until `progress` breaks it off; gives their chunks beside.
    pub fn read(
        dataset: &Dataset,
        options: ScanOptions,
        progress: &dyn Fn(Progress) -> ControlFlow<()>,
    ) -> Option<(FirstHalf, Vec<Chunk>)> {
        let mut plan = Planned::of(dataset);
        let symbols = Symbols::keyed(dataset.mask_key());
        let mut gathered = std::mem::take(&mut plan.refused);
        let bytes: u64 = plan.pieces.iter().map(|piece| piece.bytes).sum();
        let is_of_money = |piece: &Piece| {
            let reader = plan.found[piece.file].reader;
            matches!(reader, Reader::Native(Source::Payout | Source::Bank))
        };
        let pieces = std::mem::take(&mut plan.pieces);
        let (first, rest): (Vec<Piece>, Vec<Piece>) = pieces.into_iter().partition(is_of_money);
        let rows = Cell::new(0);
        let told = |done: Progress| {
            rows.set(done.rows);
            progress(Progress { bytes, ..done })
        };
        let read = (&plan.context(dataset), &*first, &symbols);
        if read_all(read, options, &told, &mut gathered).is_break() {
            return None;
        }
        gathered.sort_by_key(|(file, group, _)| (*file, *group));
        let outcomes = gathered.iter_mut().map(|(_, _, outcome)| outcome);
        let mut chunks: Vec<Chunk> = outcomes
            .flat_map(|outcome| std::mem::take(&mut outcome.chunks))
            .collect();
        chunks.sort_by_key(|chunk| (chunk.source, chunk.file));
        plan.pieces = rest;
        let half = FirstHalf {
            done: Progress {
                bytes_done: first.iter().map(|piece| piece.bytes).sum(),
                bytes,
                rows: rows.get(),
            },
            rows_kept: chunks.iter().map(|chunk| chunk.rows as u64).sum(),
            plan,
            symbols,
            gathered,
        };
        Some((half, chunks))
    }

    /// The texts of the symbols that there are so far.
    pub fn symbols(&self) -> SymbolTable {
        self.symbols.so_far()
    }

    /// Reads all else, until `progress` breaks it off. The scan has the chunks of this half alone, and all reports.
    pub fn go_on(
        self,
        dataset: &Dataset,
        options: ScanOptions,
        progress: &dyn Fn(Progress) -> ControlFlow<()>,
    ) -> Option<Scan> {
        let FirstHalf {
            plan,
            symbols,
            mut gathered,
            done: first,
            rows_kept,
        } = self;
        let told = |done: Progress| {
            progress(Progress {
                bytes: first.bytes,
                bytes_done: first.bytes_done + done.bytes_done,
                rows: first.rows + done.rows,
            })
        };
        let read = (&plan.context(dataset), &*plan.pieces, &symbols);
        if read_all(read, options, &told, &mut gathered).is_break() {
            return None;
        }
        let scan = put_together(plan, gathered, symbols);
        scan.prove(rows_kept);
        Some(scan)
    }
}
