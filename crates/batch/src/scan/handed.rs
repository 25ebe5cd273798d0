//! Arrow batches handed over in memory: the scan of whoever has no files, in a notebook or on a cluster.
//!
//! In: tables, each of one source, or one narrow table whose column `source` tells. Out: the same as a scan of
//! files gives: a row of a Parquet file and the same row handed over read alike. Places are ordinals in the table.
//! Absent: files, mappings, and totals.

use super::columnar::{BATCH_ROWS, Batch, chunk, refuse_rows, wanted_schema};
use super::convert::Converter;
use super::report::{FileFault, FileReport, Outcome};
use super::text::{Broken, Header};
use super::{Scan, take};
use crate::quarantine::Quarantine;
use crate::sheet::FileId;
use crate::symbol::{Interner, Symbols};
use crate::work;
use arrow_array::cast::AsArray;
use arrow_array::{BooleanArray, RecordBatch};
use arrow_schema::{DataType, Schema, SchemaRef};
use arrow_select::filter::filter_record_batch;
use ledger::Zone;
use std::sync::Arc;
use wire::{MaskKey, Source, Table};

/// The column of a narrow table that tells a row's source.
pub const SOURCE_COLUMN: &str = "source";

/// A table of one source.
pub struct Handed {
    /// The source.
    pub source: Source,
    /// What its rows are cited by, in the place of a file's path.
    pub name: String,
    /// Its columns.
    pub schema: SchemaRef,
    /// Its rows.
    pub batches: Vec<RecordBatch>,
}

/// Why tables cannot be told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NarrowFault {
    /// There is no column `source`, or it is no text.
    NoSource,
    /// A row is of a source that does not exist.
    Unknown(String),
}

impl Handed {
    /// A table of one source, cited as `source/batches`.
    pub fn new(source: Source, schema: SchemaRef, batches: Vec<RecordBatch>) -> Handed {
        Handed {
            source,
            name: format!("{}/batches", source.name()),
            schema,
            batches,
        }
    }

    /// A narrow table taken apart: of each source its rows, without columns that are other sources' alone.
    ///
    /// # Errors
    /// When the column `source` does not tell a source in every row.
    pub fn apart(schema: &Schema, batches: &[RecordBatch]) -> Result<Vec<Handed>, NarrowFault> {
        let at = schema
            .index_of(SOURCE_COLUMN)
            .map_err(|_| NarrowFault::NoSource)?;
        let mut tables = Source::ALL.map(|source| {
            let kept = kept_columns(schema, source);
            let schema = Arc::new(schema.project(&kept).expect("they are its columns"));
            (Handed::new(source, schema, Vec::new()), kept)
        });
        for batch in batches {
            let names = arrow_cast::cast(batch.column(at), &DataType::Utf8);
            let names = names.map_err(|_| NarrowFault::NoSource)?;
            let names = names.as_string::<i32>();
            let known = |name: Option<&str>| Source::of_name(name.unwrap_or(""));
            if let Some(name) = names.iter().find(|name| known(*name).is_none()) {
                return Err(NarrowFault::Unknown(name.unwrap_or("").to_owned()));
            }
            for (table, kept) in &mut tables {
                let is_its = names
                    .iter()
                    .map(|name| Some(known(name) == Some(table.source)));
                let is_its: BooleanArray = is_its.collect();
                if is_its.true_count() > 0 {
                    let of_source = batch.project(kept).expect("they are its columns");
                    let rows = filter_record_batch(&of_source, &is_its);
                    table.batches.push(rows.expect("the rows are as many"));
                }
            }
        }
        let there = tables.into_iter().map(|(table, _)| table);
        Ok(there.filter(|table| !table.batches.is_empty()).collect())
    }
}

/// The columns that a source knows, and those that none does.
fn kept_columns(schema: &Schema, source: Source) -> Vec<usize> {
    let knows =
        |source: Source, name: &str| wire::layout(Table::Source(source)).position(name).is_some();
    let fields = schema.fields().iter().enumerate();
    let kept = fields.filter(|(_, field)| {
        let name = field.name();
        let is_strange = !Source::ALL.iter().any(|other| knows(*other, name));
        name != SOURCE_COLUMN && (knows(source, name) || is_strange)
    });
    kept.map(|(at, _)| at).collect()
}

