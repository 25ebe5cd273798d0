//! Native delimited files: a header of contract names, then rows.
//!
//! In: a file's bytes, packed or not. Out: chunks, and every row that cannot be read in the quarantine.
//! A header that lacks a required column makes every row of the file unreadable, and each is counted.

use super::build::Builder;
use super::folder::Packing;
use super::report::{FileFault, Outcome};
use crate::quarantine::{Entry, Quarantine, shown};
use crate::sheet::FileId;
use crate::symbol::Interner;
use ledger::Zone;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use wire::{Dialect, Encoding, Fault, Layout, Record, Records, Source, Step, Table};

/// The buffer before an unpacker.
const PACKED_READ_BYTES: usize = 1 << 16;

/// Opens a file, unpacking it on the way.
pub fn open(path: &Path, packing: Packing) -> io::Result<Box<dyn Read>> {
    let file = File::open(path)?;
    let packed = |file| BufReader::with_capacity(PACKED_READ_BYTES, file);
    Ok(match packing {
        Packing::Plain => Box::new(file),
        Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed(file))),
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(packed(file))?),
    })
}

/// Which column of a file is which column of the layout.
pub struct Header {
    /// For every column of the layout, the file's column.
    pub slots: Vec<Option<usize>>,
    /// The file's other columns.
    pub extras: Vec<(String, usize)>,
}

impl Header {
    /// Reads the names. A name twice, or a required one missing, is a fault of the whole file.
    pub fn read<'n>(
        names: impl Iterator<Item = &'n str>,
        layout: &Layout,
    ) -> Result<Header, FileFault> {
        let mut header = Header {
            slots: vec![None; layout.columns.len()],
            extras: Vec::new(),
        };
        for (slot, name) in names.enumerate() {
            let name = name.trim();
            if let Some(position) = layout.position(name) {
                if header.slots[position].replace(slot).is_some() {
                    return Err(FileFault::ColumnTwice(name.to_owned()));
                }
                continue;
            }
            // A file without a header has its first row here, and in it may be anything.
            let name = if name.is_empty() {
                format!("column_{}", slot + 1)
            } else {
                wire::scrub(name).into_owned()
            };
            if header.extras.iter().any(|(earlier, _)| *earlier == name) {
                return Err(FileFault::ColumnTwice(name));
            }
            header.extras.push((name, slot));
        }
        let columns = layout.columns.iter().zip(&header.slots);
        let missing = columns.filter(|(spec, slot)| spec.required && slot.is_none());
        let missing: Vec<String> = missing.map(|(spec, _)| spec.name.clone()).collect();
        if missing.is_empty() {
            Ok(header)
        } else {
            Err(FileFault::ColumnsMissing(missing))
        }
    }
}

/// Writes the broken rows of one file.
pub struct Broken<'a> {
    source: &'static str,
    layout: Option<&'static Layout>,
    file: &'a Arc<str>,
    empty: Arc<str>,
    names: Vec<Arc<str>>,
    /// The rows.
    pub quarantine: Quarantine,
}

