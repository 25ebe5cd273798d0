//! Mapped files: rows of native text from `wire`'s mapping, built into chunks like any native row.

use super::build::Builder;
use super::report::{FileFault, Outcome};
use super::text::Broken;
use crate::sheet::FileId;
use crate::symbol::Interner;
use ledger::Zone;
use std::io::Read;
use std::sync::Arc;
use wire::{MappedFault, MappedStep, Mapping, Source, Table};

/// Reads a mapped file to its end, or to where it breaks off.
pub fn read(
    reader: impl Read,
    mapping: &Mapping,
    file: (FileId, &Arc<str>),
    zone: &Zone,
    interner: &mut Interner<'_>,
) -> Outcome {
    // Records that fill the same columns of a source could share a builder; one for each keeps absent columns absent.
    let mut builders: Vec<(Source, Builder<'_>)> = (0..mapping.record_count())
        .map(|number| {
            let (source, has) = mapping.record(number);
            (
                source,
                Builder::new(
                    source,
                    file.0,
                    zone,
                    has,
                    mapping.record_extras(number).to_vec(),
                ),
            )
        })
        .collect();
    let mut unmapped = Broken::new(None, file.1);
    let mut broken: Vec<Broken<'_>> = Source::ALL
        .into_iter()
        .map(|source| Broken::new(Some(Table::Source(source)), file.1))
        .collect();
    let mut skipped = 0;
    let end = wire::read_mapped(reader, mapping, &mut |step| match step {
        MappedStep::Row {
            line,
            record,
            fields,
        } => {
            let (source, builder) = &mut builders[record];
            let field = |position: usize| fields[position].as_str();
            let extras = fields.len() - mapping.record_extras(record).len();
            let extra = |number: usize| fields[extras + number].as_str();
            if let Err((position, fault)) = builder.push(line, interner, field, extra) {
                broken[*source as usize].field(line, position, &fields[position], fault);
            }
        }
        MappedStep::Broken {
            line,
            source: Some(source),
            column,
            value,
            fault,
        } => {
            broken[source as usize].row(line, column, value, fault);
        }
        MappedStep::Broken {
            line,
            source: None,
            column,
            value,
            fault,
        } => unmapped.row(line, column, value, fault),
        MappedStep::Skipped => skipped += 1,
    });
    let mut outcome = Outcome {
        skipped,
        findings: end.findings,
        ..Outcome::default()
    };
    outcome.fault = end.fault.map(|fault| match fault {
        MappedFault::Header { line, fault } => FileFault::Header { line, fault },
        MappedFault::ColumnsMissing(columns) => FileFault::ColumnsMissing(columns),
        MappedFault::ColumnTwice(column) => FileFault::ColumnTwice(column),
        MappedFault::CutShort(why) => FileFault::CutShort {
            why,
            rows_lost: None,
        },
    });
    for (_, builder) in builders {
        outcome.rows += builder.rows();
        outcome.chunks.extend(builder.finish());
    }
    for rows in broken.into_iter().chain([unmapped]) {
        outcome.quarantine.append(rows.quarantine);
    }
    outcome
}
