//! The scan of record files: a line that names a source (`bank`), then the file.
//!
//! Laws: rows in = rows out + quarantined, whatever the packing; no panic is caught on the way but those of other
//! people's readers; what is masked, and what is told to people, shows no card number.

use crate::folder::{Folder, first_line, rows_below_header, with_folder};
use crate::mask::assert_shows_no_card;
use batch::scan::{FileFault, FileReport, Scan, ScanOptions};
use batch::sheet::Column;
use std::io::{Read, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use wire::{Lang, Source, Table};

/// Text: plain, as gzip and as Zstandard.
pub fn scan_text(bytes: &[u8]) {
    let Some((source, file)) = source_and_file(bytes) else {
        return;
    };
    with_folder(|folder| {
        folder.write(&format!("{source}/a.csv"), file);
        folder.write(&format!("{source}/b.csv.gz"), &gzip(file));
        folder.write(
            &format!("{source}/c.csv.zst"),
            &zstd::encode_all(file, 1).expect("memory does not fail"),
        );
        let scan = scanned(folder);
        let rows = rows_below_header(file, scan.files[0].fault.is_none());
        for report in &scan.files {
            assert_eq!(
                report.rows + report.quarantined,
                rows,
                "a row is lost: {report:?}"
            );
            assert_alike(report, &scan.files[0]);
        }
        assert_no_caught_panic(&scan);
    });
}

/// An archive that may be broken: gzip if it begins as gzip does, else Zstandard.
pub fn scan_archive(bytes: &[u8]) {
    /// What is unpacked for comparison; the scan itself unpacks all, in bounded memory.
    const UNPACKED_MAX: u64 = 1 << 20;
    let Some((source, file)) = source_and_file(bytes) else {
        return;
    };
    let gzipped = file.starts_with(b"\x1F\x8B");
    let reader: Option<Box<dyn Read + '_>> = match gzipped {
        true => Some(Box::new(flate2::bufread::MultiGzDecoder::new(file))),
        false => zstd::stream::read::Decoder::with_buffer(file)
            .ok()
            .map(|reader| Box::new(reader) as _),
    };
    let mut plain = Vec::new();
    let whole =
        reader.is_some_and(|reader| reader.take(UNPACKED_MAX).read_to_end(&mut plain).is_ok());
    with_folder(|folder| {
        folder.write(
            &format!("{source}/a.csv.{}", if gzipped { "gz" } else { "zst" }),
            file,
        );
        folder.write(&format!("{source}/b.csv"), &plain);
        let scan = scanned(folder);
        let [packed, unpacked] = &scan.files[..] else {
            panic!("two files: {:?}", scan.files)
        };
        if !whole {
            assert!(
                packed.fault.is_some(),
                "a broken archive is no fault: {packed:?}"
            );
        } else if (plain.len() as u64) < UNPACKED_MAX {
            assert_alike(packed, unpacked);
        }
        assert_no_caught_panic(&scan);
    });
}

/// Parquet, most of it broken. Its reader is not ours and may panic, which the scan turns into a file's fault.
pub fn scan_parquet(bytes: &[u8]) {
    watch_own_panics();
    let Some((source, file)) = source_and_file(bytes) else {
        return;
    };
    with_folder(|folder| {
        folder.write(&format!("{source}/a.parquet"), file);
        let scan = scanned(folder);
        assert_eq!(scan.files.len(), 1);
        assert!(
            !OWN_PANIC.load(Ordering::Relaxed),
            "a panic of ours was caught"
        );
    });
}

fn source_and_file(bytes: &[u8]) -> Option<(&'static str, &[u8])> {
    let (name, file) = first_line(bytes)?;
    Some((Source::of_name(name)?.name(), file))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer
        .write_all(bytes)
        .and_then(|()| writer.finish())
        .expect("memory does not fail")
}

fn scanned(folder: &Folder) -> Scan {
    let scan = batch::scan::scan(&folder.dataset(), ScanOptions { threads: 1 }, &|_| ());
    let rows = |of: fn(&FileReport) -> u64| scan.files.iter().map(of).sum::<u64>();
    assert_eq!(rows(|file| file.quarantined), scan.quarantine.rows());
    assert_eq!(
        rows(|file| file.rows + file.quarantined),
        scan.rows_in,
        "a row is lost"
    );
    assert_told_without_cards(&scan);
    assert_kept_without_cards(&scan);
    scan
}

/// Two files that hold the same, in different packings.
fn assert_alike(one: &FileReport, other: &FileReport) {
    let all = |report: &FileReport| (report.rows, report.quarantined, report.fault.clone());
    assert_eq!(
        all(one),
        all(other),
        "{} and {} differ",
        one.path,
        other.path
    );
}

fn assert_told_without_cards(scan: &Scan) {
    for lang in [Lang::Zh, Lang::En] {
        for entry in scan.quarantine.entries() {
            assert_shows_no_card(&entry.sentence(lang));
        }
        for file in &scan.files {
            file.fault
                .iter()
                .for_each(|fault| assert_shows_no_card(&fault.sentence(&file.path, lang)));
        }
    }
}

fn assert_kept_without_cards(scan: &Scan) {
    for chunk in &scan.chunks {
        let layout = wire::layout(Table::Source(chunk.source));
        for (spec, column) in layout.columns.iter().zip(&chunk.columns) {
            // An account's number may be that of a card, and payouts are matched by it.
            if matches!(&*spec.name, "account_no" | "counterparty_account") {
                continue;
            }
            match column {
                Column::Symbol(values) => {
                    values
                        .iter()
                        .for_each(|value| assert_shows_no_card(scan.symbols.text(*value)));
                }
                Column::Text(values) => values.iter().flatten().for_each(assert_shows_no_card),
                _ => {}
            }
        }
        for (_, texts) in &chunk.extras {
            texts.iter().flatten().for_each(assert_shows_no_card);
        }
    }
}

fn assert_no_caught_panic(scan: &Scan) {
    for file in &scan.files {
        if let Some(FileFault::CutShort { why, .. }) = &file.fault {
            assert!(
                !why.contains("gave up"),
                "a panic was caught in {}",
                file.path
            );
        }
    }
}

static OWN_PANIC: AtomicBool = AtomicBool::new(false);

/// libFuzzer ends at any panic, caught or not. From here on panics of other people's crates are let pass,
/// and ours are noted, so that one that the scan catches is found all the same.
fn watch_own_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map_or("", |place| place.file());
            if place.contains("/crates/")
                || place.starts_with("src/")
                || place.starts_with("tests/")
            {
                OWN_PANIC.store(true, Ordering::Relaxed);
                before(panic);
            }
        }));
    });
}
