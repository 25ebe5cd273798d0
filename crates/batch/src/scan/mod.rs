//! The scan: every file of a data set, read by all processors at once, into chunks of columns.
//!
//! In: an opened data set. Out: the chunks in the order of sources, files and lines, a report on every file,
//! the quarantine, and the table of symbols; the same whatever number of threads worked and however they ran,
//! but for the numbers of symbols. A broken file is reported and the rest goes on.
//! Absent: the meaning of rows, and files given twice, which the fold sees.

mod build;
mod columnar;
#[cfg(test)]
mod columnar_tests;
mod convert;
mod folder;
mod halves;
mod handed;
#[cfg(test)]
mod handed_tests;
mod instant;
mod kept;
mod mapped;
#[cfg(test)]
mod recognised_tests;
mod report;
#[cfg(test)]
mod tests;
mod text;
mod texts;
mod values;

pub use build::CHUNK_ROWS;
pub(crate) use halves::FirstHalf;
pub use handed::{Handed, NarrowFault, SOURCE_COLUMN, scan_handed};
pub use report::{FileFault, FileReport, Progress};

pub(crate) use folder::{Format, Packing, Reader, format_of};
pub(crate) use instant::{in_reach, utc_ms};
pub(crate) use kept::kept;
pub(crate) use text::{Broken, Header, open as open_text, read_header, row_fault, set_rows_aside};

use crate::citation::Citations;
use crate::dataset::Dataset;
use crate::quarantine::Quarantine;
use crate::sheet::{Chunk, FileId};
use crate::symbol::{Interner, SymbolTable, Symbols};
use columnar::{Opened, Opening};
use folder::Found;
use mapped::Kind;
use report::Outcome;
use std::io::Read;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use wire::{HEAD_BYTES_MAX, Mapping, Source};

/// How a scan is done.
#[derive(Clone, Copy, Debug, Default)]
pub struct ScanOptions {
    /// How many threads read; 0 is as many as the machine offers.
    pub threads: usize,
}

/// What a scan found.
pub struct Scan {
    /// All good rows, by source, file and line.
    pub chunks: Vec<Chunk>,
    /// Every file, in the order of the names; a `FileId` is a place in this list. Behind them stand folders
    /// and links that could not even be listed.
    pub files: Vec<FileReport>,
    /// Every broken row.
    pub quarantine: Quarantine,
    /// Rows in chunks and rows in the quarantine.
    pub rows_in: u64,
    /// The texts behind the symbols.
    pub symbols: SymbolTable,
}

impl Scan {
    /// The report on a file.
    pub fn file(&self, file: FileId) -> &FileReport {
        &self.files[file.0 as usize]
    }

    /// Proves that every row is somewhere; so many stand in chunks that the scan does not have.
    ///
    /// # Panics
    /// When one is not.
    fn prove(&self, elsewhere: u64) {
        let in_chunks: u64 = self.chunks.iter().map(|chunk| chunk.rows as u64).sum();
        assert_eq!(
            self.rows_in,
            elsewhere + in_chunks + self.quarantine.rows(),
            "a row is neither in a chunk nor in the quarantine"
        );
    }

    /// How places in the files are cited.
    pub fn citations(&self) -> Citations {
        Citations::new(self.files.iter().map(|file| file.path.as_str()))
    }
}

/// A piece of work: a file, or a row group of one.
struct Piece {
    file: usize,
    bytes: u64,
    group: Option<(Arc<Opened>, usize)>,
}

/// Reads a data set. `progress` is called on this thread, after every piece of work.
pub fn scan(dataset: &Dataset, options: ScanOptions, progress: &dyn Fn(Progress)) -> Scan {
    let whole = scan_while(dataset, options, &|done| {
        progress(done);
        ControlFlow::Continue(())
    });
    whole.expect("nobody broke it off")
}

/// As [`scan`], until `progress` breaks it off: then there is nothing, after the pieces that are at work.
pub fn scan_while(
    dataset: &Dataset,
    options: ScanOptions,
    progress: &dyn Fn(Progress) -> ControlFlow<()>,
) -> Option<Scan> {
    let mut plan = Planned::of(dataset);
    let symbols = Symbols::keyed(dataset.mask_key());
    let mut gathered = std::mem::take(&mut plan.refused);
    let read = (&plan.context(dataset), &*plan.pieces, &symbols);
    if read_all(read, options, progress, &mut gathered).is_break() {
        return None;
    }
    let scan = put_together(plan, gathered, symbols);
    scan.prove(0);
    Some(scan)
}

/// The files of a data set, and the work that they are.
struct Planned {
    found: Vec<Found>,
    names: Vec<Arc<str>>,
    unlisted: Vec<(String, FileFault)>,
    pieces: Vec<Piece>,
    /// Files that are no work, for they cannot be opened.
    refused: Vec<Gathered>,
    reports: Vec<FileReport>,
}

/// What a piece gave: its file, its row group, and the outcome.
type Gathered = (usize, usize, Outcome);

