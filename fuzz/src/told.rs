//! What a mapping or a layout tells of a file, step by step, and the laws of every such reading.
//!
//! Laws: every row is told as the tally says; a record fills the columns it says it fills.

use std::collections::BTreeSet;
use std::io::Read;
use wire::{MappedStep, Mapping, Open, Table};

/// What was said of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// How many of its rows were named or left out.
    pub rows: usize,
    pub texts: Vec<String>,
}

pub(crate) fn told(file: impl Read, mapping: &Mapping, open: Open<'_>) -> Told {
    let (mut lines, mut broken, mut skipped) = (BTreeSet::new(), 0, 0);
    let mut texts = Vec::new();
    let end = wire::read_mapped(file, mapping, open, &mut |step| match step {
        MappedStep::Skipped => skipped += 1,
        MappedStep::Broken {
            line,
            column,
            value,
            fault,
            ..
        } => {
            broken += 1;
            lines.insert(line);
            texts.push(format!("{line} {column} {value} {fault:?}"));
        }
        MappedStep::Row {
            line,
            record,
            fields,
        } => {
            lines.insert(line);
            texts.push(format!("{line} {record} {fields:?}"));
            let (source, fills) = mapping.record(record);
            let columns = wire::layout(Table::Source(source)).columns.len();
            assert_eq!(fields.len(), columns + mapping.record_extras(record).len());
            for (position, field) in fields[..columns].iter().enumerate() {
                assert!(
                    fills(position) || field.is_empty(),
                    "{source:?} column {position}: {field}"
                );
            }
        }
    });
    let tally = end.tally;
    let is_told = skipped == tally.left_out + tally.foot;
    assert!(is_told, "a row is left out and not told");
    assert!(broken >= tally.refused, "a row is refused and not told");
    let rows = tally.taken + tally.refused + skipped;
    assert_eq!(tally.rows, rows, "a row is lost");
    texts.push(format!("{end:?}"));
    Told {
        rows: lines.len() + skipped as usize,
        texts,
    }
}
