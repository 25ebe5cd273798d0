//! The acquirer on real wires: terminals swipe over TCP, a simulated network answers, and what is left behind is judged by
//! the same judge as anybody's records. Nothing that it leaves behind holds a card number, a track or a PIN.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const MERCHANTS: &str = "mid,name,mcc,settle_mode,credit_rate,debit_rate
898310154110001,Corner Shop,5411,T1,0.0060,0.0050
898310154110002,Tea House,5499,T1,0.0060,0.0050
";
const TILLS: usize = 6;

/// A process of ours that is stopped when it is asked to, or with the test.
struct Running {
    child: Child,
    said: BufReader<std::process::ChildStderr>,
    heard: String,
}

impl Running {
    fn start(folder: &Path, arguments: &[&str]) -> Running {
        let mut child = Command::new(env!("CARGO_BIN_EXE_daozhang"))
            .args(arguments)
            .args(["--lang", "en"])
            .current_dir(folder)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let said = BufReader::new(child.stderr.take().expect("it was piped"));
        Running {
            child,
            said,
            heard: String::new(),
        }
    }

    /// Reads what it says until a line has this, and takes the address that follows.
    fn address(&mut self, after: &str) -> String {
        loop {
            let mut line = String::new();
            let bytes = self.said.read_line(&mut line).expect("stderr is UTF-8");
            assert!(bytes > 0, "it ended after {}", self.heard);
            self.heard += &line;
            if let Some((_, rest)) = line.split_once(after) {
                return rest.split([';', '\n', ' ']).next().unwrap_or("").to_owned();
            }
        }
    }

