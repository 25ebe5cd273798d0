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
    for command in [
        "demo", "trace", "why", "check", "simulate", "grade", "ledger",
    ] {
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

#[test]
fn whoever_lets_the_clock_judge_old_records_is_told_on_stderr() {
    let lone = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts/lone");
    let lone = lone.to_str().expect("a path is text");
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let both = |arguments: &[&str], format: &str| {
        let done = Command::new(env!("CARGO_BIN_EXE_daozhang"))
            .args(arguments)
            .args(["--format", format, "--lang", "en"])
            .current_dir(scratch.path())
            .output()
            .expect("the binary runs");
        [done.stdout, done.stderr].map(|said| String::from_utf8(said).expect("it is UTF-8"))
    };
    let said = |arguments: &[&str]| {
        let [_, stderr] = both(arguments, "json");
        stderr
    };
    for command in [
        &["trace", lone, "--out", "out"][..],
        &["why", lone, "250304000001"],
        &["why", lone, "M2"],
        &["check", lone],
    ] {
        let told = said(command);
        assert!(told.contains("pass --as-of 2025-03-05"), "{told}");
        let chosen = [command, &["--as-of", "2025-03-20"]].concat();
        assert_eq!(said(&chosen), "", "who chose the instant knows");
        // Text for people has the sentence itself: on a terminal it would stand there twice.
        let [stdout, stderr] = both(command, "text");
        let times = (stdout + &stderr).matches("pass --as-of").count();
        assert_eq!(times, 1, "{command:?}");
    }
}

#[test]
fn check_and_trace_miss_the_same_files() {
    let folders = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let scratch = tempfile::tempdir().expect("a scratch folder");
    for (name, some) in [("day", true), ("unpaid", true), ("lone", false)] {
        let folder = folders.join(name);
        let folder = folder.to_str().expect("a path is text");
        let missing = |command: &[&str]| {
            let when = ["--as-of", "2025-03-07T10:00", "--format", "json"];
            let done = Command::new(env!("CARGO_BIN_EXE_daozhang"))
                .args([command, &when].concat())
                .current_dir(scratch.path())
                .output()
                .expect("the binary runs");
            let said: serde_json::Value =
                serde_json::from_slice(&done.stdout).expect("stdout is JSON");
            said["missing_files"].clone()
        };
        let checked = missing(&["check", folder]);
        let traced = missing(&["trace", folder, "--out", "out", "--no-report"]);
        assert_eq!(checked, traced, "{name}");
        assert_eq!(checked.as_array().is_some_and(|all| !all.is_empty()), some);
    }
}

#[test]
fn a_payout_lists_its_swipes() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let write = |name: &str, rows: &[&str]| {
        let path = scratch.path().join("data").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, rows.join("\n") + "\n").expect("it can be written");
    };
    let terms = "mid,name,settle_mode,credit_rate,debit_rate";
    write("merchants.csv", &[terms, "M1,M1,T1,0.006,0.006"]);
    let lines = [
        "mid,rrn,txn_type,amount,fee,net,settle_date,payout_id,status",
        "M1,1,sale,1000,6,994,2025-03-04,P1,paid_out",
        "M1,2,sale,1000,6,994,2025-03-04,P1,paid_out",
        "M1,3,sale,1000,6,994,2025-03-04,P2,paid_out",
    ];
    write("settlement/a.csv", &lines);
    let payouts = [
        "payout_id,mid,amount,created_at,status,status_at",
        "P1,M1,1988,2025-03-05 03:00:00,paid,2025-03-05 08:00:00",
    ];
    write("payout/a.csv", &payouts);
    let why = ["why", "data", "P1", "--as-of", "2025-03-06", "--lang", "en"];
    let said = run(scratch.path(), &why, 1);
    assert!(said.starts_with("Payout P1 holds 2 swipes\n"), "{said}");
}

