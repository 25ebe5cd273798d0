//! Reads back what a trace wrote: some columns of its verdicts, as text.
//!
//! In: an output folder. Out: one record a verdict. Absent: judgement.

use crate::error::{Error, edge};
use crate::sheet::NUMBER_NONE;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, TimestampMillisecondType};
use arrow_array::{Array, ArrayRef};
use arrow_cast::cast;
use arrow_schema::DataType;
use ledger::{Instant, Zone};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::path::Path;

/// Reads `columns` of the verdicts in `out`, row by row, in the order asked for. Times come in
/// the zone given, as RFC 3339; empty values as the empty text.
pub fn verdicts(
    out: &Path,
    columns: &[&str],
    zone: &Zone,
    mut row: impl FnMut(&[&str]),
) -> Result<(), Error> {
    let parquet = out.join("verdicts.parquet");
    let csv = out.join("verdicts.csv");
    if parquet.exists() {
        return from_parquet(&parquet, columns, zone, &mut row);
    }
    if csv.exists() {
        return from_csv(&csv, columns, &mut row);
    }
    Err(Error::Unusable(format!(
        "{} holds neither verdicts.parquet nor verdicts.csv; name the folder that `daozhang trace --out` wrote",
        out.display()
    )))
}

fn lacks(path: &Path, column: &str) -> Error {
    Error::Unusable(format!(
        "{} has no column {column}; trace again with this version",
        path.display()
    ))
}

fn from_csv(path: &Path, columns: &[&str], row: &mut impl FnMut(&[&str])) -> Result<(), Error> {
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let positions = columns
        .iter()
        .map(|column| {
            header
                .iter()
                .position(|name| name == *column)
                .ok_or_else(|| lacks(path, column))
        })
        .collect::<Result<Vec<usize>, Error>>()?;
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record)? {
        let fields: Vec<&str> = positions
            .iter()
            .map(|position| record.get(*position).unwrap_or(""))
            .collect();
        row(&fields);
    }
    Ok(())
}

fn from_parquet(
    path: &Path,
    columns: &[&str],
    zone: &Zone,
    row: &mut impl FnMut(&[&str]),
) -> Result<(), Error> {
    let file = File::open(path).map_err(|error| edge("open", path, error))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let schema = builder.schema().clone();
    if let Some(column) = columns
        .iter()
        .find(|column| schema.index_of(column).is_err())
    {
        return Err(lacks(path, column));
    }
    let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
    for batch in builder
        .with_projection(mask)
        .with_batch_size(8 * 1024)
        .build()?
    {
        let batch = batch.map_err(parquet::errors::ParquetError::from)?;
        let texts = columns
            .iter()
            .map(|column| {
                let at = batch
                    .schema()
                    .index_of(column)
                    .map_err(parquet::errors::ParquetError::from)?;
                as_text(batch.column(at), zone)
            })
            .collect::<Result<Vec<Vec<String>>, Error>>()?;
        for index in 0..batch.num_rows() {
            let fields: Vec<&str> = texts.iter().map(|column| column[index].as_str()).collect();
            row(&fields);
        }
    }
    Ok(())
}

fn as_text(array: &ArrayRef, zone: &Zone) -> Result<Vec<String>, Error> {
    let of_number = |values: &dyn Fn(usize) -> i64, show: &dyn Fn(i64) -> String| {
        let one = |index| {
            if array.is_null(index) {
                NUMBER_NONE
            } else {
                values(index)
            }
        };
        let shown = |value| {
            if value == NUMBER_NONE {
                String::new()
            } else {
                show(value)
            }
        };
        (0..array.len()).map(|index| shown(one(index))).collect()
    };
    Ok(match array.data_type() {
        DataType::Int64 => {
            let values = array.as_primitive::<Int64Type>();
            of_number(&|index| values.value(index), &|value| value.to_string())
        }
        DataType::Timestamp(..) => {
            let values = array.as_primitive::<TimestampMillisecondType>();
            of_number(&|index| values.value(index), &|value| {
                zone.show(Instant::from_ms(value))
            })
        }
        _ => {
            let text = cast(array, &DataType::Utf8).map_err(parquet::errors::ParquetError::from)?;
            text.as_string::<i32>()
                .iter()
                .map(|value| value.unwrap_or("").to_owned())
                .collect()
        }
    })
}
