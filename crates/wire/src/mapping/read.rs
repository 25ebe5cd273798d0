//! Reads a mapped file: head, header, rows, foot and totals.
//!
//! In: bytes and a mapping. Out: one step at a time to whoever takes them: a native row of text, a row that
//! cannot be mapped, a row that the mapping leaves out. Every row of the file is in exactly one step, but a
//! row that names several records is a step for each.

use super::totals::{TotalsFinding, compare};
use super::unit::{NANO, minor, nanos};
use super::{Condition, Encoding, FieldPlan, Mapping, Meaning, Origin, Sign};
use crate::delimited::{Dialect, FromGb18030, Record, Records, Step};
use crate::fault::Fault;
use crate::layout::layout;
use crate::source::{Source, Table};
use std::collections::VecDeque;
use std::fmt::Write;
use std::io::Read;

/// What became of a row.
pub enum MappedStep<'a> {
    /// It names this record.
    Row {
        /// The physical line.
        line: u32,
        /// Which of the mapping's records.
        record: usize,
        /// One text for every column of the source's layout.
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
    Header(Fault),
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

fn broken_row(line: u32, fault: Fault, take: &mut dyn FnMut(MappedStep<'_>)) {
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
            Some(Step::Broken { fault, .. }) => return Err(MappedFault::Header(fault)),
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
            (Some(_), Some(_)) => return Err(MappedFault::ColumnTwice(used.clone())),
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
        MappedFault::Header(fault) => ("", *fault),
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

/// The cells of one row, as they stand or kept.
#[derive(Clone, Copy)]
enum Cells<'a> {
    Record(Record<'a>),
    Owned(&'a [String]),
}

impl<'a> Cells<'a> {
    fn len(self) -> usize {
        match self {
            Cells::Record(record) => record.len(),
            Cells::Owned(cells) => cells.len(),
        }
    }

    fn get(self, slot: usize) -> &'a str {
        match self {
            Cells::Record(record) => record.field(slot),
            Cells::Owned(cells) => cells.get(slot).map_or("", String::as_str),
        }
    }
}

/// What follows the rows, where the file has totals.
enum Foot {
    /// Not there yet.
    Ahead,
    /// Its header was read: for every total the cell it stands in.
    Named(Vec<usize>),
    /// It was read.
    Read,
}

/// A cell that cannot be mapped.
struct CellFault<'a> {
    column: usize,
    value: &'a str,
    fault: Fault,
}

struct Rows<'m> {
    mapping: &'m Mapping,
    slots: Vec<usize>,
    width: usize,
    count: i128,
    sums: Vec<i128>,
    foot: Foot,
    findings: Vec<TotalsFinding>,
    fields: Vec<String>,
}

impl<'m> Rows<'m> {
    fn new(mapping: &'m Mapping, slots: Vec<usize>, width: usize) -> Rows<'m> {
        let sums = vec![0; mapping.totals.len()];
        let (findings, fields) = (Vec::new(), Vec::new());
        Rows {
            mapping,
            slots,
            width,
            count: 0,
            sums,
            foot: Foot::Ahead,
            findings,
            fields,
        }
    }

    fn take(&mut self, line: u32, cells: Cells<'_>, take: &mut dyn FnMut(MappedStep<'_>)) {
        if self.is_foot(line, cells) {
            return take(MappedStep::Skipped);
        }
        if cells.len() != self.width {
            let fault = Fault::FieldCount {
                found: cells.len() as u32,
                expected: self.width as u32,
            };
            return broken_row(line, fault, take);
        }
        self.add_up(cells);
        let mapping = self.mapping;
        let clean = |used: usize| mapping.clean(cells.get(self.slots[used]));
        if !mapping
            .conditions
            .iter()
            .all(|condition| condition.holds(clean))
        {
            return take(MappedStep::Skipped);
        }
        let mut named = false;
        for (record, plan) in mapping.records.iter().enumerate() {
            if !plan
                .conditions
                .iter()
                .all(|condition| condition.holds(clean))
            {
                continue;
            }
            named = true;
            let columns = layout(Table::Source(plan.source)).columns.len();
            self.fields.resize(columns, String::new());
            self.fields.iter_mut().for_each(String::clear);
            let made = plan
                .fields
                .iter()
                .try_for_each(|field| field.make(clean, &mut self.fields[field.position]));
            take(match made {
                Ok(()) => MappedStep::Row {
                    line,
                    record,
                    fields: &self.fields,
                },
                Err(CellFault {
                    column,
                    value,
                    fault,
                }) => {
                    let column = &mapping.used[column];
                    MappedStep::Broken {
                        line,
                        source: Some(plan.source),
                        column,
                        value,
                        fault,
                    }
                }
            });
        }
        if !named {
            // The value of the first condition that was asked for says what was unforeseen.
            let asked = mapping
                .records
                .iter()
                .flat_map(|record| &record.conditions)
                .map(|asked| asked.column)
                .next();
            let (column, value) =
                asked.map_or(("", ""), |used| (mapping.used[used].as_str(), clean(used)));
            take(MappedStep::Broken {
                line,
                source: None,
                column,
                value,
                fault: Fault::NoRecord,
            });
        }
    }

    /// Adds a row to the sums that the footer is compared with.
    fn add_up(&mut self, cells: Cells<'_>) {
        self.count += 1;
        for (sum, total) in self.sums.iter_mut().zip(&self.mapping.totals) {
            let Some(column) = total.column else { continue };
            let text = self.mapping.clean(cells.get(self.slots[column]));
            // A cell that is no amount is told when its field is made; here it only keeps the sum from tying.
            *sum = sum.saturating_add(nanos(text).unwrap_or(0));
        }
    }

    /// Whether this is the footer's header or row.
    fn is_foot(&mut self, line: u32, cells: Cells<'_>) -> bool {
        let mapping = self.mapping;
        match &self.foot {
            Foot::Ahead if !mapping.totals.is_empty() => {
                let place = |name: &str| {
                    (0..cells.len()).find(|slot| mapping.clean(cells.get(*slot)) == name)
                };
                let places: Option<Vec<usize>> = mapping
                    .totals
                    .iter()
                    .map(|total| place(&total.name))
                    .collect();
                match places {
                    Some(places) => self.foot = Foot::Named(places),
                    None => return false,
                }
                true
            }
            Foot::Named(places) => {
                for ((total, sum), place) in mapping.totals.iter().zip(&self.sums).zip(places) {
                    let stated = mapping.clean(cells.get(*place));
                    let sum = if total.column.is_some() {
                        *sum
                    } else {
                        self.count * NANO
                    };
                    self.findings
                        .extend(compare(line, &total.name, stated, sum));
                }
                self.foot = Foot::Read;
                true
            }
            _ => false,
        }
    }

    /// The findings at the end. A file that broke off has said so already.
    fn findings(mut self, broke_off: bool) -> Vec<TotalsFinding> {
        if let (Some(total), false, false) = (
            self.mapping.totals.first(),
            matches!(self.foot, Foot::Read),
            broke_off,
        ) {
            self.findings.push(TotalsFinding::Missing {
                name: total.name.clone(),
            });
        }
        self.findings
    }
}

impl Mapping {
    /// A cell without blanks around it and without the prefixes that the mapping strips.
    fn clean<'a>(&self, cell: &'a str) -> &'a str {
        let mut text = cell.trim();
        for prefix in &self.strip {
            text = text.strip_prefix(prefix.as_str()).map_or(text, str::trim);
        }
        text
    }
}

