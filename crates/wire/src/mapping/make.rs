//! One field of a record, made of a row's cells.
//!
//! In: cells. Out: native text, or the cell that is at fault. Absent: the native layout's own rules, which come next.

use super::unit::{minor, nanos};
use super::{Condition, FieldPlan, Mapping, Meaning, Origin, Sign};
use crate::fault::Fault;
use std::fmt::Write;

/// A cell that cannot be mapped.
pub(super) struct CellFault<'a> {
    pub column: usize,
    pub value: &'a str,
    pub fault: Fault,
}

impl Mapping {
    /// A cell without blanks around it and without the prefixes that the mapping strips.
    pub(super) fn clean<'a>(&self, cell: &'a str) -> &'a str {
        let mut text = cell.trim();
        for prefix in &self.strip {
            text = text.strip_prefix(prefix.as_str()).map_or(text, str::trim);
        }
        text
    }
}

impl Condition {
    pub(super) fn holds<'a>(&self, cell: impl Fn(usize) -> &'a str) -> bool {
        let text = cell(self.column);
        self.values.iter().any(|value| value == text) != self.negated
    }
}

impl FieldPlan {
    /// Makes the field's native text.
    pub(super) fn make<'a>(
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
