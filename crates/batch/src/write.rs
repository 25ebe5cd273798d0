//! Writes what the record contract lists: verdicts, orphans, quarantine, incidents, funds map.
//!
//! In: results in memory. Out: files, each written aside and renamed when it is whole.
//! Absent: what is in them; that is for `verdict_table`, `judge` and the contract to say.

use crate::error::{Error, edge};
use crate::tables::{self, GROUP_ROWS};
use crate::trace::Traced;
use crate::verdict_table::{self, Columns, Names};
use crate::work;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, compute_leaves};
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use trail::Orphan;

/// How tables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Apache Parquet.
    #[default]
    Parquet,
    /// CSV, UTF-8, with a header.
    Csv,
}

impl Format {
    /// The files' extension.
    pub const fn extension(self) -> &'static str {
        match self {
            Format::Parquet => "parquet",
            Format::Csv => "csv",
        }
    }
}

/// Verdicts that are in memory at a time, of those that are made for writing.
pub const BLOCK_ROWS: usize = 256;

/// A range cut into parts of so many, the last of what is left.
pub fn in_parts(range: Range<usize>, of: usize) -> Vec<Range<usize>> {
    let starts = range.clone().step_by(of);
    starts
        .map(|start| start..(start + of).min(range.end))
        .collect()
}

/// Writes a file aside and puts it in its place when it is whole.
pub fn whole(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut aside = path.as_os_str().to_owned();
    aside.push(".part");
    let aside = PathBuf::from(aside);
    let file = File::create(&aside).map_err(|error| edge("create", &aside, error))?;
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let written =
        write(&mut out).and_then(|()| out.flush().map_err(|error| edge("write", &aside, error)));
    match written {
        Ok(()) => std::fs::rename(&aside, path).map_err(|error| edge("put in place", path, error)),
        Err(error) => {
            // The half-written file must not stay; that it cannot be removed changes nothing.
            let _ = std::fs::remove_file(&aside);
            Err(match error {
                Error::Parquet(why) => edge("write", path, std::io::Error::other(why)),
                Error::Csv(why) => edge("write", path, std::io::Error::other(why)),
                told => told,
            })
        }
    }
}

/// Writes columns of the verdicts, in their order.
pub fn verdicts(
    path: &Path,
    traced: &Traced<'_>,
    (columns, names): (&Columns, &Names<'_>),
    format: Format,
    threads: usize,
) -> Result<(), Error> {
    whole(path, |out| match format {
        Format::Parquet => verdicts_parquet(out, traced, (columns, names), threads),
        Format::Csv => verdicts_csv(out, traced, (columns, names), threads),
    })
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .build()
}

fn verdict_properties() -> WriterProperties {
    let mut builder = WriterProperties::builder().set_compression(Compression::SNAPPY);
    for column in verdict_table::UNREPEATING {
        builder = builder.set_column_dictionary_enabled(ColumnPath::from(column), false);
    }
    for column in verdict_table::UNORDERED {
        builder = builder
            .set_column_statistics_enabled(ColumnPath::from(column), EnabledStatistics::None);
    }
    builder.build()
}

/// Row groups are encoded on all threads, and appended in order as they become ready.
fn verdicts_parquet(
    out: &mut BufWriter<File>,
    traced: &Traced<'_>,
    (columns, names): (&Columns, &Names<'_>),
    threads: usize,
) -> Result<(), Error> {
    let schema = columns.schema();
    let writer = ArrowWriter::try_new(out, schema.clone(), Some(verdict_properties()))?;
    let (mut file, factory) = writer.into_serialized_writer()?;
    let groups = in_parts(0..traced.swipes(), GROUP_ROWS);
    let encode = |index: usize| -> Result<Vec<ArrowColumnChunk>, Error> {
        let batch = tables::group(traced, groups[index].clone(), columns, names);
        let writers = factory.create_column_writers(index)?;
        let mut chunks = Vec::with_capacity(writers.len());
        for ((mut writer, field), column) in
            (writers.into_iter().zip(schema.fields())).zip(batch.columns())
        {
            for leaf in compute_leaves(field, column)? {
                writer.write(&leaf)?;
            }
            chunks.push(writer.close()?);
        }
        Ok(chunks)
    };
    work::in_turn(threads, groups.len(), encode, |chunks| {
        let mut group = file.next_row_group()?;
        for chunk in chunks? {
            chunk.append_to_row_group(&mut group)?;
        }
        group.close()?;
        Ok::<_, Error>(())
    })?;
    file.close()?;
    Ok(())
}

fn verdicts_csv(
    out: &mut BufWriter<File>,
    traced: &Traced<'_>,
    (columns, names): (&Columns, &Names<'_>),
    threads: usize,
) -> Result<(), Error> {
    let mut header = csv::Writer::from_writer(&mut *out);
    header.write_record(columns.header())?;
    header.flush().map_err(csv::Error::from)?;
    drop(header);
    let evidence = columns.has("evidence");
    let blocks = in_parts(0..traced.swipes(), 64 * BLOCK_ROWS);
    let lines_of = |index: usize| -> Result<Vec<u8>, Error> {
        let mut lines = csv::Writer::from_writer(Vec::with_capacity(1 << 20));
        let mut record = csv::StringRecord::new();
        for block in in_parts(blocks[index].clone(), BLOCK_ROWS) {
            for row in traced.verdicts(block, evidence) {
                record.clear();
                columns.line(&row, names, |field| record.push_field(field));
                lines.write_record(&record)?;
            }
        }
        lines
            .into_inner()
            .map_err(|error| csv::Error::from(error.into_error()).into())
    };
    work::in_turn(threads, blocks.len(), lines_of, |text| {
        out.write_all(&text?).map_err(csv::Error::from)?;
        Ok(())
    })
}

/// Writes the orphans: `source, file, line, resembles, why`.
pub fn orphans(
    path: &Path,
    orphans: &[Orphan],
    files: &[String],
    format: Format,
) -> Result<(), Error> {
    let file_of = |orphan: &Orphan| files[orphan.place.file.0 as usize].as_str();
    whole(path, |out| match format {
        Format::Csv => {
            let mut writer = csv::Writer::from_writer(out);
            writer.write_record(["source", "file", "line", "resembles", "why"])?;
            for orphan in orphans {
                let line = orphan.place.line.to_string();
                let source = orphan.place.source.name();
                writer.write_record([
                    source,
                    file_of(orphan),
                    &line,
                    &orphan.resembles,
                    orphan.why.slug(),
                ])?;
            }
            writer.flush().map_err(csv::Error::from)?;
            Ok(())
        }
        Format::Parquet => {
            let batch = tables::orphans(orphans, files);
            let mut writer = ArrowWriter::try_new(out, batch.schema(), Some(properties()))?;
            writer.write(&batch)?;
            writer.close()?;
            Ok(())
        }
    })
}

/// Writes a CSV table of text.
pub fn table(
    path: &Path,
    header: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<(), Error> {
    whole(path, |out| {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(header)?;
        for row in rows {
            writer.write_record(row)?;
        }
        writer.flush().map_err(csv::Error::from)?;
        Ok(())
    })
}

/// Writes text.
pub fn text(path: &Path, text: &str) -> Result<(), Error> {
    whole(path, |out| {
        out.write_all(text.as_bytes())
            .map_err(|error| edge("write", path, error))
    })
}
