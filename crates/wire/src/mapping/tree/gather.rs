//! From nodes to rows: the cells of the open row, of its parts, and of the scopes around it.
//!
//! In: nodes, entered and left. Out: when a row's node is left, one row of cells, or one for each of its parts where they
//! sum to it. Memory: one row. Absent: how nodes are written.

use super::checks::Checks;
use super::paths::{NOWHERE, Use};
use super::{DEPTH_MAX, OpeningPlan, ROW_BYTES_MAX, TreePlan};
use crate::fault::Fault;
use crate::mapping::metered::PIECE_BYTES_MAX;
use crate::mapping::totals::TotalsFinding;
use crate::mapping::unit::{Point, nanos};

/// More figures that do not tie than anybody reads; further ones of a file are not told.
const FINDINGS_MAX: usize = 1000;

fn tell(findings: &mut Vec<TotalsFinding>, finding: Option<TotalsFinding>) {
    if findings.len() < FINDINGS_MAX {
        findings.extend(finding);
    }
}

/// Adds a text to what a slot holds already; `false` when there is no room for it.
fn add(slot: &mut String, text: &str) -> bool {
    if slot.len() + text.len() >= PIECE_BYTES_MAX {
        return false;
    }
    if !slot.is_empty() && !text.is_empty() {
        slot.push(' ');
    }
    slot.push_str(text);
    true
}

/// What became of a row's node.
pub(super) enum Gathered {
    /// It is so many rows.
    Rows(Vec<Vec<String>>),
    /// It cannot be read.
    Broken(Fault),
}

pub(super) struct Gatherer<'p> {
    plan: &'p TreePlan,
    /// For every open node, where its path stands among those wanted.
    open: Vec<u32>,
    text: String,
    /// For every path of every cell its text.
    slots: Vec<String>,
    parts: Vec<Vec<String>>,
    /// The depth and the line of the open row.
    row: Option<(usize, u32)>,
    last_row_line: u32,
    in_part: bool,
    row_bytes: usize,
    row_fault: Option<Fault>,
    checks: Checks<'p>,
    met_needed: bool,
    findings: Vec<TotalsFinding>,
}

