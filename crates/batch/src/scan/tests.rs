//! Folders in, text out: one line a row, then the quarantine, then what is wrong with whole files.

use super::columnar_tests::{parquet, texts};
use super::*;
use crate::dataset::Dataset;
use crate::sheet::Column;
use proptest::prelude::*;
use std::io::Write;
use std::path::Path;
use wire::{Lang, Table};

const MERCHANTS: &str = "mid,name,settle_mode,credit_rate,debit_rate\nM1,Shop,T1,0.0060,0.0050\n";

/// A data set of these files.
pub(super) fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in files
        .iter()
        .chain([&("merchants.csv", MERCHANTS.as_bytes())])
    {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("it can be made");
        std::fs::write(path, bytes).expect("it can be written");
    }
    folder
}

pub(super) fn scanned(folder: &Path, threads: usize) -> Scan {
    let dataset = Dataset::open(folder).unwrap_or_else(|faults| panic!("{faults:?}"));
    scan(&dataset, ScanOptions { threads }, &|_| ())
}

/// Every good row as `path:line column=value …`, in the layout's order, empty ones left out.
fn rows(scan: &Scan) -> Vec<String> {
    let mut lines = Vec::new();
    for chunk in &scan.chunks {
        let layout = wire::layout(Table::Source(chunk.source));
        for row in 0..chunk.rows {
            let mut line = format!("{}:{}", scan.file(chunk.file).path, chunk.lines.of(row));
            for (position, (spec, column)) in layout.columns.iter().zip(&chunk.columns).enumerate()
            {
                let value = match column {
                    Column::Absent => String::new(),
                    Column::Symbol(values) => scan.symbols.text(values[row]).to_owned(),
                    Column::Text(values) => values.value(row).to_owned(),
                    Column::Number(_) => chunk
                        .number(position, row)
                        .map_or(String::new(), |value| value.to_string()),
                    Column::Day(_) => chunk
                        .day(position, row)
                        .map_or(String::new(), |day| day.to_string()),
                    Column::Code(_) => {
                        let code = chunk.code(position, row);
                        code.map_or(String::new(), |code| spec.values[usize::from(code)].clone())
                    }
                };
                if !value.is_empty() {
                    line += &format!(" {}={value}", spec.name);
                }
            }
            for (name, texts) in &chunk.extras {
                line += &format!(" +{name}={}", texts.value(row));
            }
            lines.push(line);
        }
    }
    lines
}

/// Rows, quarantine and file faults. One thread and three must agree.
pub(super) fn shown(folder: &Path) -> Vec<String> {
    let once = shown_of(&scanned(folder, 1));
    assert_eq!(shown_of(&scanned(folder, 3)), once);
    once
}

/// The same of a scan.
pub(super) fn shown_of(scan: &Scan) -> Vec<String> {
    let mut lines = rows(scan);
    lines.extend(scan.quarantine.entries().iter().map(|entry| {
        let times = if entry.count > 1 {
            format!(" (x{})", entry.count)
        } else {
            String::new()
        };
        entry.sentence(Lang::En) + &times
    }));
    for file in &scan.files {
        lines.extend(
            file.fault
                .iter()
                .map(|fault| fault.sentence(&file.path, Lang::En)),
        );
        lines.extend(
            file.findings
                .iter()
                .map(|finding| finding.sentence(&file.path, Lang::En)),
        );
    }
    lines
}

pub(super) fn check(files: &[(&str, &[u8])], expected: &[&str]) {
    let folder = folder(files);
    assert_eq!(shown(folder.path()), expected);
}

const BANK: &str = "account_no,booked_at,direction,amount\n";

#[test]
fn rows_of_all_forms_of_text_are_read() {
    let plain = format!("{BANK}6225,2025-11-20T08:00:00+08:00,credit,1200\n");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(plain.as_bytes())
        .expect("memory does not fail");
    let gzip = gzip.finish().expect("memory does not fail");
    let zstd = zstd::encode_all(plain.as_bytes(), 1).expect("memory does not fail");
    let row = "account_no=6225 booked_at=1763596800000 direction=credit amount=1200";
    check(
        &[
            ("bank/a.csv", plain.as_bytes()),
            ("bank/b.csv.gz", &gzip),
            ("bank/deep/er/c.csv.zst", &zstd),
            ("bank/d.tsv", plain.replace(',', "\t").as_bytes()),
            ("bank/.hidden.csv", b"nothing"),
            ("bank/_SUCCESS", b""),
            ("bank/empty.csv", b""),
            ("bank/head.csv", BANK.as_bytes()),
            ("truth/swipes.csv", b"never read"),
        ],
        &[
            &format!("bank/a.csv:2 {row}"),
            &format!("bank/b.csv.gz:2 {row}"),
            &format!("bank/d.tsv:2 {row}"),
            &format!("bank/deep/er/c.csv.zst:2 {row}"),
        ],
    );
}