impl<'a> Broken<'a> {
    /// For a file of this table; without one, for a mapped file.
    pub fn new(table: Option<Table>, file: &'a Arc<str>) -> Broken<'a> {
        let layout = table.map(wire::layout);
        let columns = layout.iter().flat_map(|layout| &layout.columns);
        let names = columns.map(|column| Arc::from(&*column.name)).collect();
        let source = table.map_or("mapping", Table::name);
        Broken {
            source,
            layout,
            file,
            empty: Arc::from(""),
            names,
            quarantine: Quarantine::default(),
        }
    }

    /// A field that cannot be read.
    pub fn field(&mut self, line: u32, position: usize, value: &str, fault: Fault) {
        let spec = self.layout.map(|layout| &layout.columns[position]);
        let column = Arc::clone(&self.names[position]);
        self.add(line, 1, column, shown(value, spec), fault, spec);
    }

    /// A row that cannot be read, or whose trouble is a column that is no contract's.
    pub fn row(&mut self, line: u32, column: &str, value: &str, fault: Fault) {
        self.rows(line, 1, column, value, fault);
    }

    /// Rows on lines that follow each other.
    pub fn rows(&mut self, line: u32, count: u32, column: &str, value: &str, fault: Fault) {
        let column = if column.is_empty() {
            Arc::clone(&self.empty)
        } else {
            Arc::from(column)
        };
        self.add(line, count, column, shown(value, None), fault, None);
    }

    fn add(
        &mut self,
        line: u32,
        count: u32,
        column: Arc<str>,
        value: Box<str>,
        fault: Fault,
        spec: Option<&'static wire::ColumnSpec>,
    ) {
        let file = Arc::clone(self.file);
        self.quarantine.add(Entry {
            source: self.source,
            file,
            line,
            count,
            column,
            value,
            fault,
            spec,
        });
    }
}

/// The fault of each row, and the column it names, when the whole file is at fault.
pub fn row_fault(fault: &FileFault) -> (&str, Fault) {
    match fault {
        FileFault::ColumnsMissing(columns) => (&columns[0], Fault::ColumnMissing),
        FileFault::ColumnTwice(column) => (column, Fault::ColumnTwice),
        FileFault::ColumnType { column, .. } => (column, Fault::ColumnType),
        FileFault::Header { fault, .. } => ("", *fault),
        _ => ("", Fault::NoRecord),
    }
}

/// Reads a native file to its end, or to where it breaks off.
pub fn read(
    reader: impl Read,
    delimiter: u8,
    source: Source,
    file: (FileId, &Arc<str>),
    zone: &Zone,
    interner: &mut Interner<'_>,
) -> Outcome {
    let layout = wire::layout(Table::Source(source));
    let mut records = Records::new(
        reader,
        Dialect {
            delimiter,
            encoding: Encoding::Utf8,
        },
    );
    let mut broken = Broken::new(Some(Table::Source(source)), file.1);
    let header = match read_header(&mut records, layout) {
        Ok(Some(header)) => header,
        Ok(None) => return Outcome::default(), // An empty file has no rows and says nothing.
        Err(fault) => {
            set_rows_aside(&mut records, &fault, &mut broken);
            return Outcome {
                quarantine: broken.quarantine,
                fault: Some(fault),
                ..Outcome::default()
            };
        }
    };
    let names = header.extras.iter().map(|(name, _)| name.clone()).collect();
    let mut builder = Builder::new(
        source,
        file.0,
        zone,
        |position| header.slots[position].is_some(),
        names,
    );
    let fault = loop {
        match records.next() {
            Ok(None) => break None,
            Ok(Some(Step::Broken { line: u32::MAX, .. })) => break Some(FileFault::TooManyLines),
            Ok(Some(Step::Record(Record { line: u32::MAX, .. }))) => {
                break Some(FileFault::TooManyLines);
            }
            Ok(Some(Step::Broken { line, fault })) => broken.row(line, "", "", fault),
            Ok(Some(Step::Record(record))) => {
                let field =
                    |position: usize| header.slots[position].map_or("", |slot| record.field(slot));
                let extra = |number: usize| record.field(header.extras[number].1);
                if let Err((position, fault)) = builder.push(record.line, interner, field, extra) {
                    broken.field(record.line, position, field(position), fault);
                }
            }
            Err(error) => {
                break Some(FileFault::CutShort {
                    why: error.to_string(),
                    rows_lost: None,
                });
            }
        }
    };
    let rows = builder.rows();
    Outcome {
        chunks: builder.finish(),
        quarantine: broken.quarantine,
        rows,
        fault,
        ..Outcome::default()
    }
}

/// The header, after which every record must have its width. `None` for an empty file.
pub fn read_header<R: Read>(
    records: &mut Records<R>,
    layout: &Layout,
) -> Result<Option<Header>, FileFault> {
    let (header, width) = match records.next() {
        Ok(None) => return Ok(None),
        Ok(Some(Step::Record(record))) => (Header::read(record.fields(), layout)?, record.len()),
        Ok(Some(Step::Broken { line, fault })) => return Err(FileFault::Header { line, fault }),
        Err(error) => {
            return Err(FileFault::CutShort {
                why: error.to_string(),
                rows_lost: None,
            });
        }
    };
    records.expect_width(width);
    Ok(Some(header))
}

/// Puts every row of a file into the quarantine for the file's fault.
pub fn set_rows_aside<R: Read>(
    records: &mut Records<R>,
    fault: &FileFault,
    broken: &mut Broken<'_>,
) {
    let (column, row_fault) = row_fault(fault);
    while let Ok(Some(Step::Record(Record { line, .. }) | Step::Broken { line, .. })) =
        records.next()
    {
        broken.row(line, column, "", row_fault);
    }
}
