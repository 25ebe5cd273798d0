//! Every message about input that cannot be used, brought about by the smallest input that does it.
//!
//! `faults/<key>/` holds that input, and `expected.txt`, a talk about it (see `talk`) in both languages.

mod books;
mod talk;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const EXPECTED: &str = "expected.txt";

fn crate_folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(crate_folder().join("tests/faults")).expect("there are faults");
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    folders
}

fn name(path: &Path) -> String {
    let name = path.file_name().expect("it has a name");
    name.to_string_lossy().into_owned()
}

/// The messages by key, without `fault.`, each in Chinese and English.
fn messages() -> BTreeMap<String, [String; 2]> {
    let path = crate_folder().join("../../specs/wording/faults.csv");
    let mut table = csv::Reader::from_path(path).expect("the catalogue is there");
    let rows = table.records().map(|row| row.expect("it is well formed"));
    rows.map(|row| {
        let key = row[0].strip_prefix("fault.").expect("a fault's key");
        (key.to_owned(), [row[1].to_owned(), row[2].to_owned()])
    })
    .collect()
}

/// Adds the input that is too large to be kept, or no text.
fn enlarge(key: &str, folder: &Path) {
    const MIB: usize = 1 << 20;
    let write = |name: &str, text: String| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("a scratch file can be written");
    };
    match key {
        "record_too_long" => {
            let header = "account_no,booked_at,direction,amount\n";
            write("bank/a.csv", format!("{header}{}\n", "9".repeat(MIB + 1)));
        }
        "file_text_too_long" => {
            let long = "a".repeat(MIB + 1);
            write(
                "statements/a.xml",
                format!("<?xml version=\"1.0\"?>\n<Document><a>{long}"),
            );
        }
        "data_config_too_large" => write("daozhang.toml", format!("#{}\n", " ".repeat(MIB))),
        "config_value_too_many" => {
            let mapping = "[[mapping]]\nfiles = \"bill/*.csv\"\nrecord = [{ source = \"bank\", fields = { \
                 account_no = \"account\", booked_at = \"when\", amount = \"fen\", direction = { value = \"credit\" } } }]\n";
            write("daozhang.toml", mapping.repeat(257));
        }
        "books_newer" => books::meddled(
            &folder.join("books.db"),
            "INSERT INTO migrations VALUES (2, '0002_later.sql', zeroblob(32), 0)",
        ),
        "books_migration" => books::meddled(
            &folder.join("books.db"),
            "UPDATE migrations SET hash = zeroblob(32)",
        ),
        "books_damaged" => {
            let cut =
                "DROP TRIGGER entries_stay; UPDATE entries SET previous = x'00' WHERE sequence = 4";
            books::meddled(&folder.join("books.db"), cut);
        }
        _ => {}
    }
}

fn expected(folder: &Path) -> String {
    let path = folder.join(EXPECTED);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Whether a message stands in a text, whatever its places were filled with.
fn shows(text: &str, message: &str) -> bool {
    let mut rest = text;
    message.split(['{', '}']).step_by(2).all(|part| {
        let found = rest.split_once(part);
        rest = found.map_or(rest, |(_, after)| after);
        found.is_some()
    })
}

#[test]
fn every_fault_is_told_with_its_place_its_reason_and_its_remedy() {
    let messages = messages();
    let mut differences = String::new();
    for folder in folders() {
        let key = name(&folder);
        let scratch = tempfile::tempdir().expect("a scratch folder");
        talk::copy(&folder, &scratch.path().join(&key));
        enlarge(&key, &scratch.path().join(&key));
        let said = talk::played(&expected(&folder), scratch.path());
        for message in messages.get(&key).into_iter().flatten() {
            assert!(
                shows(&said, message),
                "{key} does not say {message}\n{said}"
            );
        }
        differences += &talk::difference(said, &folder.join(EXPECTED));
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn every_message_has_its_folder() {
    let known: Vec<String> = messages().into_keys().collect();
    let shown: Vec<String> = folders().iter().map(|folder| name(folder)).collect();
    assert_eq!(
        shown, known,
        "tests/faults and specs/wording/faults.csv name other messages"
    );
}

/// Keys in the code, in quotation marks.
fn said_in(folder: &Path, keys: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("it can be listed").flatten() {
        let path = entry.path();
        if path.is_dir() {
            said_in(&path, keys);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let source = fs::read_to_string(&path).expect("sources are text");
            let words = source
                .split('"')
                .filter_map(|word| word.strip_prefix("fault."));
            keys.extend(words.map(str::to_owned));
        }
    }
}

#[test]
fn every_message_is_said_and_none_is_idle() {
    let mut said = BTreeSet::new();
    for room in ["wire", "batch", "daozhang"] {
        said_in(&crate_folder().join("..").join(room).join("src"), &mut said);
    }
    let said: Vec<&String> = said.iter().filter(|key| !key.is_empty()).collect();
    assert_eq!(said, messages().keys().collect::<Vec<_>>());
}
