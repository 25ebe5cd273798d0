//! Every command as people meet it: what is typed, all that comes back, and the files written.
//!
//! `transcripts/<name>.txt` is a talk (see `talk`); the folders beside it are what is talked about.

mod books;
mod talk;

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn the_commands_say_what_they_said() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let entries = fs::read_dir(&home).expect("there are transcripts");
    let mut talks: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    talks.retain(|path| path.is_file());
    talks.sort();
    let mut differences = String::new();
    for kept in talks {
        let scratch = tempfile::tempdir().expect("a scratch folder");
        talk::copy(&home, scratch.path());
        if kept.file_stem().is_some_and(|name| name == "ledger") {
            books::shop(&scratch.path().join("shop.db"));
            let edited = "DROP TRIGGER legs_stay; UPDATE legs SET amount = 6000 WHERE sequence = 3";
            books::meddled(&scratch.path().join("edited.db"), edited);
            let kept = "UPDATE balances SET credit = credit - 1 WHERE code = 2103";
            books::meddled(&scratch.path().join("kept.db"), kept);
        }
        let talk = fs::read_to_string(&kept).expect("a talk is UTF-8");
        let said = talk::played(&talk, scratch.path());
        differences += &talk::difference(said, &kept);
    }
    assert!(differences.is_empty(), "{differences}");
}