impl Planned {
    fn of(dataset: &Dataset) -> Planned {
        let (found, unlisted) = folder::find(dataset.folder(), dataset.mappings());
        let names: Vec<Arc<str>> = found.iter().map(|file| Arc::from(&*file.path)).collect();
        let (mut pieces, mut refused) = (Vec::new(), Vec::new());
        for (number, file) in found.iter().enumerate() {
            plan(number, file, &names[number], &mut pieces, &mut refused);
        }
        // The largest first, so that no thread is left alone with a large one at the end.
        pieces.sort_by_key(|piece| std::cmp::Reverse(piece.bytes));
        Planned {
            reports: found.iter().map(|file| report_of(file, dataset)).collect(),
            found,
            names,
            unlisted,
            pieces,
            refused,
        }
    }

    fn context<'a>(&'a self, dataset: &'a Dataset) -> Context<'a> {
        Context {
            dataset,
            found: &self.found,
            names: &self.names,
        }
    }
}

/// A scan of what the pieces gave.
fn put_together(plan: Planned, mut gathered: Vec<Gathered>, symbols: Symbols) -> Scan {
    // By file and then by row group: the order of the lines.
    gathered.sort_by_key(|(file, group, _)| (*file, *group));
    let mut scan = Scan {
        chunks: Vec::new(),
        files: Vec::new(),
        quarantine: Quarantine::default(),
        rows_in: 0,
        symbols: symbols.freeze(),
    };
    let mut reports = plan.reports;
    for (file, _, outcome) in gathered {
        take(&mut reports[file], outcome, &mut scan);
    }
    scan.chunks.sort_by_key(|chunk| (chunk.source, chunk.file));
    scan.quarantine.sort();
    reports.extend(plan.unlisted.into_iter().map(unlisted_report));
    scan.files = reports;
    scan
}

fn report_of(file: &Found, dataset: &Dataset) -> FileReport {
    let sources = match file.reader {
        Reader::Native(source) => vec![source],
        Reader::Mapped(number) => fed_by(&dataset.mappings()[number]),
    };
    FileReport {
        path: file.path.clone(),
        sources,
        bytes: file.bytes,
        rows: 0,
        quarantined: 0,
        skipped: 0,
        fault: None,
        findings: Vec::new(),
        recognition: None,
    }
}

/// The sources that a mapping feeds, each once.
fn fed_by(mapping: &Mapping) -> Vec<Source> {
    let mut sources: Vec<Source> = mapping.sources().collect();
    sources.sort_unstable();
    sources.dedup();
    sources
}

fn unlisted_report((path, fault): (String, FileFault)) -> FileReport {
    let source = path.split('/').next().and_then(Source::of_name);
    FileReport {
        path,
        sources: source.into_iter().collect(),
        bytes: 0,
        rows: 0,
        quarantined: 0,
        skipped: 0,
        fault: Some(fault),
        findings: Vec::new(),
        recognition: None,
    }
}

/// The work that a file is: one piece, or one for each row group, or none when it cannot be opened.
fn plan(
    number: usize,
    file: &Found,
    name: &Arc<str>,
    pieces: &mut Vec<Piece>,
    gathered: &mut Vec<(usize, usize, Outcome)>,
) {
    match (file.reader, file.format) {
        (Reader::Native(source), Format::Parquet) => {
            let opening = catch_unwind(AssertUnwindSafe(|| {
                columnar::open(&file.full, source, name)
            }));
            match opening {
                Ok(Opening::Groups(opened)) => {
                    for (group, (_, _, bytes)) in opened.groups.iter().enumerate() {
                        let group = Some((Arc::clone(&opened), group));
                        pieces.push(Piece {
                            file: number,
                            bytes: *bytes,
                            group,
                        });
                    }
                }
                Ok(Opening::Refused(outcome)) => gathered.push((number, 0, outcome)),
                Err(_) => {
                    let why = "the reader gave up on it".to_owned();
                    gathered.push((number, 0, Outcome::of_fault(FileFault::NotParquet { why })));
                }
            }
        }
        _ => pieces.push(Piece {
            file: number,
            bytes: file.bytes,
            group: None,
        }),
    }
}

struct Context<'a> {
    dataset: &'a Dataset,
    found: &'a [Found],
    names: &'a [Arc<str>],
}

/// Lets the threads take pieces until none is left, or `progress` breaks off.
fn read_all(
    (context, pieces, symbols): (&Context<'_>, &[Piece], &Symbols),
    options: ScanOptions,
    progress: &dyn Fn(Progress) -> ControlFlow<()>,
    gathered: &mut Vec<(usize, usize, Outcome)>,
) -> ControlFlow<()> {
    let offered = std::thread::available_parallelism().map_or(1, |count| count.get());
    let threads = if options.threads == 0 {
        offered
    } else {
        options.threads
    };
    let threads = threads.min(pieces.len());
    let mut done = Progress {
        bytes: pieces.iter().map(|piece| piece.bytes).sum(),
        ..Progress::default()
    };
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                let mut interner = symbols.interner();
                while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = read_piece(context, piece, &mut interner);
                    if sender.send((piece, outcome)).is_err() {
                        return; // It was broken off.
                    }
                }
            });
        }
        drop(sender);
        for (piece, outcome) in receiver {
            done.bytes_done += piece.bytes;
            done.rows += outcome.rows + outcome.quarantine.rows();
            progress(done)?;
            let group = piece.group.as_ref().map_or(0, |(_, group)| *group);
            gathered.push((piece.file, group, outcome));
        }
        ControlFlow::Continue(())
    })
}

