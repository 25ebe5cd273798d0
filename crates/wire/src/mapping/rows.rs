//! The rows of a mapped file: which are records, which are the foot, and what they sum to.
//!
//! In: one row's cells after the other. Out: a step for each record that a row names, and where the file's totals
//! do not tie. Every row is counted once when it comes and once when it is known what it is; the two must agree.
//! Absent: reading of bytes.

use super::columns::{Context, Slot};
use super::make::CellFault;
use super::read::{MappedEnd, MappedFault, MappedStep};
use super::totals::{TotalsFinding, compare};
use super::unit::{NANO, nanos};
use super::{Condition, Mapping, RecordPlan};
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

/// What became of a file's rows: `rows = taken + refused + left_out + foot`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows behind the header.
    pub rows: u64,
    /// Those that became a record, or several.
    pub taken: u64,
    /// Those that cannot be read, or of which a record cannot.
    pub refused: u64,
    /// Those that the mapping leaves out.
    pub left_out: u64,
    /// Those that are totals and notes of the file.
    pub foot: u64,
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
    slots: Vec<Slot>,
    width: usize,
    /// What the file says outside its rows; more may come with its foot.
    pub context: Context,
    /// For every total: how many rows it speaks of, and their sum.
    sums: Vec<(i128, i128)>,
    foot: Foot,
    findings: Vec<TotalsFinding>,
    fields: Vec<String>,
    tally: Tally,
    is_empty: bool,
}

