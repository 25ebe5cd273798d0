//! The knowledge files at a data set's root: merchants, terminals, holds, notices and the like.
//!
//! In: an opened data set. Out: plain typed rows, and the quarantine of those that cannot be read, by the same
//! rules as records. A file may be `.csv`, `.csv.gz`, `.csv.zst` or `.parquet`; without it there are no rows.
//! Absent: what the rows mean together (two rows of one merchant, a hold of a stranger).

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
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wire::{Dialect, Knowledge, Record, Records, Step, Table};

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
    let names = ["csv", "csv.gz", "csv.zst", "parquet"]
        .map(|ending| folder.join(format!("{stem}.{ending}")));
    names.into_iter().filter(|path| path.is_file()).collect()
}

/// Reads all knowledge files.
pub fn read_knowledge(dataset: &Dataset) -> KnowledgeFiles {
    let mut files = KnowledgeFiles::default();
    let all = &mut files;
    all.merchants = read_kind(
        dataset,
        Knowledge::Merchants,
        &mut all.files,
        &mut all.quarantine,
    )
    .unwrap_or_default();
    all.terminals = read_kind(
        dataset,
        Knowledge::Terminals,
        &mut all.files,
        &mut all.quarantine,
    )
    .unwrap_or_default();
    all.holds = read_kind(
        dataset,
        Knowledge::Holds,
        &mut all.files,
        &mut all.quarantine,
    )
    .unwrap_or_default();
    all.notices = read_kind(
        dataset,
        Knowledge::Notices,
        &mut all.files,
        &mut all.quarantine,
    )
    .unwrap_or_default();
    all.compatibility = read_kind(
        dataset,
        Knowledge::Compatibility,
        &mut all.files,
        &mut all.quarantine,
    )
    .unwrap_or_default();
    all.payers = read_kind(
        dataset,
        Knowledge::Payers,
        &mut all.files,
        &mut all.quarantine,
    );
    all.calendar = read_kind(
        dataset,
        Knowledge::Calendar,
        &mut all.files,
        &mut all.quarantine,
    )
    .unwrap_or_default();
    all.coverage = read_kind(
        dataset,
        Knowledge::Coverage,
        &mut all.files,
        &mut all.quarantine,
    );
    all.quarantine.sort();
    files
}

/// Reads one kind of knowledge; `None` when there is no file of it.
fn read_kind<T: KnowledgeRow>(
    dataset: &Dataset,
    knowledge: Knowledge,
    reports: &mut Vec<FileReport>,
    quarantine: &mut Quarantine,
) -> Option<Vec<T>> {
    let places = places(dataset.folder(), knowledge);
    if places.is_empty() {
        return None;
    }
    let mut rows = Vec::new();
    for place in places {
        let name = place
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let file: Arc<str> = Arc::from(&*name);
        let mut reading = Reading {
            dataset,
            table: Table::Knowledge(knowledge),
            broken: Broken::new(Some(Table::Knowledge(knowledge)), &file),
            rows: Vec::new(),
        };
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
        let bytes = std::fs::metadata(&place).map_or(0, |what| what.len());
        reports.push(FileReport {
            path: name,
            source: None,
            bytes,
            rows: reading.rows.len() as u64,
            quarantined: reading.broken.quarantine.rows(),
            skipped: 0,
            fault,
            findings: Vec::new(),
        });
        quarantine.append(reading.broken.quarantine);
        rows.append(&mut reading.rows);
    }
    Some(rows)
}

struct Reading<'a, T> {
    dataset: &'a Dataset,
    table: Table,
    broken: Broken<'a>,
    rows: Vec<T>,
}