#[test]
fn columns_in_any_order_and_unknown_ones_kept() {
    check(
        &[(
            "bank/a.csv",
            b"note,amount,account_no,direction,booked_at,\ncard 6222029900000000010,5,A,debit,2025-11-20 08:00:00,x\n",
        )],
        &["bank/a.csv:2 account_no=A booked_at=1763596800000 direction=debit amount=5 \
           +note=card 622202*********0010 +column_6=x"],
    );
}

#[test]
fn broken_rows_are_told_and_the_rest_goes_on() {
    let text = format!(
        "{BANK}A,2025-11-20,credit,1\n\
         A,2025-02-30,credit,1\n\
         A,2025-11-20,credit,12.3\n\
         A,2025-11-20,Credit,1\n\
         ,2025-11-20,credit,1\n\
         A,2025-11-20,credit\n\
         A,2025-11-20,credit,6222029900000000010\n\
         A,2025-11-20,credit,\"1\n\
         A,2025-11-20,credit,2\n"
    );
    let width = "the row has 3 fields and the header 4; make them agree, and quote values that contain the delimiter";
    check(
        &[("bank/a.csv", text.as_bytes())],
        &[
            "bank/a.csv:2 account_no=A booked_at=1763568000000 direction=credit amount=1",
            "bank/a.csv:10 account_no=A booked_at=1763568000000 direction=credit amount=2",
            "bank/a.csv:3: booked_at \"2025-02-30\" is a day that does not exist; write a day of the calendar",
            "bank/a.csv:4: amount \"12.3\" has a decimal point; write whole fen",
            "bank/a.csv:5: direction \"Credit\" is not one of the known values; write one of credit, debit",
            "bank/a.csv:6: account_no is empty; write a value",
            &format!("bank/a.csv:7: {width}"),
            "bank/a.csv:8: amount \"622202*********0010\" is above 999999999999999 fen; check the amount, and write it in fen",
            "bank/a.csv:9: a quotation mark is never closed; close it, and double the marks inside values",
        ],
    );
}

#[test]
fn a_line_without_end_costs_one_row() {
    let mut text = format!("{BANK}A,2025-11-20,credit,1\n").into_bytes();
    text.extend(std::iter::repeat_n(b'x', 5 << 20));
    text.extend_from_slice(b"\nA,2025-11-20,credit,2\n");
    check(
        &[("bank/a.csv", &text)],
        &[
            "bank/a.csv:2 account_no=A booked_at=1763568000000 direction=credit amount=1",
            "bank/a.csv:4 account_no=A booked_at=1763568000000 direction=credit amount=2",
            "bank/a.csv:3: the line is longer than 1 MiB; check its line ends and quotation marks",
        ],
    );
}

#[test]
fn a_file_without_its_columns_gives_every_row_to_the_quarantine() {
    let missing = "is not in the header, where it must be; add the column";
    let twice = "stands twice in the header; remove one";
    check(
        &[
            ("bank/a.csv", b"account_no,booked_at\nA,1\nA,2\nA,3\n"),
            (
                "bank/b.csv",
                b"account_no,booked_at,direction,amount,amount\nA,1,2,3,4\n",
            ),
            (
                "bank/c.csv",
                b"account_no,booked_at,direction,amount,x,x\nA,1,2,3,4,5\n",
            ),
        ],
        &[
            &format!("bank/a.csv:2: direction {missing} (x3)"),
            &format!("bank/b.csv:2: amount {twice}"),
            &format!("bank/c.csv:2: x {twice}"),
            "bank/a.csv: the header lacks required columns: direction, amount; add them",
            "bank/b.csv: the header names amount twice; remove one",
            "bank/c.csv: the header names x twice; remove one",
        ],
    );
}

#[test]
fn another_encoding_is_named() {
    let hint = "the line is not UTF-8 but reads as GB18030; save the file as UTF-8, or map it with encoding = \"gb18030\"";
    let row = [
        b"account_no,booked_at,direction,amount,remittance\nA,2025-11-20,credit,1,".as_slice(),
        b"\xD6\xD0\n",
    ];
    check(
        &[("bank/a.csv", &row.concat())],
        &[&format!("bank/a.csv:2: {hint}")],
    );
    let header = b"account_no,\xD6\xD0\nA,1\nB,2\n";
    check(
        &[("bank/a.csv", header)],
        &[
            &format!("bank/a.csv:2: {hint} (x2)"),
            &format!("bank/a.csv:1: the header cannot be read: {hint}"),
        ],
    );
}

#[test]
fn a_truncated_archive_keeps_the_rows_before_the_break() {
    let mut text = BANK.to_owned();
    for n in 0..20_000_u64 {
        text += &format!(
            "A{},2025-11-20,credit,{}\n",
            n * 7919 % 1000,
            n * 104_729 % 99_991
        );
    }
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes())
        .expect("memory does not fail");
    let gzip = gzip.finish().expect("memory does not fail");
    let zstd = zstd::encode_all(text.as_bytes(), 1).expect("memory does not fail");
    let folder = folder(&[
        ("bank/a.csv.gz", &gzip[..gzip.len() / 2]),
        ("bank/b.csv.zst", &zstd[..zstd.len() - 4]),
        ("bank/c.csv.gz", b"this is no archive"),
        (
            "bank/d.csv",
            b"account_no,booked_at,direction,amount\nA,2025-11-20,credit,1\n",
        ),
    ]);
    let scan = scanned(folder.path(), 0);
    for file in &scan.files[..3] {
        let fault = file
            .fault
            .as_ref()
            .expect("it is cut")
            .sentence(&file.path, Lang::En);
        assert!(
            fault.starts_with(&format!("{}: the file breaks off (", file.path)),
            "{fault}"
        );
    }
    assert!(
        scan.files[0].rows > 1000 && scan.files[0].rows < 20_000,
        "{}",
        scan.files[0].rows
    );
    assert_eq!((scan.files[3].rows, &scan.files[3].fault), (1, &None));
}