impl<'m> Rows<'m> {
    pub fn new(mapping: &'m Mapping, slots: Vec<Slot>, width: usize, context: Context) -> Rows<'m> {
        Rows {
            mapping,
            slots,
            width,
            context,
            sums: vec![(0, 0); mapping.totals.len()],
            foot: Foot::Ahead,
            findings: Vec::new(),
            fields: Vec::new(),
            tally: Tally::default(),
            is_empty: false,
        }
    }

    /// The rows of a file in which none can be: it is empty, or its header is not the layout's.
    pub fn none(mapping: &'m Mapping, context: Context) -> Rows<'m> {
        let slots = vec![Slot::Absent; mapping.used.len()];
        Rows {
            is_empty: true,
            ..Rows::new(mapping, slots, 0, context)
        }
    }

    /// A row that cannot be read.
    pub fn refuse(&mut self, line: u32, fault: Fault, take: &mut dyn FnMut(MappedStep<'_>)) {
        self.set_aside(line, "", fault, take);
    }

    /// A row that cannot be read for want of a column.
    pub fn set_aside(
        &mut self,
        line: u32,
        column: &str,
        fault: Fault,
        take: &mut dyn FnMut(MappedStep<'_>),
    ) {
        self.tally.rows += 1;
        self.tally.refused += 1;
        take(MappedStep::Broken {
            line,
            source: None,
            column,
            value: "",
            fault,
        });
    }

    /// A row that is a note or a total.
    pub fn foot(&mut self, take: &mut dyn FnMut(MappedStep<'_>)) {
        self.tally.rows += 1;
        self.tally.foot += 1;
        take(MappedStep::Skipped);
    }

    pub fn tell(&mut self, findings: Vec<TotalsFinding>) {
        self.findings.extend(findings);
    }

    pub fn take(&mut self, line: u32, cells: Cells<'_>, take: &mut dyn FnMut(MappedStep<'_>)) {
        if self.is_foot(line, cells) {
            return self.foot(take);
        }
        if !self.has_width(cells) {
            let fault = Fault::FieldCount {
                found: cells.len() as u32,
                expected: self.width as u32,
            };
            return self.refuse(line, fault, take);
        }
        self.add_up(cells);
        self.tally.rows += 1;
        let mapping = self.mapping;
        if !self.holds(&mapping.conditions, cells) {
            self.tally.left_out += 1;
            return take(MappedStep::Skipped);
        }
        let (mut named, mut broken) = (false, false);
        for (record, plan) in mapping.records.iter().enumerate() {
            if self.holds(&plan.conditions, cells) {
                named = true;
                broken |= !self.record(line, (record, plan), cells, take);
            }
        }
        if named && !broken {
            self.tally.taken += 1;
            return;
        }
        self.tally.refused += 1;
        if !named {
            self.unforeseen(line, cells, take);
        }
    }

    /// Makes one record of a row; whether it could be.
    fn record(
        &mut self,
        line: u32,
        (record, plan): (usize, &RecordPlan),
        cells: Cells<'_>,
        take: &mut dyn FnMut(MappedStep<'_>),
    ) -> bool {
        let mapping = self.mapping;
        let mut fields = std::mem::take(&mut self.fields);
        let columns = layout(Table::Source(plan.source)).columns.len();
        fields.resize(columns + plan.extras.len(), String::new());
        fields.iter_mut().for_each(String::clear);
        let cell = |used: usize| self.cell(used, cells);
        let made = plan
            .fields
            .iter()
            .try_for_each(|field| field.make(cell, mapping.point, &mut fields[field.position]));
        let made = made.map_err(
            |CellFault {
                 column,
                 value,
                 fault,
             }| {
                take(MappedStep::Broken {
                    line,
                    source: Some(plan.source),
                    column: &mapping.used[column],
                    value,
                    fault,
                });
            },
        );
        if made.is_ok() {
            take(MappedStep::Row {
                line,
                record,
                fields: &fields,
            });
        }
        self.fields = fields;
        made.is_ok()
    }

    /// A row that no record takes: the value of the first condition that was asked for says what was unforeseen.
    fn unforeseen(&self, line: u32, cells: Cells<'_>, take: &mut dyn FnMut(MappedStep<'_>)) {
        let records = self.mapping.records.iter();
        let asked = records.flat_map(|record| &record.conditions).next();
        let (column, value) = asked.map_or(("", ""), |asked| {
            let column = self.mapping.used[asked.column].as_str();
            (column, self.cell(asked.column, cells))
        });
        take(MappedStep::Broken {
            line,
            source: None,
            column,
            value,
            fault: Fault::NoRecord,
        });
    }

    /// A used column's text in a row, clean.
    fn cell<'c>(&'c self, used: usize, cells: Cells<'c>) -> &'c str {
        match self.slots[used] {
            Slot::Cell(slot) => self.mapping.clean(cells.get(slot)),
            Slot::Context(place) => &self.context.texts[place],
            Slot::Absent => "",
        }
    }

    fn holds(&self, conditions: &[Condition], cells: Cells<'_>) -> bool {
        let cell = |used: usize| self.cell(used, cells);
        conditions.iter().all(|condition| condition.holds(cell))
    }

    /// Whether a row has the header's width, or as much of it as the layout asks.
    fn has_width(&self, cells: Cells<'_>) -> bool {
        let (found, expected) = (cells.len(), self.width);
        let super::Frame::Lines(plan) = &self.mapping.frame else {
            return found == expected;
        };
        let rest_is_empty = || (expected..found).all(|slot| cells.get(slot).trim().is_empty());
        found == expected || (plan.ragged && (found < expected || rest_is_empty()))
    }

    /// Adds a row to the sums that the file's totals are compared with.
    fn add_up(&mut self, cells: Cells<'_>) {
        let mapping = self.mapping;
        for (place, total) in mapping.totals.iter().enumerate() {
            if !self.holds(&total.conditions, cells) {
                continue;
            }
            // A cell that is no amount is told when its field is made; here it only keeps the sum from tying.
            let amount = total.column.map_or(0, |column| {
                let text = super::columns::narrow(self.cell(column, cells));
                nanos(&text, mapping.point).unwrap_or(0)
            });
            let (count, sum) = &mut self.sums[place];
            *count += NANO;
            *sum = sum.saturating_add(amount);
        }
    }

    /// What the rows give for a total.
    fn sum(&self, place: usize) -> i128 {
        let (count, sum) = self.sums[place];
        match self.mapping.totals[place].column {
            Some(_) => sum,
            None => count,
        }
    }

    /// The totals that a foot with a header of its own states: those that no template takes from elsewhere.
    fn footed(&self) -> impl Iterator<Item = usize> + use<'_> {
        let totals = self.mapping.totals.iter().enumerate();
        let footed = totals.filter(|(_, total)| self.context.place(&total.name).is_none());
        footed.map(|(place, _)| place)
    }

    /// Whether this is the footer's header or row.
    fn is_foot(&mut self, line: u32, cells: Cells<'_>) -> bool {
        let mapping = self.mapping;
        match &self.foot {
            Foot::Ahead => {
                let place = |total: usize| {
                    let name = &mapping.totals[total].name;
                    (0..cells.len()).find(|slot| mapping.clean(cells.get(*slot)) == name)
                };
                let places: Option<Vec<usize>> = self.footed().map(place).collect();
                match places {
                    Some(places) if !places.is_empty() => {
                        self.foot = Foot::Named(places);
                        true
                    }
                    _ => false,
                }
            }
            Foot::Named(places) => {
                let compared = self.footed().zip(places).filter_map(|(total, place)| {
                    let stated = mapping.clean(cells.get(*place));
                    compare(
                        (line, &mapping.totals[total].name),
                        stated,
                        self.sum(total),
                        mapping.point,
                    )
                });
                let found: Vec<TotalsFinding> = compared.collect();
                self.findings.extend(found);
                self.foot = Foot::Read;
                true
            }
            Foot::Read => false,
        }
    }

    /// Compares what templates took out of the head or the foot. A file need not state every figure; one that states
    /// none has lost them.
    fn compare_said(&self) -> Vec<TotalsFinding> {
        let totals = self.mapping.totals.iter().enumerate();
        let said = totals.filter_map(|(place, total)| {
            let stated = self.context.place(&total.name)?;
            Some((place, &total.name, self.context.texts[stated].as_str()))
        });
        let stated = |(_, _, stated): &(usize, &String, &str)| !stated.is_empty();
        match said.clone().find(stated).or(said.clone().next()) {
            Some((_, name, "")) => vec![TotalsFinding::Missing { name: name.clone() }],
            _ => said
                .filter(stated)
                .filter_map(|(place, name, stated)| {
                    compare((0, name), stated, self.sum(place), self.mapping.point)
                })
                .collect(),
        }
    }

    /// The end of the file: what does not tie, and what became of its rows. A file that broke off has said so.
    pub fn end(mut self, fault: Option<MappedFault>) -> MappedEnd {
        if fault.is_none() && !self.is_empty {
            let unread = !matches!(self.foot, Foot::Read);
            let footed = self.footed().next().filter(|_| unread);
            if let Some(total) = footed {
                let name = self.mapping.totals[total].name.clone();
                self.findings.push(TotalsFinding::Missing { name });
            }
            let found = self.compare_said();
            self.findings.extend(found);
        }
        let tally = self.tally;
        assert_eq!(
            tally.rows,
            tally.taken + tally.refused + tally.left_out + tally.foot,
            "a row is neither taken nor refused nor left out nor the foot"
        );
        MappedEnd {
            fault,
            findings: self.findings,
            tally,
        }
    }
}
