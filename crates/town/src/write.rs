//! Writing a town: records to `data/`, the truth to `truth/`, the as-of instant to `as-of`.
//!
//! In: what to simulate and where. Out: files, and how much was written. Memory is bounded by a few blocks of merchants
//! and one unfinished piece of each open file, whatever the size of the town.
//! Absent by design: chance and verdicts. The same plan gives the same bytes, on any number of threads.

pub mod cells;
pub mod knowledge;
pub mod sheet;
pub mod witness;

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::Write;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use ledger::Day;

use crate::period::Period;
use crate::plan::{Planting, Refusal, plan};
use crate::play::{blocks, play};
use crate::rows::{
    BankRow, ClearingRow, HoldRow, PayoutRow, PlatformRow, Record, Rows, SettlementRow, TerminalRow,
};
use crate::world::{SWIPES_MAX, World};
pub use sheet::Files;
use sheet::Sheet;

/// Swipes played at once; a block never cuts a merchant in two.
const BLOCK_SWIPES: u64 = 32_768;
/// Blocks played before they are written.
const BLOCKS_A_ROUND: usize = 4;

/// What to simulate.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many swipes.
    pub swipes: u64,
    /// All chance comes from it.
    pub seed: u64,
    /// Where to: `data/`, `truth/` and `as-of` are made there.
    pub out: PathBuf,
    /// In which form.
    pub files: Files,
    /// When.
    pub period: Period,
    /// What to plant.
    pub planting: Planting,
}

impl Options {
    /// The usual town: the default period, incidents and missing files, and no money that cannot be explained.
    pub fn new(swipes: u64, seed: u64, out: impl Into<PathBuf>) -> Options {
        Options {
            swipes,
            seed,
            out: out.into(),
            files: Files::Csv,
            period: Period::default(),
            planting: Planting {
                incidents: true,
                unexplained: false,
            },
        }
    }
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Truth rows.
    pub swipes: u64,
    /// Merchants.
    pub merchants: u64,
    /// Rows by source, in the order terminal, platform, clearing, settlement, payout, bank.
    pub rows: [u64; 6],
    /// Incidents with members.
    pub incidents: u64,
}

/// Why a town was not written.
#[derive(Debug)]
pub enum Error {
    /// It cannot be planned.
    Refused(Refusal),
    /// A file or folder.
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A Parquet file.
    Parquet {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: parquet::errors::ParquetError,
    },
}

impl Error {
    fn file(path: &Path, cause: std::io::Error) -> Error {
        Error::File {
            path: path.to_owned(),
            cause,
        }
    }

    fn parquet(path: &Path, cause: parquet::errors::ParquetError) -> Error {
        Error::Parquet {
            path: path.to_owned(),
            cause,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Refused(Refusal::Swipes) => {
                write!(
                    f,
                    "a town has 1 to {SWIPES_MAX} swipes; give another number"
                )
            }
            Error::Refused(Refusal::Period) => f.write_str(
                "the town's first day lies after its as-of instant, or more than a year before it",
            ),
            Error::File { path, cause } => write!(f, "cannot write {}: {cause}", path.display()),
            Error::Parquet { path, cause } => write!(f, "cannot write {}: {cause}", path.display()),
        }
    }
}

impl std::error::Error for Error {}

/// Plans, plays and writes a town. `progress` hears how many swipes are done, of how many.
pub fn simulate(options: &Options, progress: &dyn Fn(u64, u64)) -> Result<Summary, Error> {
    let world = plan(
        options.seed,
        options.swipes,
        options.period,
        options.planting,
    )
    .map_err(Error::Refused)?;
    let data = options.out.join("data");
    let truth = options.out.join("truth");
    for folder in [&data, &truth] {
        fs::create_dir_all(folder).map_err(|cause| Error::file(folder, cause))?;
    }
    let mut books = Books::new(&data, options.files)?;
    let truth_path = truth.join("swipes.csv");
    let mut truth_file =
        File::create(&truth_path).map_err(|cause| Error::file(&truth_path, cause))?;
    let mut say = |bytes: &[u8]| {
        truth_file
            .write_all(bytes)
            .map_err(|cause| Error::file(&truth_path, cause))
    };
    say(witness::HEADER.as_bytes())?;
    let mut summary = Summary {
        merchants: world.merchants.len() as u64,
        ..Summary::default()
    };
    let mut members = witness::Members::new();
    let mut holds: Vec<HoldRow> = Vec::new();
    progress(0, options.swipes);
    for round in blocks(&world, BLOCK_SWIPES).chunks(BLOCKS_A_ROUND) {
        let played = in_parallel(round.len(), |index| {
            Ok(Played::of(&world, round[index].clone()))
        })?;
        for block in &played {
            say(&block.truth)?;
            summary.swipes += block.swipes;
            for (number, (swipes, amount)) in &block.members {
                let sum = members.entry(*number).or_default();
                (sum.0, sum.1) = (sum.0 + swipes, sum.1 + amount);
            }
            holds.extend_from_slice(&block.holds);
        }
        books.append(&played, &world, &mut summary.rows)?;
        progress(summary.swipes, options.swipes);
    }
    books.close()?;
    knowledge::write(&world, &holds, &data)?;
    summary.incidents = members.len() as u64;
    let small = [
        (
            truth.join("incidents.csv"),
            witness::incidents(&world, &members),
        ),
        (
            options.out.join("as-of"),
            format!("{}\n", world.times.zone.show(options.period.as_of)).into_bytes(),
        ),
    ];
    for (path, bytes) in small {
        fs::write(&path, bytes).map_err(|cause| Error::file(&path, cause))?;
    }
    Ok(summary)
}

/// Does `count` jobs on all threads; the results stand in the order of the jobs.
fn in_parallel<T: Send>(
    count: usize,
    job: impl Fn(usize) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let threads = std::thread::available_parallelism()
        .map_or(1, NonZero::get)
        .min(count.max(1));
    let next = AtomicUsize::new(0);
    let done = Mutex::new(BTreeMap::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count {
                        break;
                    }
                    let result = job(index);
                    done.lock()
                        .expect("no job panics while it holds the lock")
                        .insert(index, result);
                }
            });
        }
    });
    let done = done
        .into_inner()
        .expect("no job panics while it holds the lock");
    done.into_values().collect()
}

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
struct Played {
    terminal: Sorted<TerminalRow>,
    platform: Sorted<PlatformRow>,
    clearing: Sorted<ClearingRow>,
    settlement: Sorted<SettlementRow>,
    payout: Sorted<PayoutRow>,
    bank: Sorted<BankRow>,
    truth: Vec<u8>,
    members: witness::Members,
    holds: Vec<HoldRow>,
    swipes: u64,
}

impl Played {
    fn of(world: &World, merchants: std::ops::Range<usize>) -> Played {
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
    fn new(data: &Path, source: &str, files: Files) -> Result<Shelf, Error> {
        let folder = data.join(source);
        fs::create_dir_all(&folder).map_err(|cause| Error::file(&folder, cause))?;
        Ok(Shelf {
            folder,
            files,
            sheets: BTreeMap::new(),
        })
    }

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
struct Books {
    shelves: [Shelf; 6],
}

impl Books {
    fn new(data: &Path, files: Files) -> Result<Books, Error> {
        let shelf = |source| Shelf::new(data, source, files);
        Ok(Books {
            shelves: [
                shelf("terminal")?,
                shelf("platform")?,
                shelf("clearing")?,
                shelf("settlement")?,
                shelf("payout")?,
                shelf("bank")?,
            ],
        })
    }

    fn append(
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

    fn close(self) -> Result<(), Error> {
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
