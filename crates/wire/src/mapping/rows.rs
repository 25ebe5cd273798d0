//! The rows of a mapped file: which are records, which are the foot, and what they sum to.
//!
//! In: one row's cells after the other. Out: a step for each record that a row names, and where the totals of the
//! foot do not tie. Absent: reading of bytes.

use super::Mapping;
use super::make::CellFault;
use super::read::{MappedStep, broken_row};
use super::totals::{TotalsFinding, compare};
use super::unit::{NANO, nanos};
use crate::fault::Fault;
use crate::layout::layout;
use crate::record::Record;
use crate::source::Table;

/// The cells of one row, as they stand or kept.
#[derive(Clone, Copy)]
pub(super) enum Cells<'a> {
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

pub(super) struct Rows<'m> {
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
    pub fn new(mapping: &'m Mapping, slots: Vec<usize>, width: usize) -> Rows<'m> {
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

    pub fn take(&mut self, line: u32, cells: Cells<'_>, take: &mut dyn FnMut(MappedStep<'_>)) {
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
            self.fields
                .resize(columns + plan.extras.len(), String::new());
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
    pub fn findings(mut self, broke_off: bool) -> Vec<TotalsFinding> {
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
