//! The knowledge files at a data set's root: merchants, terminals, holds, notices and the like.
//!
//! In: an opened data set. Out: plain typed rows, and the quarantine of those that cannot be read, by the same
//! rules as records. A file may be `.csv`, `.csv.gz`, `.csv.zst` or `.parquet`; without it there are no rows.
//! Of two rows with one key (a merchant's number, say) that say different things the first counts, and the other
//! goes to the quarantine. Absent: what the rows mean together (a hold of a stranger).

mod handed;
mod keyed;

use crate::dataset::Dataset;
use crate::knowledge_rows::{
    CalendarDayRow, CompatibilityRow, CoverageRow, HoldRow, MerchantRow, NoticeRow, PayerRow,
    TerminalRow,
};
use crate::knowledge_rows::{Cells, KnowledgeRow};
use crate::quarantine::Quarantine;
use crate::scan::{
    Broken, FileFault, FileReport, Format, Header, Packing, format_of, open_text, read_header,
    row_fault, set_rows_aside,
};
use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, StringViewArray};
use arrow_schema::DataType;
use keyed::{Keyed, Known};
use ledger::Zone;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wire::{Dialect, KNOWLEDGE_ENDINGS, Knowledge, MaskKey, Record, Records, Step, Table};

pub use handed::{HandedKnowledge, handed_knowledge, mask_key_of};

/// All that is known beside the records.
#[derive(Debug, Default)]
pub struct KnowledgeFiles {
    /// Who is paid, on which terms.
    pub merchants: Vec<MerchantRow>,
    /// The terminals.
    pub terminals: Vec<TerminalRow>,
    /// Money kept back.
    pub holds: Vec<HoldRow>,
    /// Announcements.
    pub notices: Vec<NoticeRow>,
    /// Which terminals work with which channels.
    pub compatibility: Vec<CompatibilityRow>,
    /// Who may rightly pay. `None` without the file, which is not the same as an empty one.
    pub payers: Option<Vec<PayerRow>>,
    /// Days that differ from the built-in calendar.
    pub calendar: Vec<CalendarDayRow>,
    /// For which days a source is complete. `None` without the file: then it is read off the data.
    pub coverage: Option<Vec<CoverageRow>>,
    /// Every file, with its rows and faults.
    pub files: Vec<FileReport>,
    /// Every row that cannot be read.
    pub quarantine: Quarantine,
}

/// Where a kind of knowledge lies in a data set.
pub fn places(folder: &Path, knowledge: Knowledge) -> Vec<PathBuf> {
    let stem = knowledge.name();
    let names = KNOWLEDGE_ENDINGS.map(|ending| folder.join(format!("{stem}.{ending}")));
    names.into_iter().filter(|path| path.is_file()).collect()
}

/// Whether a knowledge file has any row behind its header, broken ones too. A file that cannot be opened has
/// troubles of its own, which are told when it is read.
pub fn has_rows(place: &Path) -> bool {
    let name = place.to_string_lossy();
    let Format::Text { packing, .. } = format_of(&name) else {
        let builder = File::open(place)
            .ok()
            .and_then(|file| ParquetRecordBatchReaderBuilder::try_new(file).ok());
        return builder.is_none_or(|builder| builder.metadata().file_metadata().num_rows() > 0);
    };
    let Ok(reader) = open_text(place, packing) else {
        return true;
    };
    let mut records = Records::new(reader, Dialect::CSV);
    (0..2).all(|_| !matches!(records.next(), Ok(None)))
}

/// Reads all knowledge files.
pub fn read_knowledge(dataset: &Dataset) -> KnowledgeFiles {
    gather(dataset)
}

/// Where knowledge comes from.
trait Kept {
    /// The rows of one kind; `None` when there is no file of it.
    fn kind<T: KnowledgeRow + Keyed>(
        &self,
        knowledge: Knowledge,
        reports: &mut Vec<FileReport>,
        quarantine: &mut Quarantine,
    ) -> Option<Vec<T>>;
}