/// Traces settlement lines by themselves at a fixed instant; returns the verdicts without their evidence.
fn verdicts_of(merchants: &[&str], lines: &[&str]) -> Vec<String> {
    const COLUMNS: &str = "acquirer,mid,rrn,txn_type,amount,fee,net,settle_date,status,hold_reason";
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let write = |name: &str, header: &str, rows: &[String]| {
        let path = scratch.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, format!("{header}\n{}\n", rows.join("\n"))).expect("it can be written");
    };
    let terms = |mid: &&str| format!("{mid},{mid},T1,0.006,0.006");
    let merchants: Vec<String> = merchants.iter().map(terms).collect();
    let header = "mid,name,settle_mode,credit_rate,debit_rate";
    write("data/merchants.csv", header, &merchants);
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    write("data/settlement/a.csv", COLUMNS, &lines);
    let at = "2025-09-24T10:00:00+08:00";
    let trace = [
        "trace",
        "data",
        "--out",
        "out",
        "--files",
        "csv",
        "--as-of",
        at,
        "--no-report",
    ];
    run(scratch.path(), &trace, 1); // Lines alone show no arrival.
    let table = fs::read_to_string(scratch.path().join("out/verdicts.csv")).expect("verdicts");
    let rows = table.lines().skip(1); // The header.
    rows.map(|row| row.rsplit_once(',').expect("columns").0.to_owned())
        .collect()
}

#[test]
fn merchants_that_no_table_knows_are_sorted_like_the_others() {
    let line =
        |mid: &str, rrn: u64| format!(",{mid},{rrn},sale,100000,600,99400,2025-09-10,ready,");
    let lines = [
        line("X1", 5),
        line("X2", 3),
        line("M1", 9),
        line("X1", 4),
        line("A1", 7),
    ];
    let rows = verdicts_of(&["M1"], &lines.each_ref().map(String::as_str));
    let names: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            (cells[0], cells[3])
        })
        .collect();
    assert_eq!(
        names,
        [
            ("A1", "7"),
            ("M1", "9"),
            ("X1", "4"),
            ("X1", "5"),
            ("X2", "3")
        ]
    );
}

#[test]
fn swipes_of_one_name_have_one_order_wherever_their_rows_stand() {
    let held = "A,M1,1,sale,100000,600,99400,2025-09-10,held,risk";
    let ready = "B,M1,1,sale,100000,600,99400,2025-09-10,ready,";
    let one = verdicts_of(&["M1"], &[held, ready]);
    assert_ne!(one[0], one[1], "the two are told apart");
    assert_eq!(one, verdicts_of(&["M1"], &[ready, held]));
}

/// `daozhang … | head` is no failure, and neither is `2>&1 | head`.
#[test]
fn nobody_reading_on_is_no_failure() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let make = ["simulate", "--swipes", "50", "--seed", "3", "--out", "town"];
    run(scratch.path(), &make, 0);
    let as_of = fs::read_to_string(scratch.path().join("town/as-of")).expect("an instant");
    for format in ["text", "csv", "json"] {
        for and_stderr in [false, true] {
            // The reading ends are closed before anything is said.
            let closed = || std::io::pipe().expect("a pipe can be made").1;
            let mut command = Command::new(env!("CARGO_BIN_EXE_daozhang"));
            command.current_dir(scratch.path()).stdout(closed());
            command.args(["trace", "town/data", "--out", "out", "--format", format]);
            command.args(["--as-of", as_of.trim()]);
            if and_stderr {
                command.stderr(closed());
            }
            let done = command.output().expect("the binary runs");
            let said = String::from_utf8_lossy(&done.stderr);
            assert_eq!(done.status.code(), Some(0), "{format}: {said}");
            assert!(!said.contains("Broken pipe"), "{said}");
        }
    }
    let mut wrong = Command::new(env!("CARGO_BIN_EXE_daozhang"));
    let closed = std::io::pipe().expect("a pipe can be made").1;
    let done = wrong.arg("tracee").stderr(closed).status();
    assert_eq!(done.expect("the binary runs").code(), Some(2));
}
