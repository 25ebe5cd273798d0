//! Mapped files: rows of native text from `wire`'s mapping, built into chunks like any native row.
//!
//! A file that is no native one may be of a layout that is shipped: then that is its mapping.

use super::build::Builder;
use super::report::{FileFault, Outcome};
use super::text::Broken;
use crate::sheet::FileId;
use crate::symbol::Interner;
use ledger::Zone;
use std::io::Read;
use std::sync::Arc;
use wire::{
    Dialect, Encoding, MappedFault, MappedStep, Mapping, Open, Recognised, Recognition, Records,
    Source, Step, Table,
};

/// What a file in a source's folder is.
pub enum Kind {
    /// A native file, or nothing that is known: then the native reader tells why.
    Native,
    /// Of this layout, in this encoding.
    Laid(Recognition<'static>),
    /// Of a layout, and not to be read.
    Refused(FileFault),
}

/// Says what a file is by its head. Whoever names a column of the contract is native, however broken.
pub fn kind(head: &[u8], delimiter: u8, path: &str, source: Source) -> Kind {
    let encoding = Encoding::Utf8;
    let mut records = Records::new(
        head,
        Dialect {
            delimiter,
            encoding,
        },
    );
    let layout = wire::layout(Table::Source(source));
    let is_native = match records.next() {
        Ok(None) => true,
        Ok(Some(Step::Record(record))) => {
            let mut names = record.fields();
            names.any(|name| layout.position(name.trim()).is_some())
        }
        _ => false,
    };
    if is_native {
        return Kind::Native;
    }
    match wire::recognise(head, path, wire::file_layouts()) {
        Recognised::One(found) if found.layout.mapping.asks.is_empty() => Kind::Laid(found),
        Recognised::One(found) => Kind::Refused(FileFault::LayoutAsks {
            layout: found.layout,
        }),
        Recognised::Several(all) => Kind::Refused(FileFault::LayoutUnclear {
            layouts: all.iter().map(|found| found.layout.name.clone()).collect(),
        }),
        Recognised::None => Kind::Native,
    }
}

/// Where the rows of a mapped file go.
struct Rows<'a> {
    builders: Vec<(Source, Builder<'a>)>,
    broken: Vec<Broken<'a>>,
    unmapped: Broken<'a>,
    skipped: u64,
}

impl<'a> Rows<'a> {
    fn new(mapping: &Mapping, file: (FileId, &'a Arc<str>), zone: &'a Zone) -> Rows<'a> {
        // Records that fill the same columns of a source could share a builder; one for each keeps absent columns absent.
        let builders = (0..mapping.record_count()).map(|number| {
            let (source, has) = mapping.record(number);
            let extras = mapping.record_extras(number).to_vec();
            (source, Builder::new(source, file.0, zone, has, extras))
        });
        let broken = Source::ALL.map(|source| Broken::new(Some(Table::Source(source)), file.1));
        Rows {
            builders: builders.collect(),
            broken: broken.into(),
            unmapped: Broken::new(None, file.1),
            skipped: 0,
        }
    }

    fn take(&mut self, step: MappedStep<'_>, interner: &mut Interner<'_>) {
        match step {
            MappedStep::Row {
                line,
                record,
                fields,
            } => {
                let (source, builder) = &mut self.builders[record];
                let field = |position: usize| fields[position].as_str();
                let columns = wire::layout(Table::Source(*source)).columns.len();
                let extra = |number: usize| fields[columns + number].as_str();
                if let Err((position, fault)) = builder.push(line, interner, field, extra) {
                    let broken = &mut self.broken[*source as usize];
                    broken.field(line, position, &fields[position], fault);
                }
            }
            MappedStep::Broken {
                line,
                source,
                column,
                value,
                fault,
            } => {
                let broken = match source {
                    Some(source) => &mut self.broken[source as usize],
                    None => &mut self.unmapped,
                };
                broken.row(line, column, value, fault);
            }
            MappedStep::Skipped => self.skipped += 1,
        }
    }
}

/// Reads a mapped file to its end, or to where it breaks off.
pub fn read(
    reader: impl Read,
    (mapping, encoding): (&Mapping, Option<Encoding>),
    file: (FileId, &Arc<str>),
    zone: &Zone,
    interner: &mut Interner<'_>,
) -> Outcome {
    let mut rows = Rows::new(mapping, file, zone);
    let path = &**file.1;
    let end = wire::read_mapped(reader, mapping, Open { path, encoding }, &mut |step| {
        rows.take(step, interner);
    });
    let mut outcome = Outcome {
        skipped: rows.skipped,
        findings: end.findings,
        fault: end.fault.map(file_fault),
        ..Outcome::default()
    };
    for (_, builder) in rows.builders {
        outcome.rows += builder.rows();
        outcome.chunks.extend(builder.finish());
    }
    for rows in rows.broken.into_iter().chain([rows.unmapped]) {
        outcome.quarantine.append(rows.quarantine);
    }
    outcome
}

fn file_fault(fault: MappedFault) -> FileFault {
    match fault {
        MappedFault::Header { line, fault } => FileFault::Header { line, fault },
        MappedFault::ColumnsMissing(columns) => FileFault::ColumnsMissing(columns),
        MappedFault::ColumnTwice(column) => FileFault::ColumnTwice(column),
        MappedFault::CutShort(why) => FileFault::CutShort {
            why,
            rows_lost: None,
        },
        broken => FileFault::Broken(broken),
    }
}
