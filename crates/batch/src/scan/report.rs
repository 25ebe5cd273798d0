//! What a scan says of each file: what it is, how many rows it gave, and what is wrong with it as a whole.
//!
//! Sentences are for people, in both languages, and begin with the file. Absent: faults of single rows,
//! which stand in the quarantine.

use crate::quarantine::Quarantine;
use crate::sheet::Chunk;
use wire::{Fault, FileLayout, Lang, MappedFault, Recognition, Source, TotalsFinding};

/// What is wrong with a whole file. Rows read before the trouble stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// The file or folder cannot be opened.
    Unreadable {
        /// What the system says.
        why: String,
    },
    /// More folders within each other than are looked into.
    TooDeep {
        /// How many are.
        limit: usize,
    },
    /// The file breaks off: a truncated archive, a bad disk, a broken row group.
    CutShort {
        /// What the reader says.
        why: String,
        /// How many rows are known to be lost, where the file tells.
        rows_lost: Option<u64>,
    },
    /// The ending of the name is none that is read.
    UnknownFormat,
    /// The header cannot be read.
    Header {
        /// The physical line.
        line: u32,
        /// What is wrong with it.
        fault: Fault,
    },
    /// Required columns are not there.
    ColumnsMissing(Vec<String>),
    /// The header names a column twice.
    ColumnTwice(String),
    /// A Parquet column has a type that the contract's column cannot take.
    ColumnType {
        /// The column.
        column: String,
        /// The type that it has.
        found: String,
    },
    /// The file is no Parquet, or its footer is lost.
    NotParquet {
        /// What the reader says.
        why: String,
    },
    /// A mapped file whose structure breaks.
    Broken(MappedFault),
    /// A file of a known layout that does not tell all that its records need.
    LayoutAsks {
        /// The layout.
        layout: &'static FileLayout,
    },
    /// A file that may be of several layouts.
    LayoutUnclear {
        /// The layouts' names.
        layouts: Vec<String>,
    },
    /// The file has more lines than can be counted.
    TooManyLines,
    /// The file of merchants has none.
    NoMerchants,
}

impl FileFault {
    /// The sentence: file, what is wrong, what to do.
    pub fn sentence(&self, path: &str, lang: Lang) -> String {
        let say = |key: &str, values: &[(&str, &str)]| wire::message(key, lang, values);
        let said = match self {
            FileFault::Unreadable { why } => say("fault.file_unreadable", &[("why", why)]),
            FileFault::TooDeep { limit } => {
                say("fault.file_too_deep", &[("limit", &limit.to_string())])
            }
            FileFault::CutShort { why, rows_lost } => match rows_lost {
                None => say("fault.file_cut_short", &[("why", why)]),
                Some(rows) => {
                    let values = [("why", why.as_str()), ("rows", &rows.to_string())];
                    say("fault.file_cut_short_rows", &values)
                }
            },
            FileFault::UnknownFormat => say("fault.file_format_unknown", &[]),
            FileFault::Header { line, fault } => {
                let fault = fault.sentence(None, lang);
                let said = say("fault.file_header", &[("fault", &fault)]);
                return format!("{path}:{line}{}{said}", lang.colon());
            }
            FileFault::ColumnsMissing(columns) => {
                let columns = lang.list(columns);
                say("fault.file_columns_missing", &[("columns", &columns)])
            }
            FileFault::ColumnTwice(column) => say("fault.file_column_twice", &[("column", column)]),
            FileFault::ColumnType { column, found } => {
                let values = [("column", column.as_str()), ("found", found)];
                say("fault.file_column_type", &values)
            }
            FileFault::NotParquet { why } => say("fault.file_not_parquet", &[("why", why)]),
            FileFault::Broken(fault) => fault.sentence(lang),
            FileFault::LayoutAsks { layout } => {
                let columns = lang.list(&layout.mapping.asks);
                let title = layout.title(lang);
                let values = [
                    ("title", title),
                    ("columns", &columns),
                    ("layout", &layout.name),
                ];
                say("fault.file_layout_asks", &values)
            }
            FileFault::LayoutUnclear { layouts } => {
                let layouts = lang.list(layouts);
                say("fault.file_layout_unclear", &[("layouts", &layouts)])
            }
            FileFault::TooManyLines => say("fault.file_too_many_lines", &[]),
            FileFault::NoMerchants => say("fault.data_merchants_empty", &[]),
        };
        format!("{path}{}{said}", lang.colon())
    }
}

/// What a scan says of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReport {
    /// The file, relative to the data set, with `/` between folders.
    pub path: String,
    /// The sources that it feeds, a mapped or recognised file perhaps several; none for a file of knowledge.
    pub sources: Vec<Source>,
    /// Its size on disk.
    pub bytes: u64,
    /// Rows that reached a chunk. A mapped row that names two records counts twice.
    pub rows: u64,
    /// Rows in the quarantine.
    pub quarantined: u64,
    /// Rows that a mapping's `where` leaves out, and lines that its head and foot skip.
    pub skipped: u64,
    /// What is wrong with the file as a whole.
    pub fault: Option<FileFault>,
    /// Where a mapped file's own totals do not tie.
    pub findings: Vec<TotalsFinding>,
    /// What it was recognised to be, where it is no native file and no mapping's.
    pub recognition: Option<Recognition<'static>>,
}

/// How far a scan has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes on disk of the pieces that are done.
    pub bytes_done: u64,
    /// Bytes on disk of all files.
    pub bytes: u64,
    /// Rows read so far, broken ones included.
    pub rows: u64,
}

/// What one piece of work (a file, a row group) gave.
#[derive(Default)]
pub(crate) struct Outcome {
    pub chunks: Vec<Chunk>,
    pub quarantine: Quarantine,
    pub rows: u64,
    pub skipped: u64,
    pub fault: Option<FileFault>,
    pub findings: Vec<TotalsFinding>,
    pub recognition: Option<Recognition<'static>>,
}

impl Outcome {
    /// The outcome of a piece that gave nothing but a fault.
    pub fn of_fault(fault: FileFault) -> Outcome {
        Outcome {
            fault: Some(fault),
            ..Outcome::default()
        }
    }
}
