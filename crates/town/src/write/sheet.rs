//! One file of one source and day, growing block by block.
//!
//! In: rows. Out: CSV or Parquet bytes, the same for the same rows in the same order.
//! Absent by design: order; the caller hands rows in the order in which they shall stand.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::{
    ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
};
use arrow_buffer::{BooleanBufferBuilder, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use ledger::{Day, Instant};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

use super::Error;
use super::cells::{push_day, push_number, push_time, quote_since};
use crate::rows::{Kind, Record};
use crate::world::World;

/// Parquet row groups hold at most this many rows, so that all open files together stay small.
const ROW_GROUP_ROWS: usize = 65_536;
/// CSV is handed to the disk in pieces of this size.
const CSV_BUFFER: usize = 1 << 16;
/// Columns with few different values; the others are written without a dictionary.
const REPEATING: [&str; 27] = [
    "mid",
    "batch_no",
    "txn_type",
    "currency",
    "response_code",
    "method",
    "mcc",
    "merchant_name",
    "channel",
    "card_type",
    "settle_date",
    "status",
    "hold_reason",
    "reason",
    "reason_text",
    "account_no",
    "account_name",
    "bank_code",
    "payer_name",
    "due_date",
    "value_date",
    "direction",
    "counterparty_name",
    "counterparty_account",
    "F25",
    "tid",
    "uploaded_at",
];

/// In which form files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// Text.
    Csv,
    /// Columns.
    Parquet,
}

impl Files {
    /// Reads `csv` or `parquet`.
    pub fn parse(word: &str) -> Option<Files> {
        match word {
            "csv" => Some(Files::Csv),
            "parquet" => Some(Files::Parquet),
            _ => None,
        }
    }

    /// The file name's ending.
    pub const fn ending(self) -> &'static str {
        match self {
            Files::Csv => "csv",
            Files::Parquet => "parquet",
        }
    }
}

/// An open file.
pub struct Sheet {
    path: PathBuf,
    form: Form,
}

enum Form {
    Csv {
        file: File,
        held: Vec<u8>,
    },
    Parquet {
        writer: Box<ArrowWriter<File>>,
        schema: Arc<Schema>,
    },
}

impl Sheet {
    /// Creates the file and writes what stands before the first row.
    pub fn create<R: Record>(path: &Path, files: Files) -> Result<Sheet, Error> {
        let file = File::create(path).map_err(|cause| Error::file(path, cause))?;
        let form = match files {
            Files::Csv => {
                let mut held = Vec::with_capacity(CSV_BUFFER * 2);
                super::cells::push_row(&mut held, R::COLUMNS.iter().map(|(name, _)| *name));
                Form::Csv { file, held }
            }
            Files::Parquet => {
                let schema = Arc::new(Schema::new(fields::<R>()));
                let writer =
                    ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties::<R>()))
                        .map_err(|cause| Error::parquet(path, cause))?;
                Form::Parquet {
                    writer: Box::new(writer),
                    schema,
                }
            }
        };
        Ok(Sheet {
            path: path.to_owned(),
            form,
        })
    }

    /// Appends the rows with these indexes.
    pub fn append<R: Record>(
        &mut self,
        rows: &[R],
        order: &[u32],
        world: &World,
    ) -> Result<(), Error> {
        match &mut self.form {
            Form::Csv { file, held } => {
                for index in order {
                    push_record(held, &rows[*index as usize], world);
                    if held.len() >= CSV_BUFFER {
                        file.write_all(held)
                            .map_err(|cause| Error::file(&self.path, cause))?;
                        held.clear();
                    }
                }
                Ok(())
            }
            Form::Parquet { writer, schema } => {
                let batch =
                    batch(rows, order, world, schema).and_then(|batch| writer.write(&batch));
                batch.map_err(|cause| Error::parquet(&self.path, cause))
            }
        }
    }

    /// Writes what is left and closes the file.
    pub fn close(self) -> Result<(), Error> {
        match self.form {
            Form::Csv { mut file, held } => file
                .write_all(&held)
                .map_err(|cause| Error::file(&self.path, cause)),
            Form::Parquet { writer, .. } => {
                let closed = writer.close().map(|_| ());
                closed.map_err(|cause| Error::parquet(&self.path, cause))
            }
        }
    }
}

fn push_record<R: Record>(out: &mut Vec<u8>, row: &R, world: &World) {
    for (column, (_, kind)) in R::COLUMNS.iter().enumerate() {
        if column > 0 {
            out.push(b',');
        }
        match kind {
            Kind::Text => {
                let from = out.len();
                row.text(column, world, out);
                quote_since(out, from);
            }
            _ => {
                let Some(number) = row.number(column) else {
                    continue;
                };
                match kind {
                    Kind::Date => push_day(out, Day::from_epoch(number as i32)),
                    Kind::Time => push_time(out, Instant::from_ms(number), &world.times.zone),
                    _ => push_number(out, number),
                }
            }
        }
    }
    out.push(b'\n');
}

fn fields<R: Record>() -> Vec<Field> {
    let field = |(name, kind): &(&str, Kind)| {
        let data_type = match kind {
            Kind::Text => DataType::Utf8,
            Kind::Amount => DataType::Int64,
            Kind::Date => DataType::Date32,
            Kind::Time => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
        };
        Field::new(*name, data_type, true)
    };
    R::COLUMNS.iter().map(field).collect()
}

fn properties<R: Record>() -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_created_by("daozhang simulate".to_owned())
        .set_dictionary_enabled(true);
    for (name, _) in R::COLUMNS {
        if !REPEATING.contains(name) {
            builder = builder.set_column_dictionary_enabled((*name).into(), false);
        }
    }
    builder.build()
}

fn batch<R: Record>(
    rows: &[R],
    order: &[u32],
    world: &World,
    schema: &Arc<Schema>,
) -> parquet::errors::Result<RecordBatch> {
    let columns = R::COLUMNS
        .iter()
        .enumerate()
        .map(|(column, (_, kind))| match kind {
            Kind::Text => texts(rows, order, column, world),
            _ => numbers(rows, order, column, *kind),
        });
    Ok(RecordBatch::try_new(Arc::clone(schema), columns.collect())?)
}

fn texts<R: Record>(rows: &[R], order: &[u32], column: usize, world: &World) -> ArrayRef {
    let mut bytes: Vec<u8> = Vec::with_capacity(order.len() * 12);
    let mut ends: Vec<i32> = Vec::with_capacity(order.len() + 1);
    let mut present = BooleanBufferBuilder::new(order.len());
    ends.push(0);
    for index in order {
        let from = bytes.len();
        rows[*index as usize].text(column, world, &mut bytes);
        ends.push(bytes.len() as i32);
        present.append(bytes.len() > from);
    }
    let present = NullBuffer::new(present.finish());
    let present = (present.null_count() > 0).then_some(present);
    Arc::new(StringArray::new(
        OffsetBuffer::new(ScalarBuffer::from(ends)),
        bytes.into(),
        present,
    ))
}

fn numbers<R: Record>(rows: &[R], order: &[u32], column: usize, kind: Kind) -> ArrayRef {
    let values = order
        .iter()
        .map(|index| rows[*index as usize].number(column));
    match kind {
        Kind::Date => Arc::new(
            values
                .map(|value| value.map(|day| day as i32))
                .collect::<Date32Array>(),
        ),
        Kind::Time => Arc::new(
            values
                .collect::<TimestampMillisecondArray>()
                .with_timezone("UTC"),
        ),
        _ => Arc::new(values.collect::<Int64Array>()),
    }
}