#[test]
fn other_formats_are_told() {
    check(
        &[("bank/a.xlsx", b"PK")],
        &[
            "bank/a.xlsx: this is in no format that is read; use .csv or .tsv (also as .gz or .zst) or .parquet, \
           or map it in daozhang.toml",
        ],
    );
}

#[test]
fn mapped_files_become_records() {
    let config = "[settings]\nzone = \"UTC\"\n[[mapping]]\nfiles = \"*.txt\"\ndelimiter = \"|\"\n\
                  [[mapping.record]]\nsource = \"bank\"\n[mapping.record.fields]\n\
                  account_no = \"who\"\nbooked_at = { column = \"when\", pattern = \"%Y%m%d\" }\n\
                  direction = { value = \"credit\" }\namount = { column = \"yuan\", unit = \"yuan\" }\n\
                  [mapping.totals]\nsum = \"yuan\"\n";
    check(
        &[
            ("daozhang.toml", config.as_bytes()),
            (
                "a.txt",
                b"who|when|yuan\nA|20251120|1.50\n|20251120|1\nA|20251120|x\nsum\n2.51\n",
            ),
            (
                "bank/b.csv",
                b"account_no,booked_at,direction,amount\nA,2025-11-20,credit,1\n",
            ),
        ],
        &[
            "a.txt:2 account_no=A booked_at=1763596800000 direction=credit amount=150",
            "bank/b.csv:2 account_no=A booked_at=1763596800000 direction=credit amount=1",
            "a.txt:3: account_no is empty; write a value",
            "a.txt:4: yuan \"x\" is not an amount; write digits and a point, such as 12.34",
            "a.txt:6: the totals say sum \"2.51\", the rows give 2.50; check that the file is whole",
        ],
    );
}

#[test]
fn progress_ends_at_the_whole() {
    let text = format!("{BANK}A,2025-11-20,credit,1\n");
    let folder = folder(&[
        ("bank/a.csv", text.as_bytes()),
        ("bank/b.csv", text.as_bytes()),
    ]);
    let dataset = Dataset::open(folder.path()).expect("it is whole");
    let last = std::cell::Cell::new(Progress::default());
    scan(&dataset, ScanOptions::default(), &|progress| {
        last.set(progress)
    });
    let bytes = 2 * text.len() as u64;
    assert_eq!(
        last.get(),
        Progress {
            bytes_done: bytes,
            bytes,
            rows: 2
        }
    );
    let broken_off = scan_while(
        &dataset,
        ScanOptions::default(),
        &|_| ControlFlow::Break(()),
    );
    assert!(broken_off.is_none());
}

#[test]
fn the_example_shop_is_read_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/wechat-shop");
    let scan = scanned(&folder, 0);
    assert_eq!(
        (
            rows_of(&scan, Source::Platform),
            rows_of(&scan, Source::Settlement)
        ),
        (12, 12)
    );
    assert_eq!((scan.quarantine.rows(), scan.files[0].skipped), (0, 2));
    assert_eq!(
        (&scan.files[0].fault, &scan.files[0].findings),
        (&None, &Vec::new())
    );
    let known =
        crate::knowledge_files::read_knowledge(&Dataset::open(&folder).expect("it is whole"));
    assert_eq!((known.merchants.len(), known.quarantine.rows()), (1, 0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_in_any_file_are_scanned_to_the_end(
        bytes in proptest::collection::vec(prop_oneof![Just(b','), Just(b'\n'), Just(b'"'), any::<u8>()], 0..300),
        cut in 0_usize..4000,
        torn in 0_usize..4000,
    ) {
        let head = [BANK.as_bytes(), &bytes].concat();
        let mut whole = parquet(vec![("account_no", texts(&["A"; 40])), ("amount", texts(&["1"; 40]))], 10);
        let place = torn % whole.len();
        whole[place] ^= 0x55;
        whole.truncate(whole.len() - cut % (whole.len() / 4));
        let gzip = [b"\x1F\x8B\x08\0\0\0\0\0\0\x03".as_slice(), &bytes].concat();
        let folder = folder(&[
            ("bank/a.csv", &head),
            ("bank/b.csv", &bytes),
            ("bank/c.parquet", &bytes),
            ("bank/d.parquet", &whole),
            ("bank/e.csv.gz", &gzip),
            ("bank/f.csv.zst", &bytes),
        ]);
        // The scan itself asserts that every row is in a chunk or in the quarantine.
        scanned(folder.path(), 1);
    }
}
