//! One field of a record, made of a row's cells.
//!
//! In: cells. Out: native text, or the cell that is at fault. Absent: the native layout's own rules, which come next.

use super::columns::narrow;
use super::unit::{Point, minor, nanos};
use super::{Condition, FieldPlan, Mapping, Meaning, Origin, Pattern, Sign};
use crate::fault::Fault;
use std::fmt::Write;

/// A cell that cannot be mapped.
pub(super) struct CellFault<'a> {
    pub column: usize,
    pub value: &'a str,
    pub fault: Fault,
}

impl Mapping {
    /// A cell without blanks around it and without the prefixes that the mapping strips; what stands for nothing is empty.
    pub(super) fn clean<'a>(&self, cell: &'a str) -> &'a str {
        let mut text = cell.trim();
        for prefix in &self.strip {
            text = text.strip_prefix(prefix.as_str()).map_or(text, str::trim);
        }
        if self.empty.iter().any(|empty| empty == text) {
            return "";
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
        cell: impl Fn(usize) -> &'a str + Copy,
        point: Point,
        out: &mut String,
    ) -> Result<(), CellFault<'a>> {
        let at = |column: usize| {
            move |fault| CellFault {
                column,
                value: cell(column),
                fault,
            }
        };
        let context = Context { point, cell };
        match &self.origin {
            Origin::Constant(text) => {
                out.push_str(text);
                Ok(())
            }
            Origin::Column(column) => self.mean(cell(*column), context, out).map_err(at(*column)),
            Origin::First(columns) => {
                let said = columns.iter().find(|column| !cell(**column).is_empty());
                let column = *said.or(columns.first()).unwrap_or(&0);
                self.mean(cell(column), context, out).map_err(at(column))
            }
            Origin::Join(columns) => {
                let texts: Vec<&str> = columns
                    .iter()
                    .map(|column| cell(*column))
                    .filter(|text| !text.is_empty())
                    .collect();
                let first = columns.first().copied().unwrap_or(0);
                self.mean(&texts.join(" "), context, out).map_err(at(first))
            }
            Origin::Sum(terms) => {
                let mut sum = 0;
                for (column, negative) in terms {
                    let text = cell(*column);
                    // Each term is rounded by itself, so that a net is its amount less its fee to the fen.
                    let term = if text.is_empty() {
                        0
                    } else {
                        self.minor(text, context).map_err(at(*column))?
                    };
                    sum += if *negative { -term } else { term };
                }
                self.push_signed(sum, out);
                Ok(())
            }
        }
    }

    /// Writes what a text means. An empty text means nothing, unless the map lists it.
    fn mean<'a>(
        &self,
        text: &str,
        context: Context<impl Fn(usize) -> &'a str>,
        out: &mut String,
    ) -> Result<(), Fault> {
        if text.contains('\0') {
            return Err(Fault::Nul);
        }
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
            Meaning::Amount { .. } => self.push_signed(self.minor(text, context)?, out),
            Meaning::BySign { plus, minus } => {
                let negative = nanos(&narrow(text), context.point)? < 0;
                out.push_str(if negative { minus } else { plus });
            }
            Meaning::Moment {
                patterns,
                near,
                day_only,
            } => {
                let near = near.map_or("", &context.cell);
                moment(patterns, &narrow(text), near, *day_only, out)?;
            }
        }
        Ok(())
    }

    fn minor<'a>(
        &self,
        text: &str,
        context: Context<impl Fn(usize) -> &'a str>,
    ) -> Result<i64, Fault> {
        let Meaning::Amount {
            unit,
            currency,
            round,
            ..
        } = self.meaning
        else {
            return Err(Fault::UnitNotANumber);
        };
        let currency = currency.map_or("", context.cell);
        minor(nanos(&narrow(text), context.point)?, unit, currency, round)
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

/// What a field's meaning may depend on beside its own text.
#[derive(Clone, Copy)]
struct Context<C> {
    point: Point,
    cell: C,
}

/// Writes a moment by the first pattern that the text follows; the day near it may be written by any of them.
fn moment(
    patterns: &[Pattern],
    text: &str,
    near: &str,
    day_only: bool,
    out: &mut String,
) -> Result<(), Fault> {
    let mut near_day = String::new();
    for pattern in patterns.iter().filter(|pattern| pattern.has_year()) {
        if pattern.native(near, "", true, &mut near_day).is_ok() {
            break;
        }
        near_day.clear();
    }
    let mut fault = Fault::PatternMismatch;
    for pattern in patterns {
        match pattern.native(text, &near_day, day_only, out) {
            Ok(()) => return Ok(()),
            // A text that follows a pattern and names no day is told as that.
            Err(found) if found != Fault::PatternMismatch => fault = found,
            Err(_) => {}
        }
    }
    Err(fault)
}
