//! Laws of the commands that no transcript shows: what they say stands in `transcripts`.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What a command printed; it ended with this code.
fn run(folder: &Path, arguments: &[&str], code: i32) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_daozhang"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(code), "{arguments:?}: {said}");
    String::from_utf8(done.stdout).expect("stdout is UTF-8")
}

#[test]
fn nothing_is_written_where_nothing_was_judged() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    fs::create_dir(scratch.path().join("bank")).expect("a scratch folder can be made");
    run(scratch.path(), &["trace", ".", "--out", "out"], 3);
    assert!(!scratch.path().join("out").exists());
}

#[test]
fn a_town_is_graded_by_its_own_truth() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let make = ["simulate", "--swipes", "50", "--seed", "3", "--out", "town"];
    run(scratch.path(), &make, 0);
    let as_of = fs::read_to_string(scratch.path().join("town/as-of")).expect("an instant");
    let trace = [
        "trace",
        "town/data",
        "--out",
        "out",
        "--as-of",
        as_of.trim(),
    ];
    run(scratch.path(), &trace, 0);
    run(scratch.path(), &["grade", "town/truth", "out"], 0);
}

#[test]
fn every_help_names_an_example() {
    let here = Path::new(".");
    for command in ["demo", "trace", "why", "check", "simulate", "grade"] {
        let help = run(here, &[command, "--help", "--lang", "en"], 0);
        let (_, after) = help
            .split_once("Example")
            .unwrap_or_else(|| panic!("{command} --help shows no example"));
        assert!(after.contains(&format!("daozhang {command} ")), "{after}");
    }
}

#[test]
fn completions_and_manual_are_printed() {
    let here = Path::new(".");
    for shell in ["bash", "zsh", "fish"] {
        assert!(run(here, &["completions", shell], 0).contains("simulate"));
    }
    let [zh, en] = ["zh", "en"].map(|lang| run(here, &["man", "--lang", lang], 0));
    assert!(zh.contains(".TH daozhang") && zh.contains(".SH 用法") && zh.contains("数据目录"));
    assert!(en.contains(".TH daozhang") && en.contains(".SH SYNOPSIS"));
}
