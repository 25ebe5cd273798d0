//! The same data set in another dress gives the same answers: rows shuffled, files split and
//! renamed, delivered twice, gzipped, as Parquet. Every column but `evidence`, byte for byte.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const SOURCES: [&str; 6] = [
    "terminal",
    "platform",
    "clearing",
    "settlement",
    "payout",
    "bank",
];

fn run(arguments: &[&str]) {
    let done = Command::new(env!("CARGO_BIN_EXE_daozhang"))
        .args(arguments)
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(
        matches!(done.status.code(), Some(0 | 1)),
        "{arguments:?}: {said}"
    );
}

fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// What a trace says, wherever its records stood.
struct Answers {
    /// Without their evidence.
    verdicts: Vec<Vec<String>>,
    funds: String,
    incidents: String,
    /// Source, resemblance and reason of each, sorted; the place differs.
    orphans: Vec<[String; 3]>,
}

fn answers(data: &Path, as_of: &str, out: &Path) -> Answers {
    run(&[
        "-q",
        "trace",
        &name(data),
        "--as-of",
        as_of,
        "--out",
        &name(out),
        "--files",
        "csv",
        "--no-report",
    ]);
    let (header, rows) = table(&out.join("verdicts.csv"));
    let evidence = column(&header, "evidence");
    let without_evidence = |row: &csv::StringRecord| {
        row.iter()
            .enumerate()
            .filter(|(at, _)| *at != evidence)
            .map(|(_, field)| field.to_owned())
            .collect()
    };
    let text = |file: &str| fs::read_to_string(out.join(file)).expect("an output file");
    let (header, orphans) = table(&out.join("orphans.csv"));
    let said = ["source", "resembles", "why"].map(|name| column(&header, name));
    let mut orphans: Vec<[String; 3]> = orphans
        .iter()
        .map(|row| said.map(|at| row[at].to_owned()))
        .collect();
    orphans.sort();
    Answers {
        verdicts: rows.iter().map(without_evidence).collect(),
        funds: text("funds.json"),
        incidents: text("incidents.csv"),
        orphans,
    }
}

fn table(path: &Path) -> (csv::StringRecord, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_path(path).expect("an output file");
    let header = reader.headers().expect("a header").clone();
    let rows = reader.records().map(|row| row.expect("a row")).collect();
    (header, rows)
}

fn column(header: &csv::StringRecord, name: &str) -> usize {
    let at = header.iter().position(|column| column == name);
    at.unwrap_or_else(|| panic!("there is a column {name}"))
}

/// A copy of the data set in which every source's files are written anew by `rewrite`.
fn dressed(data: &Path, copy: &Path, rewrite: impl Fn(&Path, &str, &str)) -> PathBuf {
    fs::create_dir_all(copy).expect("a scratch folder can be made");
    for entry in fs::read_dir(data)
        .expect("the data set")
        .flatten()
        .filter(|entry| entry.path().is_file())
    {
        fs::copy(entry.path(), copy.join(entry.file_name()))
            .expect("a knowledge file can be copied");
    }
    for source in SOURCES {
        let target = copy.join(source);
        fs::create_dir_all(&target).expect("a scratch folder can be made");
        for entry in fs::read_dir(data.join(source)).expect("a source").flatten() {
            let stem = entry
                .path()
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            rewrite(
                &target,
                &stem,
                &fs::read_to_string(entry.path()).expect("text"),
            );
        }
    }
    copy.to_owned()
}

fn write(folder: &Path, stem: &str, header: &str, rows: &[&str]) {
    let text = format!("{header}\n{}\n", rows.join("\n"));
    fs::write(folder.join(format!("{stem}.csv")), text).expect("a scratch file can be written");
}

/// A number that spreads texts, the same on every machine.
fn spread(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |bits, byte| {
        (bits ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[test]
fn another_dress_changes_no_answer() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let at = |part: &str| scratch.path().join(part);
    run(&[
        "-q",
        "simulate",
        "--swipes",
        "4000",
        "--seed",
        "3",
        "--out",
        &name(&at("csv")),
        "--unexplained",
    ]);
    run(&[
        "-q",
        "simulate",
        "--swipes",
        "4000",
        "--seed",
        "3",
        "--out",
        &name(&at("pq")),
        "--unexplained",
        "--files",
        "parquet",
    ]);
    let data = at("csv").join("data");
    let as_of = fs::read_to_string(at("csv").join("as-of")).expect("an instant");
    let plain = answers(&data, as_of.trim(), &at("out"));
    assert!(plain.verdicts.len() >= 4_000, "the town has so many swipes");
    assert!(!plain.orphans.is_empty(), "the town has orphans");

    let shuffled = dressed(&data, &at("shuffled"), |folder, stem, text| {
        let mut lines = text.lines();
        let header = lines.next().expect("a header");
        let mut rows: Vec<&str> = lines.collect();
        rows.sort_by_key(|row| spread(row));
        write(folder, stem, header, &rows);
    });
    let split = dressed(&data, &at("split"), |folder, stem, text| {
        let mut lines = text.lines();
        let header = lines.next().expect("a header");
        // Equal rows go to the same half.
        let (odd, even): (Vec<&str>, Vec<&str>) = lines.partition(|row| spread(row) % 2 == 1);
        write(folder, &format!("b-{stem}"), header, &odd);
        write(folder, &format!("a-{stem}"), header, &even);
    });
    let doubled = dressed(&data, &at("doubled"), |folder, stem, text| {
        fs::write(folder.join(format!("{stem}.csv")), text).expect("a scratch file can be written");
        fs::write(folder.join(format!("again-{stem}.csv")), text)
            .expect("a scratch file can be written");
    });
    let gzipped = dressed(&data, &at("gzipped"), |folder, stem, text| {
        let name = folder.join(format!("{stem}.csv.gz"));
        let file = fs::File::create(name).expect("a scratch file can be made");
        let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
        packed
            .write_all(text.as_bytes())
            .expect("text can be packed");
        packed.finish().expect("a scratch file can be written");
    });
    let dresses = [
        ("shuffled", shuffled),
        ("split", split),
        ("doubled", doubled),
        ("gzipped", gzipped),
        ("Parquet", at("pq").join("data")),
    ];
    for (dress, data) in dresses {
        let other = answers(&data, as_of.trim(), &at(&format!("out-{dress}")));
        for (one, same) in plain.verdicts.iter().zip(&other.verdicts) {
            assert_eq!(one, same, "{dress}");
        }
        assert_eq!(plain.verdicts.len(), other.verdicts.len(), "{dress}");
        assert_eq!(plain.funds, other.funds, "{dress}: funds map");
        assert_eq!(plain.incidents, other.incidents, "{dress}: incidents");
        assert_eq!(plain.orphans, other.orphans, "{dress}: orphans");
    }
}
