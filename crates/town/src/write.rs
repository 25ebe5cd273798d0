//! Writing a town: records to `data/`, the truth to `truth/`, the as-of instant to `as-of`.
//!
//! In: what to simulate and where. Out: files, and how much was written. Memory is bounded by a few blocks of merchants
//! and one unfinished piece of each open file, whatever the size of the town.
//! Absent by design: chance and verdicts. The same plan gives the same bytes, on any number of threads.

mod books;
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
use crate::play::blocks;
use crate::rows::HoldRow;
use crate::world::{SWIPES_MAX, World};
use books::{Books, Played};
pub use sheet::Files;

/// The folders of the data set, one a source.
const SOURCES: [&str; 6] = [
    "terminal",
    "platform",
    "clearing",
    "settlement",
    "payout",
    "bank",
];
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
    /// The folder holds records that are not a town's.
    Taken {
        /// Which.
        path: PathBuf,
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
            Error::Taken { path } => {
                write!(
                    f,
                    "{} holds files that no simulation wrote; choose an empty folder",
                    path.display()
                )
            }
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
    prepare(options, &world, &[&data, &truth])?;
    let mut books = Books::new(&data, options.files);
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
    let path = truth.join("incidents.csv");
    let incidents = witness::incidents(&world, &members);
    fs::write(&path, incidents).map_err(|cause| Error::file(&path, cause))?;
    Ok(summary)
}

/// Makes the folders, and takes the files of an earlier town out of the way: only where the mark of a town stands.
fn prepare(options: &Options, world: &World, folders: &[&Path]) -> Result<(), Error> {
    let mark = options.out.join("as-of");
    let is_a_town = mark.exists();
    let mut old = Vec::new();
    for folder in folders {
        fs::create_dir_all(folder).map_err(|cause| Error::file(folder, cause))?;
    }
    for source in SOURCES {
        let folder = options.out.join("data").join(source);
        fs::create_dir_all(&folder).map_err(|cause| Error::file(&folder, cause))?;
        let entries = fs::read_dir(&folder).map_err(|cause| Error::file(&folder, cause))?;
        for entry in entries {
            let path = entry.map_err(|cause| Error::file(&folder, cause))?.path();
            if !is_a_town || !is_a_days_file(&path) {
                return Err(Error::Taken { path: folder });
            }
            old.push(path);
        }
    }
    for path in old {
        fs::remove_file(&path).map_err(|cause| Error::file(&path, cause))?;
    }
    let as_of = format!("{}\n", world.times.zone.show(options.period.as_of));
    fs::write(&mark, as_of).map_err(|cause| Error::file(&mark, cause))
}

/// Whether a file bears a name that the town gives: a day, and one of the two endings.
fn is_a_days_file(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let ending = path.extension().and_then(|ending| ending.to_str());
    stem.and_then(Day::parse).is_some() && ending.and_then(Files::parse).is_some()
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
