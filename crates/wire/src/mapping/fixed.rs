//! Fixed-width files: one record a line, fields at their places in bytes.
//!
//! Fields are cut by bytes before they are decoded, for a Chinese character is two of them. A line that is not as wide as the
//! layout is set aside with both widths; lines with only blanks are none. In: bytes. Out: rows of cells. Absent: names
//! of columns in the file.

use super::MappedFault;
use super::columns::Context;
use super::metered::Metered;
use super::rows::{Cells, Rows};
use super::{Encoding, MappedStep, Mapping};
use crate::config::{ConfigFaultKind, Notes, integer_of};
use crate::delimited::RECORD_BYTES_MAX;
use crate::fault::Fault;
use std::io::Read;
use toml::de::{DeTable, DeValue};

/// More columns, and wider lines, than any layout has.
const WIDTH_MAX: u32 = 1 << 16;
/// The keys of a mapping that only fixed-width files have.
pub(super) const FIXED_KEYS: &[&str] = &["width"];

/// Where the columns stand.
#[derive(Clone, Debug)]
pub(super) struct FixedPlan {
    /// The bytes of a line without its end.
    width: usize,
    pub columns: Vec<String>,
    /// For every column its first byte and the one after its last.
    cuts: Vec<(usize, usize)>,
}

impl FixedPlan {
    /// Reads the keys `width` and `columns = { name = [first byte, length] }`, the first byte of a line being 1.
    pub fn read(
        table: &DeTable<'_>,
        span: std::ops::Range<usize>,
        notes: &mut Notes<'_>,
    ) -> FixedPlan {
        let width = notes.small(table, "width", WIDTH_MAX) as usize;
        let mut plan = FixedPlan {
            width,
            columns: Vec::new(),
            cuts: Vec::new(),
        };
        if width == 0 {
            notes.add(span, ConfigFaultKind::MissingKey("width"));
        }
        let columns = table
            .get("columns")
            .and_then(|value| notes.table("columns", value));
        for (name, value) in columns.into_iter().flatten() {
            let pair = match value.get_ref() {
                DeValue::Array(pair) => {
                    pair.iter().map(|item| integer_of(item.get_ref())).collect()
                }
                _ => Vec::new(),
            };
            match pair[..] {
                [Some(from @ 1..), Some(length @ 1..)] if from - 1 + length <= width as i64 => {
                    plan.columns.push(name.get_ref().to_string());
                    plan.cuts
                        .push((from as usize - 1, (from - 1 + length) as usize));
                }
                _ => notes.value(name.get_ref(), value, "fault.config_value_cut", &[]),
            }
        }
        plan
    }
}

/// Reads a fixed-width file to its end, or to where it breaks off.
pub(super) fn read<'m>(
    reader: impl Read,
    mapping: &'m Mapping,
    plan: &'m FixedPlan,
    encoding: Encoding,
    context: Context,
    take: &mut dyn FnMut(MappedStep<'_>),
) -> Result<(Rows<'m>, Option<MappedFault>), MappedFault> {
    let slots = mapping.slots(&plan.columns, &context)?;
    let used: Vec<usize> = slots.iter().filter_map(|slot| slot.cell()).collect();
    let mut cells = vec![String::new(); plan.columns.len()];
    let mut rows = Rows::new(mapping, slots, plan.columns.len(), context);
    let (mut reader, mut bytes) = (Metered::new(reader), Vec::new());
    loop {
        let line = match reader.line_of(RECORD_BYTES_MAX, &mut bytes) {
            Ok(Some(line)) => line,
            Ok(None) => return Ok((rows, None)),
            Err(error) => return Ok((rows, Some(MappedFault::CutShort(error.to_string())))),
        };
        let text = bytes.strip_suffix(b"\r").unwrap_or(&bytes);
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        match plan.cut(text, encoding, &used, &mut cells) {
            Ok(()) => rows.take(line, Cells::Owned(&cells), take),
            Err(fault) => rows.refuse(line, fault, take),
        }
    }
}

impl FixedPlan {
    /// Cuts the used cells out of a line.
    fn cut(
        &self,
        line: &[u8],
        encoding: Encoding,
        used: &[usize],
        cells: &mut [String],
    ) -> Result<(), Fault> {
        if line.len() > RECORD_BYTES_MAX {
            return Err(Fault::RecordTooLong);
        }
        if line.len() != self.width {
            return Err(Fault::LineWidth {
                found: line.len() as u32,
                expected: self.width as u32,
            });
        }
        for cell in used {
            let (from, to) = self.cuts[*cell];
            let text = encoding.text(&line[from..to]).ok_or(encoding.fault())?;
            cells[*cell].clear();
            cells[*cell].push_str(text.trim());
        }
        Ok(())
    }
}