impl<'p> Gatherer<'p> {
    pub fn new(plan: &'p TreePlan) -> Gatherer<'p> {
        Gatherer {
            plan,
            open: Vec::new(),
            text: String::new(),
            slots: vec![String::new(); plan.slots],
            parts: Vec::new(),
            row: None,
            last_row_line: 0,
            in_part: false,
            row_bytes: 0,
            row_fault: None,
            checks: Checks::new(&plan.terms, &plan.checks),
            met_needed: false,
            findings: Vec::new(),
        }
    }

    /// Enters a node; `false` where too many are within each other.
    pub fn enter(&mut self, name: &str, line: u32) -> bool {
        let at = self.open.last().copied().unwrap_or(0);
        let node = if at == NOWHERE {
            NOWHERE
        } else {
            self.plan.wanted.step(at, name)
        };
        self.text.clear();
        self.open.push(node);
        for purpose in self.plan.wanted.uses(node) {
            match purpose {
                Use::Row => self.begin_row(line),
                Use::Part => {
                    self.in_part = true;
                    self.row_bytes += self.plan.slots * size_of::<String>();
                    if self.has_room() {
                        self.parts.push(vec![String::new(); self.plan.slots]);
                    }
                }
                Use::Needed => self.met_needed = true,
                Use::Clears(slot) => self.slots[*slot].clear(),
                Use::Scope(check) => self.checks.begin(*check),
                Use::Term(term) => self.checks.begin_term(*term, line),
                _ => {}
            }
        }
        self.open.len() <= DEPTH_MAX
    }

    fn begin_row(&mut self, line: u32) {
        self.row = Some((self.open.len(), line));
        self.parts.clear();
        self.in_part = false;
        self.row_bytes = 0;
        self.row_fault = None;
    }

    /// Text of the open node.
    pub fn text(&mut self, text: &str) {
        let node = self.open.last().copied().unwrap_or(NOWHERE);
        if self.plan.wanted.wants_text(node) {
            self.row_bytes += text.len();
            if self.text.len() + text.len() > PIECE_BYTES_MAX {
                self.row_fault.get_or_insert(Fault::RecordTooLong);
            } else if self.has_room() {
                self.text.push_str(text);
            }
        }
    }

    /// Whether the open row may still grow; beyond its limit it is broken.
    fn has_room(&mut self) -> bool {
        let room = self.row_bytes <= ROW_BYTES_MAX;
        if !room {
            self.row_fault.get_or_insert(Fault::RecordTooLong);
        }
        room
    }

    /// Leaves the open node; whether a row is done.
    pub fn leave(&mut self) -> bool {
        let Some(node) = self.open.pop() else {
            return false;
        };
        let text = self.text.trim();
        let mut done = false;
        for purpose in self.plan.wanted.uses(node) {
            match purpose {
                Use::Row => done = true,
                Use::Part => self.in_part = false,
                Use::Slot(slot) => {
                    let shared = &mut self.slots;
                    let part = self.parts.last_mut().filter(|_| self.in_part);
                    if !add(&mut part.unwrap_or(shared)[*slot], text) {
                        self.row_fault.get_or_insert(Fault::RecordTooLong);
                    }
                }
                Use::Scope(check) => {
                    let finding = self.checks.end(*check);
                    tell(&mut self.findings, finding);
                }
                Use::Term(term) => self.checks.end_term(*term),
                Use::Amount(term) => self.checks.amount(*term, text),
                Use::Sign(term) => self.checks.sign(*term, text),
                Use::Where(term) => self.checks.holds(*term, text),
                Use::Needed | Use::Clears(_) => {}
            }
        }
        self.text.clear();
        if self.row.is_none() {
            self.row_bytes = 0;
        }
        if done {
            self.last_row_line = self.row.take().map_or(0, |(_, line)| line);
        }
        done
    }

    /// The line on which the row that was left last began.
    pub fn row_line(&self) -> u32 {
        self.last_row_line
    }

    /// The line of the row that is still open.
    pub fn open_row(&self) -> Option<u32> {
        self.row.map(|(_, line)| line)
    }

    /// The open row cannot be read; `false` when none is open.
    pub fn break_row(&mut self, fault: Fault) -> bool {
        if self.row.is_some() {
            self.row_fault.get_or_insert(fault);
        }
        self.row.is_some()
    }

    /// What the row that was left last is.
    pub fn gathered(&mut self) -> Gathered {
        if let Some(fault) = self.row_fault.take() {
            return Gathered::Broken(fault);
        }
        let opening = self.plan.opening.as_ref().filter(|_| self.parts.len() > 1);
        if let Some(opening) = opening {
            match self.opened(opening) {
                Ok(rows) => return Gathered::Rows(rows),
                Err(Some(found)) => {
                    let (line, part) = (self.last_row_line, &opening.part);
                    let stated = self.merged(opening.sum);
                    let finding = TotalsFinding::not_opened(line, part, &stated, found);
                    tell(&mut self.findings, Some(finding));
                }
                Err(None) => {}
            }
        }
        let columns = 0..self.plan.columns.len();
        Gathered::Rows(vec![columns.map(|column| self.merged(column)).collect()])
    }

    /// The row as its parts. `Err` when it cannot be: with the parts' sum where they have one.
    fn opened(&self, plan: &OpeningPlan) -> Result<Vec<Vec<String>>, Option<i128>> {
        let columns = 0..self.plan.columns.len();
        let own = |column: usize, part: &[String]| {
            let own = plan.own.iter().find(|(owner, _)| *owner == column);
            own.map(|(_, slots)| self.of_part(slots.clone(), part))
        };
        let (mut sum, mut same) = (0_i128, true);
        let mut rows = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            // A part that does not say what it is worth cannot be a row.
            let amount = own(plan.sum, part).unwrap_or_default();
            let amount = nanos(&amount, Point::Dot).map_err(|_| None)?;
            sum = sum.saturating_add(amount);
            for column in &plan.same {
                let said = own(*column, part).unwrap_or_default();
                same &= said.is_empty() || said == self.merged(*column);
            }
            let cell = |column: usize| {
                let own = own(column, part).filter(|text| !text.is_empty());
                own.unwrap_or_else(|| self.of_part(self.plan.cells[column].clone(), part))
            };
            rows.push(columns.clone().map(cell).collect());
        }
        if same && nanos(&self.merged(plan.sum), Point::Dot) == Ok(sum) {
            Ok(rows)
        } else {
            Err(Some(sum))
        }
    }

    /// What a part says, or the row, by the first path at which either does.
    fn of_part(&self, mut slots: std::ops::Range<usize>, part: &[String]) -> String {
        let said = slots.find_map(|slot| {
            let texts = [&part[slot], &self.slots[slot]];
            texts.into_iter().find(|text| !text.is_empty())
        });
        said.cloned().unwrap_or_default()
    }

    /// What the row says as one: of its parts only what all say that say anything.
    fn merged(&self, column: usize) -> String {
        let said = self.plan.cells[column].clone().find_map(|slot| {
            let own = Some(&self.slots[slot]).filter(|text| !text.is_empty());
            own.or_else(|| {
                let mut texts = self.parts.iter().map(|part| &part[slot]);
                let first = texts.find(|text| !text.is_empty())?;
                let agreed = texts.all(|text| text.is_empty() || text == first);
                agreed.then_some(first)
            })
        });
        said.cloned().unwrap_or_default()
    }

    /// Where figures do not tie.
    pub fn findings(&mut self) -> Vec<TotalsFinding> {
        std::mem::take(&mut self.findings)
    }

    /// The node that the file must have and has not.
    pub fn lacks(&self) -> Option<String> {
        self.plan.needed.clone().filter(|_| !self.met_needed)
    }
}