fn gather(kept: &impl Kept) -> KnowledgeFiles {
    let (mut files, mut quarantine) = (Vec::new(), Quarantine::default());
    let (seen, broken) = (&mut files, &mut quarantine);
    let merchants = kept.kind(Knowledge::Merchants, seen, broken);
    let terminals = kept.kind(Knowledge::Terminals, seen, broken);
    let holds = kept.kind(Knowledge::Holds, seen, broken);
    let notices = kept.kind(Knowledge::Notices, seen, broken);
    let compatibility = kept.kind(Knowledge::Compatibility, seen, broken);
    let payers = kept.kind(Knowledge::Payers, seen, broken);
    let calendar = kept.kind(Knowledge::Calendar, seen, broken);
    let coverage = kept.kind(Knowledge::Coverage, seen, broken);
    quarantine.sort();
    KnowledgeFiles {
        merchants: merchants.unwrap_or_default(),
        terminals: terminals.unwrap_or_default(),
        holds: holds.unwrap_or_default(),
        notices: notices.unwrap_or_default(),
        compatibility: compatibility.unwrap_or_default(),
        payers,
        calendar: calendar.unwrap_or_default(),
        coverage,
        files,
        quarantine,
    }
}

impl Kept for Dataset {
    fn kind<T: KnowledgeRow + Keyed>(
        &self,
        knowledge: Knowledge,
        reports: &mut Vec<FileReport>,
        quarantine: &mut Quarantine,
    ) -> Option<Vec<T>> {
        read_kind(self, knowledge, reports, quarantine)
    }
}

/// Reads one kind of knowledge; `None` when there is no file of it.
fn read_kind<T: KnowledgeRow + Keyed>(
    dataset: &Dataset,
    knowledge: Knowledge,
    reports: &mut Vec<FileReport>,
    quarantine: &mut Quarantine,
) -> Option<Vec<T>> {
    let places = places(dataset.folder(), knowledge);
    if places.is_empty() {
        return None;
    }
    let mut known = Known::default();
    for place in places {
        let name = place
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let file: Arc<str> = Arc::from(&*name);
        let mut reading = Reading {
            zone: &dataset.settings().zone,
            key: dataset.mask_key(),
            table: Table::Knowledge(knowledge),
            broken: Broken::new(Some(Table::Knowledge(knowledge)), &file),
            rows: 0,
            known: &mut known,
        };
        reading.known.begin(&name);
        let read = catch_unwind(AssertUnwindSafe(|| match format_of(&name) {
            Format::Text { packing, .. } => reading.text(&place, packing),
            _ => reading.parquet(&place),
        }));
        let fault = read.unwrap_or_else(|_| {
            Some(FileFault::CutShort {
                why: "the reader gave up on it".to_owned(),
                rows_lost: None,
            })
        });
        let empty = reading.rows == 0 && reading.broken.quarantine.rows() == 0;
        let fault = fault.or_else(|| {
            (empty && knowledge == Knowledge::Merchants).then_some(FileFault::NoMerchants)
        });
        let bytes = std::fs::metadata(&place).map_or(0, |what| what.len());
        reports.push(FileReport {
            path: name,
            sources: Vec::new(),
            bytes,
            rows: reading.rows,
            quarantined: reading.broken.quarantine.rows(),
            skipped: 0,
            fault,
            findings: Vec::new(),
            recognition: None,
        });
        quarantine.append(reading.broken.quarantine);
    }
    Some(known.rows)
}

struct Reading<'a, T> {
    zone: &'a Zone,
    key: MaskKey,
    table: Table,
    broken: Broken<'a>,
    /// Rows of this file that count, or repeat what counts.
    rows: u64,
    known: &'a mut Known<T>,
}

