//! What a scan says of each file: what it is, how many rows it gave, and what is wrong with it as a whole.
//!
//! Sentences are for people, in both languages, and begin with the file. Absent: faults of single rows,
//! which stand in the quarantine.

use crate::quarantine::Quarantine;
use crate::sheet::Chunk;
use wire::{Fault, Lang, Source, TotalsFinding};

/// What is wrong with a whole file. Rows read before the trouble stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// The file cannot be opened.
    Unreadable {
        /// What the system says.
        why: String,
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
    Header(Fault),
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
    /// The file has more lines than can be counted.
    TooManyLines,
}

impl FileFault {
    /// The sentence: file, what is wrong, what to do.
    pub fn sentence(&self, path: &str, lang: Lang) -> String {
        let said = match (self, lang) {
            (FileFault::Unreadable { why }, Lang::Zh) => format!("无法打开:{why};请检查权限和路径"),
            (FileFault::Unreadable { why }, Lang::En) => {
                format!("cannot be opened: {why}; check its permissions")
            }
            (FileFault::CutShort { why, rows_lost }, lang) => cut_short(why, *rows_lost, lang),
            (FileFault::UnknownFormat, Lang::Zh) => {
                "不是可读的格式;请用 .csv、.csv.gz、.csv.zst 或 .parquet,或在 daozhang.toml 中写映射".to_owned()
            }
            (FileFault::UnknownFormat, Lang::En) => {
                "has a format that is not read; write .csv, .csv.gz, .csv.zst or .parquet, or map it in daozhang.toml"
                    .to_owned()
            }
            (FileFault::Header(fault), Lang::Zh) => format!("第 1 行:表头{}", fault.sentence(None, lang)),
            (FileFault::Header(fault), Lang::En) => format!("line 1: the header {}", fault.sentence(None, lang)),
            (FileFault::ColumnsMissing(columns), Lang::Zh) => {
                format!("缺少必需列 {};请在表头加上", columns.join("、"))
            }
            (FileFault::ColumnsMissing(columns), Lang::En) => {
                format!("lacks the required {}; add to the header", named(columns))
            }
            (FileFault::ColumnTwice(column), Lang::Zh) => format!("第 1 行:列 {column} 出现两次;请删去一列"),
            (FileFault::ColumnTwice(column), Lang::En) => {
                format!("line 1: column {column} stands twice in the header; remove one")
            }
            (FileFault::ColumnType { column, found }, Lang::Zh) => format!(
                "列 {column} 的类型是 {found},无法读取;编号和代码请存为文本,金额存为整数分,时间存为时间戳或文本"
            ),
            (FileFault::ColumnType { column, found }, Lang::En) => format!(
                "column {column} has type {found}, which cannot be read; write numbers and codes as text, \
                 amounts as whole fen, times as timestamps or text"
            ),
            (FileFault::NotParquet { why }, Lang::Zh) => {
                format!("不是完整的 Parquet 文件({why});请重新导出或重新传输")
            }
            (FileFault::NotParquet { why }, Lang::En) => {
                format!("is no complete Parquet file ({why}); export or transfer it again")
            }
            (FileFault::TooManyLines, Lang::Zh) => "行数过多;请拆成几个文件".to_owned(),
            (FileFault::TooManyLines, Lang::En) => "has too many lines; split it into several files".to_owned(),
        };
        format!("{path}: {said}")
    }
}

fn named(columns: &[String]) -> String {
    match columns {
        [one] => format!("column {one}"),
        _ => format!("columns {}", columns.join(", ")),
    }
}

fn cut_short(why: &str, rows_lost: Option<u64>, lang: Lang) -> String {
    match (lang, rows_lost) {
        (Lang::Zh, None) => format!("读到中途断了({why});之前的行已读入,请重新传输"),
        (Lang::Zh, Some(rows)) => {
            format!("读到中途断了({why}),丢失 {rows} 行;其余已读入,请重新传输")
        }
        (Lang::En, None) => {
            format!("breaks off ({why}); the rows before it are read, transfer the file again")
        }
        (Lang::En, Some(rows)) => {
            format!(
                "breaks off ({why}) and {rows} rows are lost; the others are read, transfer the file again"
            )
        }
    }
}

/// What a scan says of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReport {
    /// The file, relative to the data set, with `/` between folders.
    pub path: String,
    /// The source; `None` for a mapped file, which may feed several.
    pub source: Option<Source>,
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
