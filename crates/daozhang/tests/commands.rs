//! The commands from outside: exit codes, the first line that people read, help, and JSON.

use std::fs;
use std::path::Path;
use std::process::Command;

const MERCHANTS: &str = "mid,name,settle_mode,credit_rate,debit_rate\nM1,Shop,T1,0.0060,0.0050\n";
const HEADER: &str = "mid,tid,stan,rrn,txn_type,amount,received_at,response_code,card\n";
const SWIPE: &str =
    "M1,T1,000001,250304000001,sale,10000,2025-03-04 10:00:00,00,622848******1234\n";
/// The same terminal and trace number as [`SWIPE`], another swipe.
const NAMESAKE: &str =
    "M1,T1,000001,250304000007,sale,500,2025-03-04 15:00:00,00,622848******1234\n";
const BROKEN: &str = "M1,T1,000003,250304000003,sale,1.5,2025-03-04 10:00:00,00,\n";
const AS_OF: &str = "2025-03-05";

/// What a command did.
struct Done {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs in `folder`, so that the paths in messages are the short ones given.
fn run(folder: &Path, arguments: &[&str]) -> Done {
    let done = Command::new(env!("CARGO_BIN_EXE_daozhang"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("DAOZHANG_LANG")
        .env("NO_COLOR", "1")
        .output()
        .expect("the binary runs");
    Done {
        code: done.status.code(),
        stdout: String::from_utf8(done.stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(done.stderr).expect("stderr is UTF-8"),
    }
}

fn data_set(folder: &Path, merchants: Option<&str>, rows: &[&str]) {
    fs::create_dir_all(folder.join("platform")).expect("a scratch folder can be made");
    let write = |name: &str, text: &str| {
        fs::write(folder.join(name), text).expect("a scratch file can be written");
    };
    write("platform/a.csv", &(HEADER.to_owned() + &rows.concat()));
    if let Some(merchants) = merchants {
        write("merchants.csv", merchants);
    }
}

/// `empty`, `lone` (no merchants), `clean`, `namesakes`, `broken`.
fn folders() -> tempfile::TempDir {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let at = |name: &str| scratch.path().join(name);
    fs::create_dir_all(at("empty")).expect("a scratch folder can be made");
    data_set(&at("lone"), None, &[SWIPE]);
    data_set(&at("clean"), Some(MERCHANTS), &[SWIPE]);
    data_set(&at("namesakes"), Some(MERCHANTS), &[SWIPE, NAMESAKE]);
    data_set(&at("broken"), Some(MERCHANTS), &[SWIPE, BROKEN]);
    scratch
}

/// The words after `daozhang`, in one line.
fn words(line: &str) -> Vec<&str> {
    line.split(' ').collect()
}

#[test]
fn a_data_set_that_cannot_be_used_says_why() {
    let scratch = folders();
    for (folder, en, zh) in [
        ("nothere", "there is no such folder", "没有这个文件夹"),
        ("empty", "there are no records", "没有任何记录"),
        ("lone", "the file is missing", "没有这个文件"),
    ] {
        for (lang, part) in [("en", en), ("zh", zh)] {
            for command in [
                format!("--lang {lang} trace {folder} --out out"),
                format!("--lang {lang} why {folder} 250304000001"),
            ] {
                let done = run(scratch.path(), &words(&command));
                assert_eq!(done.code, Some(3), "{command}: {}", done.stderr);
                let first = done.stderr.lines().next().unwrap_or("");
                assert!(first.starts_with(&format!("daozhang: {folder}")), "{first}");
                assert!(first.contains(part), "{command}: {first}");
                assert_eq!(done.stdout, "", "{command}: no data on stdout");
            }
        }
    }
    assert!(
        !scratch.path().join("out").exists(),
        "nothing is written where nothing was judged"
    );
}

/// `check` is there to say what is missing, so it goes on without merchants.
#[test]
fn a_check_goes_as_far_as_it_can() {
    let scratch = folders();
    for (folder, code) in [
        ("nothere", 3),
        ("empty", 3),
        ("lone", 1),
        ("broken", 1),
        ("clean", 0),
    ] {
        for (lang, title) in [("en", "Files"), ("zh", "文件")] {
            let command = format!("--lang {lang} check {folder} --as-of {AS_OF}");
            let done = run(scratch.path(), &words(&command));
            assert_eq!(done.code, Some(code), "{command}: {}", done.stderr);
            let first = done.stdout.lines().next().unwrap_or("");
            assert_eq!(first, if code == 3 { "" } else { title }, "{command}");
        }
    }
    let lone = run(scratch.path(), &words("--lang en check lone"));
    assert!(lone.stdout.contains("merchants.csv"), "{}", lone.stdout);
    let broken = run(scratch.path(), &words("--lang en check broken"));
    assert!(
        broken.stdout.contains("platform/a.csv:3"),
        "{}",
        broken.stdout
    );
}

#[test]
fn a_trace_is_done_or_needs_a_look() {
    let scratch = folders();
    for (folder, code) in [("clean", 0), ("broken", 1)] {
        for (lang, part) in [("en", "as of"), ("zh", "截至")] {
            let command = format!("--lang {lang} trace {folder} --out out --as-of {AS_OF}");
            let done = run(scratch.path(), &words(&command));
            assert_eq!(done.code, Some(code), "{command}: {}", done.stderr);
            let first = done.stdout.lines().next().unwrap_or("");
            assert!(
                first.starts_with(&format!("{folder} · {part} 2025-03-05 23:59")),
                "{first}"
            );
        }
    }
    let quarantine = fs::read_to_string(scratch.path().join("out/quarantine.csv"));
    let quarantine = quarantine.expect("an output file");
    assert!(
        quarantine.contains("platform,platform/a.csv,3,amount,1.5,"),
        "{quarantine}"
    );
}

#[test]
fn a_swipe_is_told_found_or_not() {
    let scratch = folders();
    let amount = "¥100.00 · 622848******1234 · 2025-03-04 10:00";
    for (lang, folder, handle, code, first) in [
        ("en", "clean", "250304000001", 0, amount),
        ("zh", "clean", "T1+000001", 0, amount),
        ("en", "clean", "1234+100+2025-03-04", 0, amount),
        ("en", "clean", "999", 1, "No swipe fits"),
        ("zh", "clean", "999", 1, "没有找到符合的交易"),
        ("en", "clean", "1234+99+2025-03-04", 1, "No swipe fits"),
        (
            "en",
            "namesakes",
            "T1+000001",
            1,
            "2 swipes fit; choose one",
        ),
        (
            "zh",
            "namesakes",
            "T1+000001",
            1,
            "有 2 笔交易符合，请选择一笔",
        ),
    ] {
        let command = format!("--lang {lang} why {folder} {handle} --as-of {AS_OF}");
        let done = run(scratch.path(), &words(&command));
        assert_eq!(done.code, Some(code), "{command}: {}", done.stderr);
        assert_eq!(done.stdout.lines().next().unwrap_or(""), first, "{command}");
        if folder == "namesakes" {
            for rrn in ["250304000001", "250304000007"] {
                assert!(done.stdout.contains(rrn), "{command}: {rrn} is offered");
            }
        }
    }
}

/// The output of a trace leads back to its data set and instant.
#[test]
fn why_takes_the_output_of_a_trace() {
    let scratch = folders();
    let trace = format!("--lang en trace clean --out out --as-of {AS_OF}");
    assert_eq!(run(scratch.path(), &words(&trace)).code, Some(0));
    let done = run(scratch.path(), &words("--lang en why out 250304000001"));
    assert_eq!(done.code, Some(0), "{}", done.stderr);
    assert!(
        done.stdout.contains("As of 2025-03-05 23:59"),
        "{}",
        done.stdout
    );
}

#[test]
fn wrong_usage_says_what_to_write() {
    let scratch = folders();
    for (command, part) in [
        (
            "trace clean --out out --as-of yesterday",
            "write 2025-10-09T10:00",
        ),
        (
            "why clean 1 --as-of 2025-02-30",
            "\"2025-02-30\" is not an instant",
        ),
        (
            "check clean --known-at soon",
            "--known-at \"soon\" is not an instant",
        ),
        ("why clean 1+2+3+4", "names no swipe"),
        ("why clean 1234+x+2025-03-04", "is not an amount"),
        ("trace clean", "--out <OUT>"),
        ("simulate --swipes many --out town", "'many'"),
        ("check clean --format xml", "possible values"),
    ] {
        let done = run(scratch.path(), &words(command));
        assert_eq!(done.code, Some(2), "{command}: {}", done.stderr);
        assert!(
            done.stderr.contains(part),
            "{command}: {part} is not in:\n{}",
            done.stderr
        );
        assert_eq!(done.stdout, "", "{command}");
    }
}

#[test]
fn a_town_is_simulated_traced_and_graded() {
    let scratch = folders();
    for (lang, first) in [
        ("en", "50 swipes simulated: town"),
        ("zh", "已模拟 50 笔交易：town"),
    ] {
        let command = format!("--lang {lang} simulate --swipes 50 --seed 3 --out town");
        let done = run(scratch.path(), &words(&command));
        assert_eq!(done.code, Some(0), "{command}: {}", done.stderr);
        assert_eq!(done.stdout.lines().next().unwrap_or(""), first);
    }
    let as_of = fs::read_to_string(scratch.path().join("town/as-of")).expect("an instant");
    let trace = format!(
        "trace town/data --out town/out --as-of {} --files csv",
        as_of.trim()
    );
    assert_eq!(run(scratch.path(), &words(&trace)).code, Some(0));

    for (lang, last) in [("en", "All bars hold"), ("zh", "全部达标")] {
        let grade = format!("--lang {lang} grade town/truth town/out");
        let done = run(scratch.path(), &words(&grade));
        assert_eq!(done.code, Some(0), "{}{}", done.stdout, done.stderr);
        assert!(done.stdout.contains(last), "{}", done.stdout);
    }

    // A truth that says otherwise is a grade below its bar.
    let path = scratch.path().join("town/truth/swipes.csv");
    let truth = fs::read_to_string(&path).expect("the truth");
    let other = truth.replace(",yes,arrived,", ",yes,overdue,");
    assert_ne!(truth, other, "something arrived in this town");
    fs::write(&path, other).expect("a scratch file can be written");
    let done = run(
        scratch.path(),
        &words("--lang en grade town/truth town/out"),
    );
    assert_eq!(done.code, Some(1), "{}", done.stdout);
    assert!(
        done.stdout.contains("Some bars do not hold"),
        "{}",
        done.stdout
    );

    let done = run(scratch.path(), &words("grade nowhere town/out"));
    assert_eq!(done.code, Some(3), "{}", done.stderr);
    assert!(done.stderr.contains("nowhere"), "{}", done.stderr);
}

#[test]
fn every_help_names_an_example() {
    let scratch = folders();
    for command in ["demo", "trace", "why", "check", "simulate", "grade"] {
        let done = run(scratch.path(), &[command, "--help"]);
        assert_eq!(done.code, Some(0), "{command}");
        let (_, after) = done
            .stdout
            .split_once("Example")
            .unwrap_or_else(|| panic!("{command} --help shows no example"));
        assert!(after.contains(&format!("daozhang {command} ")), "{after}");
    }
    let whole = run(scratch.path(), &["--help"]).stdout;
    assert!(whole.contains("Exit codes:") && whole.contains("Examples:"));
}

#[test]
fn json_is_json() {
    let scratch = folders();
    for (command, code) in [
        ("trace broken --out out", 1),
        ("check broken", 1),
        ("check lone", 1),
        ("why clean 250304000001", 0),
        ("why clean 999", 1),
        ("why namesakes T1+000001", 1),
    ] {
        let command = format!("{command} --format json --as-of {AS_OF}");
        let done = run(scratch.path(), &words(&command));
        assert_eq!(done.code, Some(code), "{command}: {}", done.stderr);
        let read: Result<serde_json::Value, _> = serde_json::from_str(&done.stdout);
        assert!(read.is_ok(), "{command}: {}", done.stdout);
    }
}

#[test]
fn completions_and_manual_are_printed() {
    let scratch = folders();
    for shell in ["bash", "zsh", "fish"] {
        let done = run(scratch.path(), &["completions", shell]);
        assert_eq!(done.code, Some(0), "{shell}");
        assert!(done.stdout.contains("simulate"), "{shell}");
    }
    let manual = run(scratch.path(), &["man"]);
    assert_eq!(manual.code, Some(0));
    assert!(manual.stdout.contains(".TH daozhang"), "{}", manual.stdout);
}
