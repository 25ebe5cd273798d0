//! Knowledge files: a line that names one (`merchants`), then the file.
//!
//! Laws: rows in = rows out + quarantined; no panic is caught on the way; the quarantine shows no card number; what was
//! read can be put together for the judge.

use crate::folder::{first_line, rows_below_header, with_folder};
use crate::mask::assert_shows_no_card;
use batch::knowledge_files::read_knowledge;
use wire::{Knowledge, Lang};

/// Reads the file as knowledge of that kind.
pub fn knowledge(bytes: &[u8]) {
    let Some((name, file)) = first_line(bytes) else {
        return;
    };
    let Some(kind) = Knowledge::ALL.into_iter().find(|kind| kind.name() == name) else {
        return;
    };
    with_folder(|folder| {
        folder.write(&format!("{}.csv", kind.name()), file);
        let dataset = folder.dataset();
        let files = read_knowledge(&dataset);
        let [report] = &files.files[..] else {
            panic!("one file gave {} reports", files.files.len())
        };
        let rows = rows_below_header(file, report.fault.is_none());
        assert_eq!(
            report.rows + report.quarantined,
            rows,
            "a row is lost: {:?}",
            report.fault
        );
        assert_eq!(files.quarantine.rows(), report.quarantined);
        for lang in [Lang::Zh, Lang::En] {
            let sentences = files
                .quarantine
                .entries()
                .iter()
                .map(|entry| entry.sentence(lang));
            let faults = report
                .fault
                .iter()
                .map(|fault| fault.sentence(&report.path, lang));
            sentences.chain(faults).for_each(|text| {
                assert!(!text.contains("gave up"), "a panic was caught: {text}");
                assert_shows_no_card(&text);
            });
        }
        batch::knowledge(&files, dataset.settings());
    });
}