    /// Asks it to stop, and waits until it has.
    fn stop(mut self) -> String {
        let asked = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        assert!(asked.is_ok_and(|status| status.success()));
        self.said
            .read_to_string(&mut self.heard)
            .expect("stderr is UTF-8");
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{}", self.heard);
        std::mem::take(&mut self.heard)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn run(folder: &Path, arguments: &[&str], typed: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_daozhang"))
        .args(arguments)
        .args(["--lang", "en"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    child
        .stdin
        .take()
        .expect("it was piped")
        .write_all(typed.as_bytes())
        .expect("it reads");
    let done = child.wait_with_output().expect("it ends");
    assert!(
        matches!(done.status.code(), Some(0 | 1)),
        "{arguments:?}: {:?}",
        done.status
    );
    String::from_utf8(done.stdout).expect("stdout is UTF-8")
}

fn shop(folder: &Path) {
    fs::create_dir(folder.join("shop")).expect("a scratch folder can be made");
    fs::write(folder.join("shop/merchants.csv"), MERCHANTS).expect("a file can be written");
    let till = |number: usize| {
        format!(
            "{:08},89831015411000{},T90,active\n",
            10_000_161 + number,
            1 + number % 2
        )
    };
    let tills: String = (0..TILLS).map(till).collect();
    fs::write(
        folder.join("shop/terminals.csv"),
        format!("tid,mid,model,status\n{tills}"),
    )
    .expect("a file can be written");
}

fn rows(folder: &Path, source: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder.join("shop").join(source))
        .expect("it was written")
        .flatten()
    {
        let mut table = csv::Reader::from_path(entry.path()).expect("a table");
        found.extend(
            table
                .records()
                .map(|row| row.expect("a row").iter().map(str::to_owned).collect()),
        );
    }
    found
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("it can be listed").flatten() {
        match entry.path() {
            path if path.is_dir() => files(&path, found),
            path => found.push(path),
        }
    }
}

/// Card numbers in bytes: runs of 16 to 19 digits that begin as those of the test do and pass the check; and tracks.
fn card_numbers(bytes: &[u8]) -> Vec<String> {
    let mut found = Vec::new();
    for run in bytes.split(|byte| !byte.is_ascii_digit()) {
        let begins = run.starts_with(b"620000") || run.starts_with(b"622202");
        if (16..=19).contains(&run.len())
            && begins
            && wire::luhn(run.iter().map(|digit| digit - b'0'))
        {
            found.push(String::from_utf8_lossy(run).into_owned());
        }
    }
    let track = b"D30122206000000000";
    if bytes.windows(track.len()).any(|window| window == track) {
        found.push("a track".to_owned());
    }
    found
}

#[test]
fn a_day_on_real_wires_leaves_records_that_are_judged() {
    let scratch = tempfile::tempdir().expect("a scratch folder");
    let folder = scratch.path();
    shop(folder);
    let network = [
        "simulate",
        "network",
        "--listen",
        "127.0.0.1:0",
        "--out",
        "shop",
        "--declined",
        "80",
        "--unknown",
        "30",
    ];
    let mut network = Running::start(folder, &network);
    let link = network.address("takes links at ");
    let serve = [
        "serve",
        "shop",
        "--demo-keys",
        "--listen",
        "127.0.0.1:0",
        "--network",
        &link,
    ];
    let mut serve = Running::start(folder, &serve);
    let gate = serve.address("Taking requests at ");

    let typed =
        "sign-in\nsale 12.34\nsale 56.78\nvoid 2\nrefund 3 6.78\nbalance\necho\nsettle\nquit\n";
    let person = [
        "pos",
        "shop",
        "--connect",
        &gate,
        "--pin",
        "123456",
        "--tid",
        "10000161",
        "--out",
        "shop",
    ];
    let said = run(folder, &person, typed);
    let fleet = [
        "pos",
        "shop",
        "--connect",
        &gate,
        "--terminals",
        "6",
        "--rate",
        "60",
        "--seconds",
        "3",
        "--settle",
        "--out",
        "shop",
    ];
    let sold = run(folder, &fleet, "");

    let heard = serve.stop();
    let cleared = network.stop();
    assert!(heard.contains("published test keys"), "{heard}");
    assert!(said.contains("12.34 yuan"), "{said}");
    assert!(
        sold.contains("Batches balanced 6, not balanced 0"),
        "{sold}{heard}"
    );

    // Every sale that a terminal has an answer to is a row of the platform, with the same answer, once.
    let [terminal, platform, clearing] =
        ["terminal", "platform", "clearing"].map(|source| rows(folder, source));
    let mut answered = 0;
    for slip in terminal
        .iter()
        .filter(|slip| !slip[8].is_empty() && slip[4] != "reversal")
    {
        let mut same = platform.iter().filter(|row| row[4] == slip[8]);
        let row = same.next().unwrap_or_else(|| panic!("{slip:?} has no row"));
        assert_eq!(
            (&row[6], &row[13]),
            (&slip[5], &slip[10]),
            "{slip:?} {row:?}"
        );
        assert!(same.next().is_none(), "{slip:?} is there twice");
        answered += 1;
    }
    assert!(answered > 100, "{sold}");
    // What the network cleared is what the platform has as approved, to the fen.
    let approved = platform
        .iter()
        .filter(|row| row[13] == "00" && row[5] != "reversal");
    let ours: i64 = approved
        .map(|row| row[6].parse::<i64>().expect("fen"))
        .sum();
    let theirs: i64 = clearing
        .iter()
        .map(|row| row[5].parse::<i64>().expect("fen"))
        .sum();
    assert_eq!(ours, theirs, "{cleared}");

    // After every settlement day that this may touch, so that all records count.
    let as_of = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(72);
    let as_of = as_of.to_string();
    let trace = [
        "trace",
        "shop",
        "--out",
        "out",
        "--as-of",
        &as_of,
        "--no-report",
        "--files",
        "csv",
        "--format",
        "json",
    ];
    run(folder, &trace, "");
    let quarantine = fs::read_to_string(folder.join("out/quarantine.csv")).expect("it was written");
    assert_eq!(quarantine.lines().count(), 1, "{quarantine}");
    let orphans = fs::read_to_string(folder.join("out/orphans.csv")).expect("it was written");
    assert_eq!(orphans.lines().count(), 1, "{orphans}");

    let mut left = Vec::new();
    files(folder, &mut left);
    for path in left {
        let found = card_numbers(&fs::read(&path).expect("it can be read"));
        assert!(found.is_empty(), "{} holds {found:?}", path.display());
    }
    for text in [said, sold, heard, cleared] {
        assert!(card_numbers(text.as_bytes()).is_empty(), "{text}");
    }
}
