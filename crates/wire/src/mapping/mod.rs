//! Mappings: how rows of a foreign delimited file become rows of the native layout.
//!
//! In: a `[[mapping]]` table of `daozhang.toml`, and a file's bytes. Out: rows of native text, which then
//! go the way of every native row; or the place and the reason where a row cannot be mapped.
//! Absent: any knowledge of a provider. What WeChat Pay's bill looks like stands in the user's table.

mod fields;
mod glob;
mod make;
mod pattern;
mod plan;
mod read;
mod rows;
#[cfg(test)]
mod tests;
mod totals;
mod unit;

pub use glob::Glob;
pub use pattern::Pattern;
pub(crate) use plan::read_mapping;
pub use read::{MappedEnd, MappedFault, MappedStep, read_mapped};
pub use totals::TotalsFinding;
pub use unit::{Round, Unit};

use crate::source::Source;

/// The encoding of a foreign file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with a byte order mark or without.
    Utf8,
    /// GB18030, which includes GBK and GB2312.
    Gb18030,
}

/// One mapping: which files, how they are written, and the records that each row names.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Where the table begins in `daozhang.toml`.
    pub line: u32,
    /// How the files are encoded.
    pub encoding: Encoding,
    /// What stands between fields.
    pub delimiter: u8,
    files: Vec<Glob>,
    skip_head: u32,
    skip_foot: u32,
    strip: Vec<String>,
    /// Names of the columns by position; without them the first line names them.
    columns: Option<Vec<String>>,
    /// The file's columns that this mapping uses; everything below names them by their place here.
    used: Vec<String>,
    conditions: Vec<Condition>,
    records: Vec<RecordPlan>,
    totals: Vec<TotalPlan>,
}

impl Mapping {
    /// Whether a file of the data set is this mapping's.
    pub fn takes(&self, path: &str) -> bool {
        self.files.iter().any(|glob| glob.takes(path))
    }

    /// Whether all its files lie in the sub-folders of sources, so that nothing else need be listed.
    pub fn is_within_sources(&self) -> bool {
        self.files.iter().all(|glob| {
            let top = glob.as_str().split_once('/').map(|(top, _)| top);
            top.is_some_and(|top| Source::of_name(top).is_some())
        })
    }

    /// The sources that it feeds.
    pub fn sources(&self) -> impl Iterator<Item = Source> + '_ {
        self.records.iter().map(|record| record.source)
    }

    /// The source of one of its records, and which columns of that source's layout the record fills.
    pub fn record(&self, number: usize) -> (Source, impl Fn(usize) -> bool + '_) {
        let record = &self.records[number];
        (record.source, |position| {
            record.fields.iter().any(|field| field.position == position)
        })
    }

    /// The extra attributes of one of its records, whose texts follow those of the layout's columns.
    pub fn record_extras(&self, number: usize) -> &[String] {
        &self.records[number].extras
    }

    /// How many records a row may name.
    pub fn record_count(&self) -> usize {
        self.records.len()
    }
}

/// What a column must hold, or must not, for a row or a record to be taken.
#[derive(Clone, Debug)]
struct Condition {
    column: usize,
    values: Vec<String>,
    negated: bool,
}

/// One record that a row names.
#[derive(Clone, Debug)]
struct RecordPlan {
    source: Source,
    conditions: Vec<Condition>,
    fields: Vec<FieldPlan>,
    extras: Vec<String>,
}

/// How one field of a record is made.
#[derive(Clone, Debug)]
struct FieldPlan {
    /// Its position in the source's layout; extra attributes follow the layout's columns.
    position: usize,
    origin: Origin,
    meaning: Meaning,
}

/// Where a field comes from.
#[derive(Clone, Debug)]
enum Origin {
    Constant(String),
    Column(usize),
    /// Columns with a blank between them.
    Join(Vec<usize>),
    /// Columns added up, those with `true` taken off.
    Sum(Vec<(usize, bool)>),
}

/// What becomes of the text.
#[derive(Clone, Debug)]
enum Meaning {
    AsIs,
    Map {
        words: Vec<(String, String)>,
        default: Option<String>,
    },
    Amount {
        unit: Unit,
        round: Round,
        sign: Sign,
    },
    Moment {
        pattern: Pattern,
        day_only: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Keep,
    Abs,
    Negate,
}

/// One figure of a footer, and what it must equal.
#[derive(Clone, Debug)]
struct TotalPlan {
    /// Its name in the footer's own header.
    name: String,
    /// The column whose sum it is; without one it is the number of rows.
    column: Option<usize>,
}
