//! The written town: bytes repeat, Parquet says what CSV says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use town::{Error, Files, Options, simulate};

fn written(swipes: u64, seed: u64, files: Files) -> (tempfile::TempDir, town::Summary) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let options = Options {
        files,
        ..Options::new(swipes, seed, folder.path())
    };
    let summary = simulate(&options, &|_, _| {}).expect("a town");
    (folder, summary)
}

fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .expect("inside")
                    .display()
                    .to_string();
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn one_seed_writes_the_same_bytes_and_another_seed_others() {
    for files in [Files::Csv, Files::Parquet] {
        let (first, summary) = written(13_000, 5, files);
        let (again, _) = written(13_000, 5, files);
        let (other, _) = written(13_000, 6, files);
        assert_eq!(summary.swipes, 13_000);
        let (first, again, other) = (
            contents(first.path()),
            contents(again.path()),
            contents(other.path()),
        );
        assert!(first.len() > 80, "{} files", first.len());
        assert!(first == again, "the same seed wrote other bytes");
        let path = format!("data/platform/2025-09-25.{}", files.ending());
        assert!(
            first[&path] != other[&path],
            "another seed wrote the same bytes"
        );
    }
}

#[test]
fn parquet_holds_the_rows_of_csv() {
    use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
    let (csv, summary) = written(13_000, 9, Files::Csv);
    let (parquet, same) = written(13_000, 9, Files::Parquet);
    assert_eq!(summary, same);
    let text = contents(csv.path());
    for (name, _) in contents(parquet.path()) {
        let Some(stem) = name.strip_suffix(".parquet") else {
            continue;
        };
        let bytes = &text[&format!("{stem}.csv")];
        let lines = bytes.iter().filter(|byte| **byte == b'\n').count() - 1;
        let file = fs::File::open(parquet.path().join(&name)).expect("a file");
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("a Parquet file");
        let header = String::from_utf8_lossy(bytes);
        let columns: Vec<&str> = reader
            .schema()
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .collect();
        assert_eq!(header.lines().next(), Some(columns.join(",").as_str()));
        let rows: usize = reader
            .build()
            .expect("a reader")
            .map(|batch| batch.expect("a batch").num_rows())
            .sum();
        assert_eq!(rows, lines, "{name}");
    }
}

#[test]
fn the_truth_stands_beside_the_data_and_says_when() {
    let (folder, summary) = written(13_000, 9, Files::Csv);
    let truth = fs::read_to_string(folder.path().join("truth/swipes.csv")).expect("the truth");
    assert_eq!(truth.lines().count() as u64, summary.swipes + 1);
    assert!(truth.starts_with("mid,tid,stan,rrn,order_no,fate,provable,verdict,stage,cause,owed,arrived,expected_by,incident\n"));
    let as_of = fs::read_to_string(folder.path().join("as-of")).expect("the as-of instant");
    assert_eq!(as_of, "2025-10-09T10:00:00+08:00\n");
    let incidents =
        fs::read_to_string(folder.path().join("truth/incidents.csv")).expect("incidents");
    assert_eq!(incidents.lines().count() as u64, summary.incidents + 1);
}

#[test]
fn a_town_of_nobody_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let refused = simulate(&Options::new(0, 1, folder.path()), &|_, _| {});
    assert!(matches!(refused, Err(Error::Refused(_))));
    let sentence = refused.expect_err("refused").to_string();
    assert!(sentence.contains("give another number"), "{sentence}");
}

#[test]
fn a_town_replaces_an_earlier_town_and_nothing_else() {
    let (folder, _) = written(300, 1, Files::Parquet);
    let (fresh, _) = written(300, 2, Files::Csv);
    simulate(&Options::new(300, 2, folder.path()), &|_, _| {}).expect("a town over a town");
    assert!(
        contents(folder.path()) == contents(fresh.path()),
        "something of the earlier town is left"
    );

    let strange = folder.path().join("data/bank/statement of March.csv");
    fs::write(&strange, "mine").expect("a file");
    let refused = simulate(&Options::new(300, 2, folder.path()), &|_, _| {});
    let sentence = refused.expect_err("refused").to_string();
    assert!(sentence.contains("choose an empty folder"), "{sentence}");
    assert_eq!(fs::read_to_string(&strange).expect("still there"), "mine");

    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    fs::create_dir_all(elsewhere.path().join("data/bank")).expect("a folder");
    fs::write(elsewhere.path().join("data/bank/2025-09-22.csv"), "real").expect("a file");
    let refused = simulate(&Options::new(300, 2, elsewhere.path()), &|_, _| {});
    assert!(matches!(refused, Err(Error::Taken { .. })));
}