impl Condition {
    fn holds<'a>(&self, cell: impl Fn(usize) -> &'a str) -> bool {
        let text = cell(self.column);
        self.values.iter().any(|value| value == text) != self.negated
    }
}

impl FieldPlan {
    /// Makes the field's native text.
    fn make<'a>(
        &self,
        cell: impl Fn(usize) -> &'a str,
        out: &mut String,
    ) -> Result<(), CellFault<'a>> {
        match &self.origin {
            Origin::Constant(text) => {
                out.push_str(text);
                Ok(())
            }
            Origin::Column(column) => {
                let text = cell(*column);
                self.mean(text, out).map_err(|fault| CellFault {
                    column: *column,
                    value: text,
                    fault,
                })
            }
            Origin::Join(columns) => {
                let texts: Vec<&str> = columns
                    .iter()
                    .map(|column| cell(*column))
                    .filter(|text| !text.is_empty())
                    .collect();
                let first = columns.first().copied().unwrap_or(0);
                let fault = |fault| CellFault {
                    column: first,
                    value: cell(first),
                    fault,
                };
                self.mean(&texts.join(" "), out).map_err(fault)
            }
            Origin::Sum(terms) => {
                let mut sum = 0;
                for (column, negative) in terms {
                    let text = cell(*column);
                    let fault = |fault| CellFault {
                        column: *column,
                        value: text,
                        fault,
                    };
                    // Each term is rounded by itself, so that a net is its amount less its fee to the fen.
                    let term = if text.is_empty() {
                        0
                    } else {
                        self.minor(text).map_err(fault)?
                    };
                    sum += if *negative { -term } else { term };
                }
                self.push_signed(sum, out);
                Ok(())
            }
        }
    }

    /// Writes what a text means. An empty text means nothing, unless the map lists it.
    fn mean(&self, text: &str, out: &mut String) -> Result<(), Fault> {
        match &self.meaning {
            Meaning::Map { words, default } => {
                let found = words
                    .iter()
                    .find(|(from, _)| from == text)
                    .map(|(_, to)| to);
                match (found.or(default.as_ref()), text.is_empty()) {
                    (Some(to), _) => out.push_str(to),
                    (None, true) => {}
                    (None, false) => return Err(Fault::MapUnknown),
                }
            }
            _ if text.is_empty() => {}
            Meaning::AsIs => out.push_str(text),
            Meaning::Amount { .. } => self.push_signed(self.minor(text)?, out),
            Meaning::Moment { pattern, day_only } => pattern.native(text, *day_only, out)?,
        }
        Ok(())
    }

    fn minor(&self, text: &str) -> Result<i64, Fault> {
        let (unit, round) = match self.meaning {
            Meaning::Amount { unit, round, .. } => (unit, round),
            _ => return Err(Fault::UnitNotANumber),
        };
        minor(nanos(text)?, unit, round)
    }

    fn push_signed(&self, value: i64, out: &mut String) {
        let value = match self.meaning {
            Meaning::Amount {
                sign: Sign::Abs, ..
            } => value.abs(),
            Meaning::Amount {
                sign: Sign::Negate, ..
            } => -value,
            _ => value,
        };
        write!(out, "{value}").expect("writing to a String cannot fail");
    }
}
