//! Knowledge handed over in memory: Arrow batches in the place of files.
//!
//! In: tables by kind. Out: the rows that a file with the same columns would give. Absent: files and their endings.

use super::keyed::{Keyed, Known};
use super::{Kept, KnowledgeFiles, Reading, gather};
use crate::knowledge_rows::KnowledgeRow;
use crate::quarantine::Quarantine;
use crate::scan::{Broken, FileReport, Header, row_fault};
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_schema::{DataType, SchemaRef};
use ledger::Zone;
use std::sync::Arc;
use wire::{Knowledge, MaskKey, Table};

/// A table of one kind of knowledge.
pub struct HandedKnowledge {
    /// The kind.
    pub kind: Knowledge,
    /// Its columns.
    pub schema: SchemaRef,
    /// Its rows.
    pub batches: Vec<RecordBatch>,
}

struct Tables<'t> {
    tables: &'t [HandedKnowledge],
    zone: &'t Zone,
    key: MaskKey,
}

/// Reads tables of knowledge; of one kind the first counts.
pub fn handed_knowledge(tables: &[HandedKnowledge], zone: &Zone, key: MaskKey) -> KnowledgeFiles {
    gather(&Tables { tables, zone, key })
}

/// What references are masked under where no `merchants.csv` is there to make the key of: the texts of the table of
/// merchants. Equal tables give equal keys, so the partitions of one data set agree.
pub fn mask_key_of(tables: &[HandedKnowledge]) -> MaskKey {
    let mut bytes = Vec::new();
    let merchants = tables
        .iter()
        .filter(|table| table.kind == Knowledge::Merchants);
    for column in merchants
        .flat_map(|table| &table.batches)
        .flat_map(RecordBatch::columns)
    {
        let texts = arrow_cast::cast(column, &DataType::Utf8View).ok();
        for text in texts.iter().flat_map(|texts| texts.as_string_view().iter()) {
            bytes.extend_from_slice(text.unwrap_or("").as_bytes());
            bytes.push(0);
        }
    }
    MaskKey::of(&bytes)
}

impl Kept for Tables<'_> {
    fn kind<T: KnowledgeRow + Keyed>(
        &self,
        knowledge: Knowledge,
        reports: &mut Vec<FileReport>,
        quarantine: &mut Quarantine,
    ) -> Option<Vec<T>> {
        let table = self.tables.iter().find(|table| table.kind == knowledge)?;
        let name: Arc<str> = Arc::from(knowledge.name());
        let kind = Table::Knowledge(knowledge);
        let mut known = Known::default();
        let mut reading = Reading {
            zone: self.zone,
            key: self.key,
            table: kind,
            broken: Broken::new(Some(kind), &name),
            rows: 0,
            known: &mut known,
        };
        let columns = table
            .schema
            .fields()
            .iter()
            .map(|field| field.name().as_str());
        let fault = match Header::read(columns, wire::layout(kind)) {
            Ok(header) => {
                let mut line = 0;
                for batch in &table.batches {
                    reading.batch(batch, &header, &mut line);
                }
                None
            }
            Err(fault) => {
                let rows: usize = table.batches.iter().map(RecordBatch::num_rows).sum();
                let (column, reason) = row_fault(&fault);
                if let Ok(rows @ 1..) = u32::try_from(rows) {
                    reading.broken.rows(1, rows, column, "", reason);
                }
                Some(fault)
            }
        };
        reports.push(FileReport {
            path: knowledge.name().to_owned(),
            sources: Vec::new(),
            bytes: 0,
            rows: reading.rows,
            quarantined: reading.broken.quarantine.rows(),
            skipped: 0,
            fault,
            findings: Vec::new(),
            recognition: None,
        });
        quarantine.append(reading.broken.quarantine);
        Some(known.rows)
    }
}
