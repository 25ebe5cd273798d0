//! Parquet files: a footer that tells the columns, then row groups, each a piece of work of its own.
//!
//! In: a file. Out: chunks of whole batches; rows with a fault are taken out of theirs.
//! Names and codes are asked for as dictionaries, so that each distinct text is looked at once.

use super::convert::Converter;
use super::report::{FileFault, Outcome};
use super::text::{Broken, Header, row_fault};
use super::values::Faults;
use crate::sheet::{Chunk, FileId, Lines};
use crate::symbol::Interner;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use ledger::Zone;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use wire::{ColumnType, Layout, Source, Table};

/// Rows of one batch, and so of one chunk.
pub(super) const BATCH_ROWS: usize = 1 << 16;

/// A file whose footer has been read.
pub struct Opened {
    metadata: ArrowReaderMetadata,
    header: Header,
    /// For every row group: its first row's ordinal, its rows, its bytes on disk.
    pub groups: Vec<(u32, u64, u64)>,
}

/// What opening gives: a file to read, or its fault and what became of its rows.
pub enum Opening {
    /// The row groups can be read.
    Groups(Arc<Opened>),
    /// None can.
    Refused(Outcome),
}

/// Reads a file's footer and settles which column is which.
pub fn open(path: &Path, source: Source, name: &Arc<str>) -> Opening {
    let refuse = |fault| Opening::Refused(Outcome::of_fault(fault));
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) => {
            return refuse(FileFault::Unreadable {
                why: error.to_string(),
            });
        }
    };
    let metadata = match ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()) {
        Ok(metadata) => metadata,
        Err(error) => {
            return refuse(FileFault::NotParquet {
                why: error.to_string(),
            });
        }
    };
    let layout = wire::layout(Table::Source(source));
    let rows = metadata.metadata().file_metadata().num_rows();
    let names = metadata
        .schema()
        .fields()
        .iter()
        .map(|field| field.name().as_str());
    let read = Header::read(names, layout).and_then(|header| {
        let wanted = wanted_schema(metadata.schema(), &header, layout)?;
        Ok((header, wanted))
    });
    let (header, wanted) = match read {
        Ok(both) => both,
        Err(fault) => return Opening::Refused(refuse_rows(fault, rows, source, name)),
    };
    let options = ArrowReaderOptions::new().with_schema(Arc::new(wanted));
    let metadata = match ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), options) {
        Ok(metadata) => metadata,
        Err(error) => {
            return refuse(FileFault::NotParquet {
                why: error.to_string(),
            });
        }
    };
    let mut groups = Vec::new();
    let mut first = 1_u32;
    for group in metadata.metadata().row_groups() {
        let rows = u64::try_from(group.num_rows()).unwrap_or(0);
        let bytes = u64::try_from(group.compressed_size()).unwrap_or(0);
        groups.push((first, rows, bytes));
        let next = u32::try_from(rows)
            .ok()
            .and_then(|rows| first.checked_add(rows));
        match next {
            Some(next) => first = next,
            None => return refuse(FileFault::TooManyLines),
        }
    }
    Opening::Groups(Arc::new(Opened {
        metadata,
        header,
        groups,
    }))
}

/// Every row of a file that cannot be read goes into the quarantine; the footer tells how many there are.
pub(super) fn refuse_rows(fault: FileFault, rows: i64, source: Source, name: &Arc<str>) -> Outcome {
    let mut broken = Broken::new(Some(Table::Source(source)), name);
    let (column, reason) = row_fault(&fault);
    if let Ok(rows @ 1..) = u32::try_from(rows) {
        broken.rows(1, rows, column, "", reason);
    }
    Outcome {
        quarantine: broken.quarantine,
        fault: Some(fault),
        ..Outcome::default()
    }
}

/// The types in which the columns are asked for.
pub(super) fn wanted_schema(
    schema: &Schema,
    header: &Header,
    layout: &Layout,
) -> Result<Schema, FileFault> {
    let mut wanted: Vec<Field> = schema
        .fields()
        .iter()
        .map(|field| field.as_ref().clone())
        .collect();
    for (spec, slot) in layout.columns.iter().zip(&header.slots) {
        let Some(slot) = *slot else { continue };
        let found = wanted[slot].data_type().clone();
        let refuse = || FileFault::ColumnType {
            column: spec.name.clone(),
            found: found.to_string(),
        };
        let kind = match (spec.kind, is_text(&found)) {
            (ColumnType::Symbol | ColumnType::Code, true) => dictionary(),
            (_, true) => DataType::Utf8View,
            (kind, false) if is_readable(kind, spec.date_allowed, &found) => found,
            _ => return Err(refuse()),
        };
        wanted[slot] = wanted[slot].clone().with_data_type(kind);
    }
    for (_, slot) in &header.extras {
        if is_text(wanted[*slot].data_type()) {
            wanted[*slot] = wanted[*slot].clone().with_data_type(DataType::Utf8View);
        }
    }
    Ok(Schema::new_with_metadata(wanted, schema.metadata().clone()))
}

fn dictionary() -> DataType {
    DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
}

fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// Whether a column of this kind can be read from a type that is no text. Numbers of things (terminals, reference
/// numbers) are never read from integers: their leading zeros are lost there.
fn is_readable(kind: ColumnType, date_allowed: bool, found: &DataType) -> bool {
    let integer = found.is_integer() || matches!(found, DataType::Decimal128(_, 0));
    let moment = matches!(found, DataType::Timestamp(_, _));
    let day = matches!(found, DataType::Date32 | DataType::Date64);
    match kind {
        _ if *found == DataType::Null => true,
        ColumnType::Amount | ColumnType::SignedAmount | ColumnType::Integer => integer,
        ColumnType::Time => moment || (date_allowed && day),
        ColumnType::Date => day,
        _ => false,
    }
}

/// Reads one row group to its end, or to where it breaks off.
pub fn read(
    path: &Path,
    opened: &Opened,
    group: usize,
    source: Source,
    file: (FileId, &Arc<str>),
    zone: &Zone,
    interner: &mut Interner<'_>,
) -> Outcome {
    let (first, rows, _) = opened.groups[group];
    let cut_short = |why: String, read: u64| FileFault::CutShort {
        why,
        rows_lost: Some(rows - read.min(rows)),
    };
    let handle = match File::open(path) {
        Ok(handle) => handle,
        Err(error) => return Outcome::of_fault(cut_short(error.to_string(), 0)),
    };
    let builder =
        ParquetRecordBatchReaderBuilder::new_with_metadata(handle, opened.metadata.clone());
    let filled = filled_columns(opened, group);
    let wanted = ProjectionMask::roots(builder.parquet_schema(), filled.iter().copied());
    let reader = builder
        .with_row_groups(vec![group])
        .with_projection(wanted)
        .with_batch_size(BATCH_ROWS)
        .build();
    let reader = match reader {
        Ok(reader) => reader,
        Err(error) => return Outcome::of_fault(cut_short(error.to_string(), 0)),
    };
    let mut converter = Converter::new(wire::layout(Table::Source(source)), zone, interner);
    let mut broken = Broken::new(Some(Table::Source(source)), file.1);
    let mut outcome = Outcome::default();
    let mut read = 0;
    for batch in reader {
        let batch = match batch {
            Ok(batch) => batch,
            Err(error) => {
                outcome.fault = Some(cut_short(error.to_string(), read));
                break;
            }
        };
        // A row group's ordinals were checked to fit when the file was opened.
        let line = first + read as u32;
        read += batch.num_rows() as u64;
        let batch = Batch {
            batch: &batch,
            filled: &filled,
        };
        let chunk = chunk(
            &batch,
            &opened.header,
            source,
            (file.0, line),
            &mut converter,
            &mut broken,
        );
        outcome.rows += chunk.rows as u64;
        if chunk.rows > 0 {
            outcome.chunks.push(chunk);
        }
    }
    outcome.quarantine = broken.quarantine;
    outcome
}

/// The columns, by their place in the file, that are not empty throughout the row group, as far as it tells.
/// Many optional columns are; to read them costs more than to read full ones.
fn filled_columns(opened: &Opened, group: usize) -> Vec<usize> {
    let metadata = opened.metadata.metadata();
    let (schema, group) = (
        metadata.file_metadata().schema_descr(),
        metadata.row_group(group),
    );
    let mut filled: Vec<usize> = Vec::new();
    for (leaf, column) in group.columns().iter().enumerate() {
        let root = schema.get_column_root_idx(leaf);
        let nulls = column
            .statistics()
            .and_then(|statistics| statistics.null_count_opt());
        let empty = nulls.is_some() && nulls == u64::try_from(group.num_rows()).ok();
        if !empty && filled.last() != Some(&root) {
            filled.push(root);
        }
    }
    filled
}

/// A batch of some of a file's columns.
pub(super) struct Batch<'a> {
    /// The columns.
    pub batch: &'a RecordBatch,
    /// Their places in the file.
    pub filled: &'a [usize],
}

impl Batch<'_> {
    /// The column at this place of the file; `None` when it is empty throughout.
    fn column(&self, slot: usize) -> Option<&ArrayRef> {
        let place = self.filled.binary_search(&slot).ok()?;
        Some(self.batch.column(place))
    }
}

/// One batch as a chunk, without its broken rows.
pub(super) fn chunk(
    batch: &Batch<'_>,
    header: &Header,
    source: Source,
    (file, line): (FileId, u32),
    converter: &mut Converter<'_, '_>,
    broken: &mut Broken<'_>,
) -> Chunk {
    let mut faults = Faults::default();
    let rows = batch.batch.num_rows();
    let slots = header.slots.iter().enumerate();
    let columns = slots.map(|(position, slot)| {
        let array = slot.and_then(|slot| batch.column(slot));
        converter.column(position, array, rows, &mut faults)
    });
    let columns = columns.collect();
    let key = converter.key();
    let extras = header.extras.iter().filter_map(|(name, slot)| {
        let array = batch.column(*slot)?;
        Some((name.clone(), super::texts::extra(name, array, key)))
    });
    let extras = extras.collect();
    let mut chunk = Chunk {
        source,
        file,
        lines: Lines::From(line),
        rows,
        columns,
        extras,
    };
    let faults = faults.by_row();
    for (row, fault) in &faults {
        broken.field(line + *row, fault.position, &fault.value, fault.fault);
    }
    if !faults.is_empty() {
        super::texts::take_out(&mut chunk, &faults);
    }
    chunk
}
