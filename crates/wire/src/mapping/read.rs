//! Reads a mapped file: head, header, rows, foot and totals.
//!
//! In: bytes and a mapping. Out: one step at a time to whoever takes them: a native row of text, a row that
//! cannot be mapped, a row that the mapping leaves out. Every row of the file is in exactly one step, but a
//! row that names several records is a step for each.

use super::rows::{Cells, Rows};
use super::totals::TotalsFinding;
use super::{Encoding, Mapping};
use crate::delimited::{Dialect, Records, Step};
use crate::fault::Fault;
use crate::gb18030::FromGb18030;
use crate::record::Record;
use crate::source::Source;
use std::collections::VecDeque;
use std::io::Read;

/// What became of a row.
pub enum MappedStep<'a> {
    /// It names this record.
    Row {
        /// The physical line.
        line: u32,
        /// Which of the mapping's records.
        record: usize,
        /// One text for every column of the source's layout, then one for every extra attribute of the record.
        fields: &'a [String],
    },
    /// It cannot be mapped.
    Broken {
        /// The physical line.
        line: u32,
        /// The source that the record was for, if it came so far.
        source: Option<Source>,
        /// The file's column, empty when the trouble is the whole row's.
        column: &'a str,
        /// The text that is at fault.
        value: &'a str,
        /// What is wrong.
        fault: Fault,
    },
    /// The mapping leaves it out.
    Skipped,
}

/// Why a mapped file is not read, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MappedFault {
    /// The header cannot be read.
    Header {
        /// The physical line.
        line: u32,
        /// What is wrong with it.
        fault: Fault,
    },
    /// Columns that the mapping uses are not there.
    ColumnsMissing(Vec<String>),
    /// A column that the mapping uses stands twice.
    ColumnTwice(String),
    /// The reader broke off.
    CutShort(String),
}

/// How a mapped file ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappedEnd {
    /// What is wrong with the file as a whole.
    pub fault: Option<MappedFault>,
    /// Where its totals do not tie.
    pub findings: Vec<TotalsFinding>,
}

/// Reads a mapped file to its end, or to where it breaks off.
pub fn read_mapped(
    reader: impl Read,
    mapping: &Mapping,
    take: &mut dyn FnMut(MappedStep<'_>),
) -> MappedEnd {
    match mapping.encoding {
        Encoding::Utf8 => read_records(reader, mapping, false, take),
        Encoding::Gb18030 => read_records(FromGb18030::new(reader), mapping, true, take),
    }
}

fn read_records(
    reader: impl Read,
    mapping: &Mapping,
    decoded: bool,
    take: &mut dyn FnMut(MappedStep<'_>),
) -> MappedEnd {
    let mut records = Records::new(
        reader,
        Dialect {
            delimiter: mapping.delimiter,
            decoded,
        },
    );
    let mut rows = match header(&mut records, mapping) {
        Ok(Some((slots, width))) => Rows::new(mapping, slots, width),
        Ok(None) => return MappedEnd::default(), // An empty file has no rows and says nothing.
        Err(fault) => {
            set_rows_aside(&mut records, &fault, take);
            return MappedEnd {
                fault: Some(fault),
                findings: Vec::new(),
            };
        }
    };
    // The last rows are only known to be the foot when the end has come.
    let mut waiting: VecDeque<(u32, Result<Vec<String>, Fault>)> = VecDeque::new();
    let fault = loop {
        match records.next() {
            Ok(None) => break None,
            Err(error) => break Some(MappedFault::CutShort(error.to_string())),
            Ok(Some(Step::Record(record))) if mapping.skip_foot == 0 => {
                rows.take(record.line, Cells::Record(record), take);
            }
            Ok(Some(Step::Broken { line, fault })) if mapping.skip_foot == 0 => {
                broken_row(line, fault, take)
            }
            Ok(Some(Step::Record(record))) => {
                waiting.push_back((
                    record.line,
                    Ok(record.fields().map(str::to_owned).collect()),
                ));
            }
            Ok(Some(Step::Broken { line, fault })) => waiting.push_back((line, Err(fault))),
        }
        if waiting.len() > mapping.skip_foot as usize
            && let Some((line, cells)) = waiting.pop_front()
        {
            match cells {
                Ok(cells) => rows.take(line, Cells::Owned(&cells), take),
                Err(fault) => broken_row(line, fault, take),
            }
        }
    };
    waiting.iter().for_each(|_| take(MappedStep::Skipped));
    MappedEnd {
        findings: rows.findings(fault.is_some()),
        fault,
    }
}

pub(super) fn broken_row(line: u32, fault: Fault, take: &mut dyn FnMut(MappedStep<'_>)) {
    take(MappedStep::Broken {
        line,
        source: None,
        column: "",
        value: "",
        fault,
    });
}

/// Where the used columns stand, and how many columns there are. `None` for an empty file.
fn header<R: Read>(
    records: &mut Records<R>,
    mapping: &Mapping,
) -> Result<Option<(Vec<usize>, usize)>, MappedFault> {
    let cut_short = |error: std::io::Error| MappedFault::CutShort(error.to_string());
    records.skip_lines(mapping.skip_head).map_err(cut_short)?;
    let names: Vec<String> = match &mapping.columns {
        Some(columns) => columns.clone(),
        None => match records.next().map_err(cut_short)? {
            None => return Ok(None),
            Some(Step::Broken { line, fault }) => return Err(MappedFault::Header { line, fault }),
            Some(Step::Record(record)) => record
                .fields()
                .map(|name| mapping.clean(name).to_owned())
                .collect(),
        },
    };
    let mut missing = Vec::new();
    let mut slots = Vec::new();
    for used in &mapping.used {
        let mut found = names.iter().enumerate().filter(|(_, name)| *name == used);
        match (found.next(), found.next()) {
            (Some(_), Some(_)) => {
                return Err(MappedFault::ColumnTwice(crate::scrub(used).into_owned()));
            }
            (Some((slot, _)), None) => slots.push(slot),
            (None, _) => missing.push(used.clone()),
        }
    }
    if missing.is_empty() {
        Ok(Some((slots, names.len())))
    } else {
        Err(MappedFault::ColumnsMissing(missing))
    }
}

/// Every row of a file that cannot be read is told, each by itself.
fn set_rows_aside<R: Read>(
    records: &mut Records<R>,
    fault: &MappedFault,
    take: &mut dyn FnMut(MappedStep<'_>),
) {
    let (column, row_fault) = match fault {
        MappedFault::Header { fault, .. } => ("", *fault),
        MappedFault::ColumnsMissing(columns) => (columns[0].as_str(), Fault::ColumnMissing),
        MappedFault::ColumnTwice(column) => (column.as_str(), Fault::ColumnTwice),
        MappedFault::CutShort(_) => return,
    };
    while let Ok(Some(Step::Record(Record { line, .. }) | Step::Broken { line, .. })) =
        records.next()
    {
        take(MappedStep::Broken {
            line,
            source: None,
            column,
            value: "",
            fault: row_fault,
        });
    }
}