/// Reads one piece. A reader that gives up on a file harms no other.
fn read_piece(context: &Context<'_>, piece: &Piece, interner: &mut Interner<'_>) -> Outcome {
    let file = &context.found[piece.file];
    let read = catch_unwind(AssertUnwindSafe(|| {
        let id = (FileId(piece.file as u32), &context.names[piece.file]);
        let zone = &context.dataset.settings().zone;
        match (file.reader, &piece.group) {
            (Reader::Native(source), Some((opened, group))) => {
                columnar::read(&file.full, opened, *group, source, id, zone, interner)
            }
            (reader, _) => read_text(context, file, reader, id, interner),
        }
    }));
    read.unwrap_or_else(|_| {
        let why = "the reader gave up on it".to_owned();
        Outcome::of_fault(FileFault::CutShort {
            why,
            rows_lost: None,
        })
    })
}

fn read_text(
    context: &Context<'_>,
    file: &Found,
    reader: Reader,
    id: (FileId, &Arc<str>),
    interner: &mut Interner<'_>,
) -> Outcome {
    let zone = &context.dataset.settings().zone;
    let (delimiter, packing) = match file.format {
        Format::Text { delimiter, packing } => (delimiter, packing),
        _ => (b',', folder::packing_of(&file.path)),
    };
    let unreadable = |error: std::io::Error| {
        let why = error.to_string();
        Outcome::of_fault(FileFault::Unreadable { why })
    };
    let mut bytes = match text::open(&file.full, packing) {
        Ok(bytes) => bytes,
        Err(error) => return unreadable(error),
    };
    let source = match reader {
        Reader::Native(source) => source,
        Reader::Mapped(number) => {
            let mapping = (&context.dataset.mappings()[number], None);
            return mapped::read(bytes, mapping, id, zone, interner);
        }
    };
    let mut head = Vec::new();
    let looked = bytes
        .by_ref()
        .take(HEAD_BYTES_MAX as u64)
        .read_to_end(&mut head);
    if looked.is_err() {
        // It breaks off here already; the native reader says where, from the start.
        return match text::open(&file.full, packing) {
            Ok(bytes) => text::read(bytes, delimiter, source, id, zone, interner),
            Err(error) => unreadable(error),
        };
    }
    let kind = mapped::kind(&head, delimiter, &file.path, source);
    let bytes = std::io::Cursor::new(head).chain(bytes);
    match kind {
        Kind::Laid(found) => {
            let mapping = (&found.layout.mapping, Some(found.encoding));
            let outcome = mapped::read(bytes, mapping, id, zone, interner);
            Outcome {
                recognition: Some(found),
                ..outcome
            }
        }
        Kind::Refused(fault) => Outcome::of_fault(fault),
        Kind::Native if file.format == Format::Unknown => {
            Outcome::of_fault(FileFault::UnknownFormat)
        }
        Kind::Native => text::read(bytes, delimiter, source, id, zone, interner),
    }
}

/// Adds what a piece gave to the report of its file and to the scan.
fn take(report: &mut FileReport, outcome: Outcome, scan: &mut Scan) {
    let quarantined = outcome.quarantine.rows();
    report.rows += outcome.rows;
    report.quarantined += quarantined;
    report.skipped += outcome.skipped;
    report.fault = match (report.fault.take(), outcome.fault) {
        // Two broken row groups are one broken file.
        (
            Some(FileFault::CutShort { why, rows_lost: a }),
            Some(FileFault::CutShort { rows_lost: b, .. }),
        ) => {
            let rows_lost = a.zip(b).map(|(a, b)| a + b);
            Some(FileFault::CutShort { why, rows_lost })
        }
        (first, second) => first.or(second),
    };
    report.findings.extend(outcome.findings);
    report.recognition = report.recognition.take().or(outcome.recognition);
    if let Some(found) = &report.recognition {
        report.sources = fed_by(&found.layout.mapping);
    }
    scan.rows_in += outcome.rows + quarantined;
    scan.quarantine.append(outcome.quarantine);
    scan.chunks.extend(outcome.chunks);
}

/// The rows of a source, over all its chunks.
pub fn rows_of(scan: &Scan, source: Source) -> u64 {
    scan.chunks
        .iter()
        .filter(|chunk| chunk.source == source)
        .map(|chunk| chunk.rows as u64)
        .sum()
}
