//! The open files of all sources, and blocks ready to be appended to them.
//!
//! In: played blocks. Out: rows at the end of the right files, in the right order.
//! Absent by design: what a row says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use ledger::Day;

use super::sheet::{Files, Sheet};
use super::{Error, SOURCES, in_parallel, witness};
use crate::play::play;
use crate::rows::{
    BankRow, ClearingRow, HoldRow, PayoutRow, PlatformRow, Record, Rows, SettlementRow, TerminalRow,
};
use crate::world::World;

/// Rows of one source in the order in which each day's file shall have them.
struct Sorted<R> {
    rows: Vec<R>,
    days: BTreeMap<Day, Vec<u32>>,
}

impl<R: Record> Sorted<R> {
    fn of(rows: Vec<R>) -> Sorted<R> {
        let mut days: BTreeMap<Day, Vec<u32>> = BTreeMap::new();
        for (index, row) in rows.iter().enumerate() {
            days.entry(row.file_day()).or_default().push(index as u32);
        }
        for order in days.values_mut() {
            // Stable: rows of one moment stay in the order in which they were made.
            order.sort_by_key(|index| rows[*index as usize].moment());
        }
        Sorted { rows, days }
    }
}

/// A block, played and sorted.
pub struct Played {
    terminal: Sorted<TerminalRow>,
    platform: Sorted<PlatformRow>,
    clearing: Sorted<ClearingRow>,
    settlement: Sorted<SettlementRow>,
    payout: Sorted<PayoutRow>,
    bank: Sorted<BankRow>,
    /// Lines of the truth.
    pub truth: Vec<u8>,
    /// Members of incidents.
    pub members: witness::Members,
    /// Holds, for the knowledge file.
    pub holds: Vec<HoldRow>,
    /// Truth rows.
    pub swipes: u64,
}

impl Played {
    /// Plays a block and puts its rows in order.
    pub fn of(world: &World, merchants: std::ops::Range<usize>) -> Played {
        let Rows {
            terminal,
            platform,
            clearing,
            settlement,
            payout,
            bank,
            holds,
            truth,
        } = play(world, merchants);
        let mut members = witness::Members::new();
        let mut bytes = Vec::with_capacity(truth.len() * 128);
        witness::push_truth(&mut bytes, &truth, world, &mut members);
        Played {
            terminal: Sorted::of(terminal),
            platform: Sorted::of(platform),
            clearing: Sorted::of(clearing),
            settlement: Sorted::of(settlement),
            payout: Sorted::of(payout),
            bank: Sorted::of(bank),
            truth: bytes,
            members,
            holds,
            swipes: truth.len() as u64,
        }
    }
}

/// The open files of one source.
struct Shelf {
    folder: PathBuf,
    files: Files,
    sheets: BTreeMap<Day, Mutex<Sheet>>,
}

impl Shelf {
    /// Opens the files that these blocks need; counts their rows.
    fn open<R: Record>(&mut self, blocks: &[&Sorted<R>]) -> Result<u64, Error> {
        for day in blocks.iter().flat_map(|block| block.days.keys()) {
            if !self.sheets.contains_key(day) {
                let path = self.folder.join(format!("{day}.{}", self.files.ending()));
                self.sheets
                    .insert(*day, Mutex::new(Sheet::create::<R>(&path, self.files)?));
            }
        }
        Ok(blocks.iter().map(|block| block.rows.len() as u64).sum())
    }

    fn append<R: Record>(
        &self,
        day: Day,
        blocks: &[&Sorted<R>],
        world: &World,
    ) -> Result<(), Error> {
        let Some(sheet) = self.sheets.get(&day) else {
            return Ok(());
        };
        let mut sheet = sheet.lock().expect("no job panics while it holds a sheet");
        for block in blocks {
            if let Some(order) = block.days.get(&day) {
                sheet.append(&block.rows, order, world)?;
            }
        }
        Ok(())
    }
}

/// All open files.
pub struct Books {
    shelves: [Shelf; 6],
}

impl Books {
    /// One shelf a source; the folders are there.
    pub fn new(data: &Path, files: Files) -> Books {
        Books {
            shelves: SOURCES.map(|source| Shelf {
                folder: data.join(source),
                files,
                sheets: BTreeMap::new(),
            }),
        }
    }

    /// Appends blocks to all files, counting rows by source.
    pub fn append(
        &mut self,
        played: &[Played],
        world: &World,
        counts: &mut [u64; 6],
    ) -> Result<(), Error> {
        macro_rules! of {
            ($source:ident) => {
                &played
                    .iter()
                    .map(|block| &block.$source)
                    .collect::<Vec<_>>()
            };
        }
        let (terminal, platform, clearing) = (of!(terminal), of!(platform), of!(clearing));
        let (settlement, payout, bank) = (of!(settlement), of!(payout), of!(bank));
        let opened = [
            self.shelves[0].open(terminal)?,
            self.shelves[1].open(platform)?,
            self.shelves[2].open(clearing)?,
            self.shelves[3].open(settlement)?,
            self.shelves[4].open(payout)?,
            self.shelves[5].open(bank)?,
        ];
        for (count, more) in counts.iter_mut().zip(opened) {
            *count += more;
        }
        let mut jobs: Vec<(usize, Day)> = Vec::new();
        for (source, shelf) in self.shelves.iter().enumerate() {
            jobs.extend(shelf.sheets.keys().map(|day| (source, *day)));
        }
        let shelves = &self.shelves;
        in_parallel(jobs.len(), |index| {
            let (source, day) = jobs[index];
            let shelf = &shelves[source];
            match source {
                0 => shelf.append(day, terminal, world),
                1 => shelf.append(day, platform, world),
                2 => shelf.append(day, clearing, world),
                3 => shelf.append(day, settlement, world),
                4 => shelf.append(day, payout, world),
                _ => shelf.append(day, bank, world),
            }
        })?;
        Ok(())
    }

    /// Writes what is left and closes every file.
    pub fn close(self) -> Result<(), Error> {
        let sheets = self
            .shelves
            .into_iter()
            .flat_map(|shelf| shelf.sheets.into_values());
        let sheets: Vec<Mutex<Option<Sheet>>> = sheets
            .map(|sheet| Mutex::new(sheet.into_inner().ok()))
            .collect();
        in_parallel(sheets.len(), |index| {
            let sheet = sheets[index]
                .lock()
                .expect("no job panics while it holds a sheet")
                .take();
            sheet.map_or(Ok(()), Sheet::close)
        })?;
        Ok(())
    }
}
