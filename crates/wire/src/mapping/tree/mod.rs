//! Files that are trees: XML, OFX, and lines with tags such as MT940 and BAI2. One way from their nodes to rows.
//!
//! In: a layout's paths, and the nodes of a file, entered and left one after the other. Out: rows of named cells, and
//! where the file's own figures do not tie. A row may be opened into the parts that it is the sum of. Memory is bounded
//! by one row, whatever the file. Absent: the records that rows become, which are the mapping's.

mod checks;
mod gather;
mod paths;
mod plan;
mod segments;
mod sgml;
mod subfields;
mod xml;

pub(super) use plan::{TREE_KEYS, read_tree};

use super::columns::Context;
use super::rows::{Cells, Rows};
use super::{MappedFault, MappedStep, Mapping};
use crate::encoding::Encoding;
use crate::fault::Fault;
use checks::{CheckPlan, TermPlan};
use gather::{Gathered, Gatherer};
use paths::Wanted;
use segments::Tagging;
use std::io::Read;

/// The most bytes of one row: a batch of a hundred thousand payments.
const ROW_BYTES_MAX: usize = 1 << 26;
/// Nodes within each other, at most.
const DEPTH_MAX: usize = 64;

/// How nodes are written.
#[derive(Clone, Debug)]
enum Notation {
    Xml,
    /// These have nodes within them; all others only text.
    Sgml {
        aggregates: Vec<String>,
    },
    Tagged(Box<Tagging>),
}

/// What a layout wants of a tree.
#[derive(Clone, Debug)]
pub(super) struct TreePlan {
    notation: Notation,
    /// The names of its cells.
    pub columns: Vec<String>,
    /// For every cell its slots: one for each of its paths, the first that holds anything being the one that counts.
    cells: Vec<std::ops::Range<usize>>,
    slots: usize,
    wanted: Wanted,
    /// The node without which a file is not whole, as a path.
    needed: Option<String>,
    opening: Option<OpeningPlan>,
    terms: Vec<TermPlan>,
    checks: Vec<CheckPlan>,
}

impl TreePlan {
    pub fn is_xml(&self) -> bool {
        matches!(self.notation, Notation::Xml)
    }
}

/// When a row is taken as its parts.
#[derive(Clone, Debug)]
struct OpeningPlan {
    /// The path of parts, for people.
    part: String,
    /// The cell that the parts must sum to.
    sum: usize,
    /// The cells in which no part may say otherwise.
    same: Vec<usize>,
    /// What a part says of itself, and in which slots.
    own: Vec<(usize, std::ops::Range<usize>)>,
}

/// Nodes come here, whatever they are written in.
struct Sink<'p, 'r, 't> {
    gatherer: Gatherer<'p>,
    rows: &'r mut Rows<'p>,
    take: &'t mut dyn FnMut(MappedStep<'_>),
    encoding: Encoding,
}

impl Sink<'_, '_, '_> {
    fn enter(&mut self, name: &str, line: u32) -> Result<(), MappedFault> {
        if self.gatherer.enter(name, line) {
            return Ok(());
        }
        let limit = DEPTH_MAX as u32;
        Err(MappedFault::TooDeep { line, limit })
    }

    fn text(&mut self, text: &str) {
        self.gatherer.text(text);
    }

    fn leave(&mut self) {
        if !self.gatherer.leave() {
            return;
        }
        let line = self.gatherer.row_line();
        match self.gatherer.gathered() {
            Gathered::Broken(fault) => self.rows.refuse(line, fault, self.take),
            Gathered::Rows(rows) => {
                for cells in rows {
                    let lost = cells.iter().any(|cell| cell.contains('\u{FFFD}'));
                    if lost {
                        self.rows.refuse(line, self.encoding.fault(), self.take);
                    } else {
                        self.rows.take(line, Cells::Owned(&cells), self.take);
                    }
                }
            }
        }
    }

    /// A whole node with nothing but text in it.
    fn leaf(&mut self, name: &str, text: &str, line: u32) -> Result<(), MappedFault> {
        self.enter(name, line)?;
        self.text(text);
        self.leave();
        Ok(())
    }

    /// Something of the open row cannot be read, and so the row; without one, this is a row by itself.
    fn break_row(&mut self, line: u32, fault: Fault) {
        if !self.gatherer.break_row(fault) {
            self.rows.refuse(line, fault, self.take);
        }
    }
}

/// Reads a tree to its end, or to where it breaks off.
pub(super) fn read<'p>(
    reader: impl Read,
    mapping: &'p Mapping,
    plan: &'p TreePlan,
    encoding: Encoding,
    context: Context,
    take: &mut dyn FnMut(MappedStep<'_>),
) -> Result<(Rows<'p>, Option<MappedFault>), MappedFault> {
    let slots = mapping.slots(&plan.columns, &context)?;
    let mut rows = Rows::new(mapping, slots, plan.columns.len(), context);
    let mut sink = Sink {
        gatherer: Gatherer::new(plan),
        rows: &mut rows,
        take,
        encoding,
    };
    let end = match &plan.notation {
        Notation::Xml => xml::read(reader, &mut sink),
        Notation::Sgml { aggregates } => sgml::read(reader, aggregates, &mut sink),
        Notation::Tagged(tagging) => segments::read(reader, tagging, &mut sink),
    };
    let mut gatherer = sink.gatherer;
    if let Some(line) = gatherer.open_row() {
        rows.refuse(line, Fault::RowBroken, take);
    }
    rows.tell(gatherer.findings());
    let fault = end.err();
    let fault = fault.or_else(|| gatherer.lacks().map(MappedFault::NodeMissing));
    Ok((rows, fault))
}