/// Reads tables in memory: the order of the tables is that of files.
pub fn scan_handed(tables: &[Handed], zone: &Zone, key: MaskKey, threads: usize) -> Scan {
    let symbols = Symbols::keyed(key);
    let names: Vec<Arc<str>> = tables.iter().map(|table| Arc::from(&*table.name)).collect();
    let mut outcomes: Vec<(usize, usize, Outcome)> = Vec::new();
    let mut pieces = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        match Plan::of(table, &names[number]) {
            Ok(plan) => pieces.extend(plan.into_iter().map(|piece| (number, piece))),
            Err(refused) => outcomes.push((number, 0, *refused)),
        }
    }
    let read = work::each(
        threads,
        pieces.len(),
        || (symbols.interner(), Vec::new()),
        |(interner, done), index| {
            let (number, piece) = &pieces[index];
            let id = (FileId(*number as u32), &names[*number]);
            done.push((
                *number,
                index,
                piece.read(&tables[*number], id, zone, interner),
            ));
        },
    );
    outcomes.extend(read.into_iter().flat_map(|(_, done)| done));
    outcomes.sort_by_key(|(number, index, _)| (*number, *index));
    let mut scan = Scan {
        chunks: Vec::new(),
        files: Vec::new(),
        quarantine: Quarantine::default(),
        rows_in: 0,
        symbols: symbols.freeze(),
    };
    let mut reports: Vec<FileReport> = tables.iter().map(report_of).collect();
    for (number, _, outcome) in outcomes {
        take(&mut reports[number], outcome, &mut scan);
    }
    scan.chunks.sort_by_key(|chunk| (chunk.source, chunk.file));
    scan.quarantine.sort();
    scan.files = reports;
    scan
}

fn report_of(table: &Handed) -> FileReport {
    let bytes = table.batches.iter().map(RecordBatch::get_array_memory_size);
    FileReport {
        path: table.name.clone(),
        sources: vec![table.source],
        bytes: bytes.sum::<usize>() as u64,
        rows: 0,
        quarantined: 0,
        skipped: 0,
        fault: None,
        findings: Vec::new(),
        recognition: None,
    }
}

/// Rows of one batch, as many as a chunk has, and what they are read as.
struct Plan {
    batch: RecordBatch,
    /// The ordinal of the first row.
    first: u32,
    header: Arc<Header>,
    wanted: SchemaRef,
}

impl Plan {
    /// The pieces of a table, or what becomes of its rows when none can be read.
    fn of(table: &Handed, name: &Arc<str>) -> Result<Vec<Plan>, Box<Outcome>> {
        let layout = wire::layout(Table::Source(table.source));
        let rows: usize = table.batches.iter().map(RecordBatch::num_rows).sum();
        let all = i64::try_from(rows).unwrap_or(i64::MAX);
        let refuse = |fault| Box::new(refuse_rows(fault, all, table.source, name));
        if u32::try_from(rows).is_err() {
            return Err(Box::new(Outcome::of_fault(FileFault::TooManyLines)));
        }
        let columns = table
            .schema
            .fields()
            .iter()
            .map(|field| field.name().as_str());
        let header = Arc::new(Header::read(columns, layout).map_err(refuse)?);
        let wanted = wanted_schema(&table.schema, &header, layout).map_err(refuse)?;
        let wanted = Arc::new(wanted);
        let mut pieces = Vec::new();
        let mut first = 1;
        for batch in &table.batches {
            for start in (0..batch.num_rows()).step_by(BATCH_ROWS) {
                let rows = BATCH_ROWS.min(batch.num_rows() - start);
                pieces.push(Plan {
                    batch: batch.slice(start, rows),
                    first,
                    header: Arc::clone(&header),
                    wanted: Arc::clone(&wanted),
                });
                first += rows as u32; // All rows were counted to fit.
            }
        }
        Ok(pieces)
    }

    fn read(
        &self,
        table: &Handed,
        file: (FileId, &Arc<str>),
        zone: &Zone,
        interner: &mut Interner<'_>,
    ) -> Outcome {
        let source = Table::Source(table.source);
        let columns = self.batch.columns().iter().zip(self.wanted.fields());
        let cast = columns.map(|(array, field)| arrow_cast::cast(array, field.data_type()));
        let cast = cast.collect::<Result<Vec<_>, _>>().and_then(|columns| {
            let fields = self.wanted.fields().iter();
            let fields = fields.map(|field| field.as_ref().clone().with_nullable(true));
            RecordBatch::try_new(Arc::new(Schema::new(fields.collect::<Vec<_>>())), columns)
        });
        let mut broken = Broken::new(Some(source), file.1);
        let batch = match cast {
            Ok(batch) => batch,
            Err(error) => {
                let rows_lost = Some(self.batch.num_rows() as u64);
                let why = error.to_string();
                return Outcome::of_fault(FileFault::CutShort { why, rows_lost });
            }
        };
        let filled: Vec<usize> = (0..batch.num_columns()).collect();
        let batch = Batch {
            batch: &batch,
            filled: &filled,
        };
        let mut converter = Converter::new(wire::layout(source), zone, interner);
        let at = (file.0, self.first);
        let chunk = chunk(
            &batch,
            &self.header,
            table.source,
            at,
            &mut converter,
            &mut broken,
        );
        let rows = chunk.rows as u64;
        let chunks = if rows > 0 { vec![chunk] } else { Vec::new() };
        Outcome {
            chunks,
            quarantine: broken.quarantine,
            rows,
            ..Outcome::default()
        }
    }
}
