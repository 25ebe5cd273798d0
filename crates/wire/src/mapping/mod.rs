//! Mappings: how rows of a foreign file become rows of the native layout.
//!
//! In: a table, a `[[mapping]]` of `daozhang.toml` or a layout of `specs/files`, and a file's bytes. A *frame* finds rows of
//! named cells in the bytes (`lines`, `fixed`, `tree`), and all that follows is one: cells become fields, fields records.
//! Out: rows of native text, which then go the way of every native row; or the place and the reason where a row
//! cannot be mapped. Absent: any knowledge of a provider. What WeChat Pay's bill looks like stands in a table.

mod columns;
mod fields;
mod fixed;
mod frame;
mod glob;
mod lines;
mod make;
mod metered;
mod pattern;
mod plan;
mod read;
mod rows;
#[cfg(test)]
pub(crate) mod steps;
mod template;
#[cfg(test)]
mod tests;
mod totals;
mod tree;
mod unit;

pub(crate) use fields::{Draft, drafts_of};
pub use glob::Glob;
pub use pattern::Pattern;
pub(crate) use plan::{Given, read_mapping};
pub use read::{MappedEnd, MappedFault, MappedStep, Open, read_mapped};
pub use rows::Tally;
pub use totals::TotalsFinding;
pub use unit::{Round, Unit};

use crate::delimited::Dialect;
use crate::encoding::Encoding;
use crate::source::Source;
use fixed::FixedPlan;
use lines::LinesPlan;
use template::Template;
use tree::TreePlan;
use unit::Point;

/// One mapping: which files, how they are written, and the records that each row names.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// Where the table begins in its file.
    pub line: u32,
    /// How the files are encoded, unless who opens one knows better.
    pub encoding: Encoding,
    /// Where it is a layout's: the encodings in which its files come, of which each file's head shows one.
    encodings: Vec<Encoding>,
    /// Required columns that the files do not have: who maps them says what stands there.
    pub asks: Vec<String>,
    files: Vec<Glob>,
    frame: Frame,
    /// What the file's name says.
    file_name: Option<Template>,
    strip: Vec<String>,
    /// Texts that stand where there is nothing.
    empty: Vec<String>,
    point: Point,
    /// The file's columns that this mapping uses; everything below names them by their place here.
    used: Vec<String>,
    conditions: Vec<Condition>,
    records: Vec<RecordPlan>,
    totals: Vec<TotalPlan>,
}

/// How rows and their cells are found in a file's bytes.
#[derive(Clone, Debug)]
enum Frame {
    Lines(LinesPlan),
    Fixed(FixedPlan),
    Tree(Box<TreePlan>),
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

    /// How its files are written, where they are delimited text.
    pub fn dialect(&self) -> Option<Dialect> {
        match &self.frame {
            Frame::Lines(lines) => Some(Dialect {
                delimiter: lines.delimiter,
                encoding: self.encoding,
            }),
            _ => None,
        }
    }

    /// The mapping is for these files.
    pub(crate) fn lie(&mut self, files: Vec<Glob>) {
        self.files = files;
    }

    /// Each of its files is in one of these encodings, which its head shows.
    pub(crate) fn come_in(&mut self, encodings: Vec<Encoding>) {
        self.encodings = encodings;
    }

    /// How many columns of a file it uses.
    pub(crate) fn width(&self) -> usize {
        self.used.len()
    }

    /// Whether its files are XML.
    pub(crate) fn is_xml(&self) -> bool {
        matches!(&self.frame, Frame::Tree(tree) if tree.is_xml())
    }

    /// Whether a line of the file names its columns.
    pub(crate) fn has_header(&self) -> bool {
        matches!(&self.frame, Frame::Lines(lines) if lines.columns.is_none())
    }

    /// Whether a file's name is as its layout says; `None` where it says nothing.
    pub fn fits_name(&self, path: &str) -> Option<bool> {
        let template = self.file_name.as_ref()?;
        Some(template.take(name_of(path)).is_some())
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
    /// The first of them that holds anything.
    First(Vec<usize>),
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
        /// The column that names the currency, for a unit that depends on it.
        currency: Option<usize>,
        round: Round,
        sign: Sign,
    },
    /// One word for what is not negative, another for what is.
    BySign {
        plus: String,
        minus: String,
    },
    Moment {
        /// The first that the text follows counts.
        patterns: Vec<Pattern>,
        /// A column with a day, which gives the year to a text without one.
        near: Option<usize>,
        day_only: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Keep,
    Abs,
    Negate,
}

/// One figure that the file states of its rows, and what it must equal.
#[derive(Clone, Debug)]
struct TotalPlan {
    /// Its name in the footer's own header, or a part of the file's head.
    name: String,
    /// The column whose sum it is; without one it is the number of rows.
    column: Option<usize>,
    /// Which rows it speaks of.
    conditions: Vec<Condition>,
}

/// A path's last part.
fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