impl<T: KnowledgeRow + Keyed> Reading<'_, T> {
    fn take<'r>(&mut self, line: u32, header: &Header, cell: impl Fn(usize) -> &'r str) {
        let layout = wire::layout(self.table);
        let field = |position: usize| header.slots[position].map_or("", |slot| cell(slot));
        let extra = |name: &str| {
            let found = header.extras.iter().find(|(extra, _)| extra == name);
            found.map_or("", |(_, slot)| cell(*slot))
        };
        let cells = Cells {
            line,
            layout,
            zone: self.zone,
            key: self.key,
            field: &field,
            extra: &extra,
        };
        let taken = cells.check().and_then(|()| {
            let position = T::COLUMN.and_then(|column| layout.position(column));
            let known = self.known.take(T::of(&cells), line);
            known.map_err(|fault| (position.unwrap_or(0), fault))
        });
        match taken {
            Ok(()) => self.rows += 1,
            Err((position, fault)) => self.broken.field(line, position, field(position), fault),
        }
    }

    fn text(&mut self, place: &Path, packing: Packing) -> Option<FileFault> {
        let reader = match open_text(place, packing) {
            Ok(reader) => reader,
            Err(error) => {
                return Some(FileFault::Unreadable {
                    why: error.to_string(),
                });
            }
        };
        let mut records = Records::new(reader, Dialect::CSV);
        let header = match read_header(&mut records, wire::layout(self.table)) {
            Ok(Some(header)) => header,
            Ok(None) => return None,
            Err(fault) => {
                set_rows_aside(&mut records, &fault, &mut self.broken);
                return Some(fault);
            }
        };
        loop {
            match records.next() {
                Ok(None) => return None,
                Ok(Some(Step::Broken { line, fault })) => self.broken.row(line, "", "", fault),
                Ok(Some(Step::Record(record))) => self.record(&record, &header),
                Err(error) => {
                    return Some(FileFault::CutShort {
                        why: error.to_string(),
                        rows_lost: None,
                    });
                }
            }
        }
    }

    fn record(&mut self, record: &Record<'_>, header: &Header) {
        self.take(record.line, header, |slot| record.field(slot));
    }

    /// Parquet of knowledge is small: every column is read as its text and goes the way of CSV.
    fn parquet(&mut self, place: &Path) -> Option<FileFault> {
        let file = match File::open(place) {
            Ok(file) => file,
            Err(error) => {
                return Some(FileFault::Unreadable {
                    why: error.to_string(),
                });
            }
        };
        let builder = match ParquetRecordBatchReaderBuilder::try_new(file) {
            Ok(builder) => builder,
            Err(error) => {
                return Some(FileFault::NotParquet {
                    why: error.to_string(),
                });
            }
        };
        let names: Vec<String> = builder
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect();
        let rows = builder.metadata().file_metadata().num_rows();
        let header = match Header::read(names.iter().map(String::as_str), wire::layout(self.table))
        {
            Ok(header) => header,
            Err(fault) => {
                let (column, reason) = row_fault(&fault);
                if let Ok(rows @ 1..) = u32::try_from(rows) {
                    self.broken.rows(1, rows, column, "", reason);
                }
                return Some(fault);
            }
        };
        let cut_short = |why: String| FileFault::CutShort {
            why,
            rows_lost: None,
        };
        let reader = match builder.build() {
            Ok(reader) => reader,
            Err(error) => return Some(cut_short(error.to_string())),
        };
        let mut line = 0;
        for batch in reader {
            match batch {
                Ok(batch) => self.batch(&batch, &header, &mut line),
                Err(error) => return Some(cut_short(error.to_string())),
            }
        }
        None
    }

    fn batch(&mut self, batch: &RecordBatch, header: &Header, line: &mut u32) {
        let texts: Vec<Option<StringViewArray>> = batch
            .columns()
            .iter()
            .map(|column| arrow_cast::cast(column, &DataType::Utf8View).ok())
            .map(|column| column.map(|column| column.as_string_view().clone()))
            .collect();
        for row in 0..batch.num_rows() {
            *line = line.saturating_add(1);
            self.take(*line, header, |slot| match &texts[slot] {
                Some(texts) if !texts.is_null(row) => texts.value(row),
                _ => "",
            });
        }
    }
}

#[cfg(test)]
mod tests;
