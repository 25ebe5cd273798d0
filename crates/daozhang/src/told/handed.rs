//! Judging what is handed over in memory: records and knowledge as tables, no folder.
//!
//! In: tables of sources, or one narrow table; a folder of knowledge, or tables of it. Out: the same results as a
//! trace of files with these rows. Absent: files, and what other partitions know.

use super::{Asked, Complaint, Ended, Results, Watch, told_steps, verdicts, when};
use crate::command;
use crate::report::{fill, machine};
use crate::session;
use batch::dataset::{Dataset, DatasetFault, Settings};
use batch::knowledge_files::{
    HandedKnowledge, KnowledgeFiles, handed_knowledge, mask_key_of, read_knowledge,
};
use batch::scan::{FileReport, Handed, NarrowFault, SOURCE_COLUMN, Scan, scan_handed};
use batch::verdict_table::Names;
use batch::{Traced, tables};
use serde_json::json;
use std::path::PathBuf;
use wire::{Fault, Lang, MaskKey, SettingValue, Source, message};

/// Records in memory.
pub enum HandedOver {
    /// Tables, each of one source.
    Tables(Vec<Handed>),
    /// One table of all sources, whose column `source` tells them apart.
    Narrow(arrow_schema::SchemaRef, Vec<arrow_array::RecordBatch>),
}

/// What is known beside the records.
pub enum Known {
    /// A folder with `merchants.csv`, and what else there is.
    Folder(PathBuf),
    /// Tables of knowledge, and settings as `daozhang.toml` has them.
    Tables(Vec<HandedKnowledge>, Vec<(String, SettingValue)>),
}

/// Judges records handed over. `then` has the results while everything is still in memory.
pub fn judge(
    records: HandedOver,
    known: &Known,
    asked: &Asked,
    watch: Watch<'_>,
    then: impl FnOnce(Result<Results, Ended>),
) {
    let complained = |complaints| Err(Ended::Complaints(complaints));
    let (files, settings, key) = match knowledge(known, asked.lang) {
        Ok(known) => known,
        Err(complaints) => return then(complained(complaints)),
    };
    let handed = match apart(records, asked.lang) {
        Ok(handed) => handed,
        Err(complaints) => return then(complained(complaints)),
    };
    let scanned = scan_handed(&handed, &settings.zone, key, asked.threads);
    drop(handed);
    let faults = files.files.iter().chain(&scanned.files);
    let faults: Vec<_> = faults
        .filter_map(|file| Complaint::of_file(file, asked.lang))
        .collect();
    if !faults.is_empty() {
        return then(complained(faults));
    }
    let by = |error: crate::trouble::Trouble| Ended::by(&error.into(), asked.lang);
    let options = match session::when(&when(asked), &settings.zone, asked.threads) {
        Ok(options) => options,
        Err(trouble) => return then(Err(by(trouble))),
    };
    let known = batch::knowledge(&files, &settings);
    let steps = told_steps(watch);
    batch::trace(&scanned, known, options, &steps, |traced| {
        then(gather(traced, &scanned, &files, asked, watch));
    });
}

/// Knowledge, settings, and what references are masked under.
fn knowledge(
    known: &Known,
    lang: Lang,
) -> Result<(KnowledgeFiles, Settings, MaskKey), Vec<Complaint>> {
    let complaints = |faults: Vec<DatasetFault>| -> Vec<Complaint> {
        let faults = faults.iter();
        faults
            .map(|fault| Complaint::of_dataset(fault, lang))
            .collect()
    };
    let nobody = |file: &str| {
        let file = file.to_owned();
        complaints(vec![DatasetFault::MerchantsEmpty { file }])
    };
    match known {
        Known::Folder(folder) => {
            let dataset = Dataset::open_without_records(folder).map_err(complaints)?;
            let files = read_knowledge(&dataset);
            let is_merchants = |file: &FileReport| file.path.starts_with("merchants.");
            if !files.files.iter().any(is_merchants) {
                let folder = folder.display().to_string();
                return Err(complaints(vec![DatasetFault::NoMerchants { folder }]));
            }
            Ok((files, dataset.settings().clone(), dataset.mask_key()))
        }
        Known::Tables(tables, settings) => {
            let settings = Settings::of(settings.clone()).map_err(complaints)?;
            let key = mask_key_of(tables);
            let files = handed_knowledge(tables, &settings.zone, key);
            let has_fault = files.files.iter().any(|file| file.fault.is_some());
            if files.merchants.is_empty() && !has_fault {
                return Err(nobody("merchants"));
            }
            Ok((files, settings, key))
        }
    }
}

fn apart(records: HandedOver, lang: Lang) -> Result<Vec<Handed>, Vec<Complaint>> {
    let (schema, batches) = match records {
        HandedOver::Tables(tables) => return Ok(tables),
        HandedOver::Narrow(schema, batches) => (schema, batches),
    };
    Handed::apart(&schema, &batches).map_err(|fault| {
        let said = match fault {
            NarrowFault::NoSource => Fault::ColumnMissing.sentence(None, lang),
            NarrowFault::Unknown(name) => {
                let words = lang.list(&Source::ALL.map(Source::name));
                let said = message("fault.code_unknown", lang, &[("words", &words)]);
                format!("{} {said}", lang.quoted(&name))
            }
        };
        vec![Complaint::of(("batches", None, SOURCE_COLUMN), &said, lang)]
    })
}

fn gather(
    traced: &Traced<'_>,
    scanned: &Scan,
    known: &KnowledgeFiles,
    asked: &Asked,
    watch: Watch<'_>,
) -> Result<Results, Ended> {
    let by = |error: crate::trouble::Trouble| Ended::by(&error.into(), asked.lang);
    let columns = command::trace::columns(asked.columns.as_deref()).map_err(by)?;
    let citations = scanned.citations();
    let names = Names {
        citations: &citations,
        incidents: &fill::incident_ids(traced),
        zone: &traced.knowledge.zone,
    };
    let mut quarantine = scanned.quarantine.clone();
    quarantine.append(known.quarantine.clone());
    quarantine.sort();
    let files: Vec<String> = scanned.files.iter().map(|file| file.path.clone()).collect();
    let rows = &traced.rows;
    Ok(Results {
        schema: columns.schema(),
        verdicts: verdicts(traced, (&columns, &names), asked.threads, watch)?,
        orphans: tables::orphans(&traced.orphans, &files),
        quarantine: tables::quarantine(&quarantine, asked.lang),
        incidents: tables::incidents(traced),
        funds: machine::funds_map(&traced.funds),
        summary: json!({
            "swipes": traced.swipes(),
            "rows": {
                "read": rows.read, "in_trails": rows.in_trails, "orphans": rows.orphans,
                "quarantined": rows.quarantined, "repeats": rows.repeats, "later": rows.later,
            },
        }),
        report: None,
    })
}