impl<T: KnowledgeRow> Reading<'_, T> {
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
            zone: &self.dataset.settings().zone,
            field: &field,
            extra: &extra,
        };
        match cells.check() {
            Ok(()) => self.rows.push(T::of(&cells)),
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
mod tests {
    use super::*;
    use arrow_array::{ArrayRef, Date32Array, Float64Array, StringArray};
    use parquet::arrow::ArrowWriter;
    use wire::Lang;

    fn known(files: &[(&str, &[u8])]) -> KnowledgeFiles {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir(folder.path().join("bank")).expect("it can be made");
        for (path, bytes) in files {
            std::fs::write(folder.path().join(path), bytes).expect("it can be written");
        }
        let dataset = Dataset::open_without_merchants(folder.path()).expect("it has a source");
        read_knowledge(&dataset)
    }

    fn sentences(known: &KnowledgeFiles) -> Vec<String> {
        known
            .quarantine
            .entries()
            .iter()
            .map(|entry| entry.sentence(Lang::En))
            .collect()
    }

    #[test]
    fn every_kind_is_read() {
        let known = known(&[
            (
                "merchants.csv",
                b"mid,name,settle_mode,credit_rate,debit_rate,debit_cap,rounding,refund_returns_fee,status_since\n\
                  M1,Shop,T1,0.0060,0.0050,2000,half_even,no,2025-11-20\nM2,Stall,D0,0.0038,0.0038,,,,\n",
            ),
            ("terminals.csv", b"tid,mid,model,bound_at\nT1,M1,A920,2025-01-01T00:00:00Z\n"),
            ("holds.csv", b"hold_id,mid,reason,placed_at,text\nH1,M1,risk,2025-11-20,see 6222029900000000010\n"),
            ("notices.csv", b"notice_id,issuer,kind,starts_at,ends_at,text\nN1,bank,outage,2025-11-20,2025-11-21,x\n"),
            ("compatibility.csv", b"model,firmware,channel,status\nA920,1.0,nfc,known_fault\n"),
            ("payers.csv", b"name,role\nPay Ltd,acquirer\n"),
            ("calendar.csv", b"date,kind,name\n2026-01-02,holiday,New Year\n"),
            ("coverage.csv", b"source,from,to,subject\nbank,2025-11-01,2025-11-30,6225\n"),
        ]);
        assert_eq!(sentences(&known), [""; 0]);
        let merchant = &known.merchants[0];
        assert_eq!(
            (
                merchant.line,
                merchant.debit_cap,
                merchant.refund_returns_fee
            ),
            (2, Some(2000), false)
        );
        assert_eq!(merchant.rounding, ledger::Rounding::HalfEven);
        assert_eq!(
            merchant.status_since,
            Some(ledger::Instant::from_ms(1_763_568_000_000))
        );
        let stall = &known.merchants[1];
        assert_eq!(
            (stall.settle_mode, stall.refund_returns_fee, stall.status),
            (ledger::SettleMode::D(0), true, "normal")
        );
        assert_eq!(
            (known.terminals[0].status, &*known.terminals[0].firmware),
            ("active", "")
        );
        assert_eq!(
            (known.holds[0].reason, &*known.holds[0].text),
            ("risk", "see 622202*********0010")
        );
        assert_eq!(
            (known.notices[0].kind, known.compatibility[0].status),
            ("outage", "known_fault")
        );
        assert_eq!(
            known.payers.as_ref().map(|payers| payers[0].role),
            Some("acquirer")
        );
        assert_eq!(
            (known.calendar[0].date.epoch(), known.calendar[0].kind),
            (20_455, "holiday")
        );
        let coverage = &known.coverage.as_ref().expect("the file is there")[0];
        assert_eq!(
            (coverage.source, coverage.to.epoch()),
            (wire::Source::Bank, 20_422)
        );
        assert_eq!(known.files.len(), 8);
    }

    #[test]
    fn without_files_nothing_is_known() {
        let known = known(&[]);
        assert!(known.merchants.is_empty() && known.payers.is_none() && known.coverage.is_none());
    }

    #[test]
    fn broken_rows_are_told() {
        let known = known(&[
            (
                "merchants.csv",
                b"mid,name,settle_mode,credit_rate,debit_rate\n\
                  M1,Shop,T31,0.0060,0.0050\nM2,Shop,T1,0.60%,0.0050\nM3,Shop,T1,60,0.0050\nM4,Shop,T1,0,0\n,Shop,T1,0,0\n",
            ),
            ("holds.csv", b"hold_id,mid,reason\nH1,M1,risk\n"),
        ]);
        let codes: Vec<String> = (0..12).map(|n| format!("T{n}")).collect();
        assert_eq!(
            sentences(&known),
            [
                "holds.csv:2: placed_at is not in the header, where it must be; add the column",
                &format!(
                    "merchants.csv:2: settle_mode \"T31\" is not one of the known values; write one of {} and so on",
                    codes.join(", ")
                ),
                "merchants.csv:3: credit_rate \"0.60%\" is a percentage; write a fraction, such as 0.0060",
                "merchants.csv:4: credit_rate \"60\" is above 1; write the rate as a fraction, such as 0.0060",
                "merchants.csv:6: mid is empty; write a value",
            ]
        );
        assert_eq!((known.merchants.len(), known.files[0].quarantined), (1, 4));
        let fault = known.files[1].fault.as_ref().expect("a column is missing");
        assert_eq!(
            fault.sentence("holds.csv", Lang::En),
            "holds.csv: the header lacks required columns: placed_at; add them"
        );
    }

    #[test]
    fn parquet_reads_as_its_text() {
        let text = |value: &str| Arc::new(StringArray::from(vec![value])) as ArrayRef;
        let written = |columns: Vec<(&str, ArrayRef)>| {
            let batch = RecordBatch::try_from_iter(columns).expect("one row each");
            let mut out = Vec::new();
            let mut writer =
                ArrowWriter::try_new(&mut out, batch.schema(), None).expect("a writer");
            writer.write(&batch).expect("memory does not fail");
            writer.close().expect("memory does not fail");
            out
        };
        let rate = Arc::new(Float64Array::from(vec![0.006])) as ArrayRef;
        let merchants = written(vec![
            ("mid", text("M1")),
            ("name", text("Shop")),
            ("settle_mode", text("T1")),
            ("credit_rate", Arc::clone(&rate)),
            ("debit_rate", rate),
        ]);
        let day = Arc::new(Date32Array::from(vec![20_455])) as ArrayRef;
        let calendar = written(vec![("date", day), ("kind", text("holiday"))]);
        let known = known(&[
            ("merchants.parquet", &merchants),
            ("calendar.parquet", &calendar),
        ]);
        assert_eq!(sentences(&known), [""; 0]);
        assert_eq!(
            known.merchants[0].credit_rate,
            ledger::Rate::parse("0.0060").expect("a rate")
        );
        assert_eq!(
            (known.calendar[0].line, known.calendar[0].date.epoch()),
            (1, 20_455)
        );
    }
}
