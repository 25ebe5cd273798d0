//! The rooms and their doors, as tests: which crate may use which, what pure rooms may not touch.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rank of each room; a room may use rooms of lower ranks only (ARCHITECTURE.md).
const RANKS: [(&str, u8); 10] = [
    ("wire", 1),
    ("ledger", 1),
    ("seal", 1),
    ("trail", 2),
    ("judge", 3),
    ("acquirer", 3),
    ("town", 3),
    ("batch", 4),
    ("store", 4),
    ("daozhang", 5),
];

/// The package of Python is no room of the workspace, and like one all the same; nothing depends on it.
const PACKAGE: &str = "python/src";

/// Rooms without clock, disk, network, environment, randomness.
const PURE: [&str; 6] = ["wire", "ledger", "seal", "trail", "judge", "acquirer"];

/// What a pure room's code may not say, and why.
const FORBIDDEN: [(&str, &str); 12] = [
    ("std::fs", "no disk"),
    ("std::net", "no network"),
    ("std::env", "no environment"),
    ("std::process", "no processes"),
    ("std::thread", "no threads"),
    ("SystemTime", "no clock"),
    ("std::time::Instant", "no clock"),
    ("Zoned::now", "no clock"),
    ("Timestamp::now", "no clock"),
    ("HashMap", "no order that differs from run to run"),
    ("HashSet", "no order that differs from run to run"),
    ("Serialize", "the edge has its own types"),
];

/// Files of pure rooms that may use floats: statistics that touch no money and no verdict.
const FLOATS_ALLOWED: [&str; 1] = ["incident"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.file_stem().is_some_and(|stem| stem == "tests") {
            continue; // Tests may read files, and count floats.
        }
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Code without comments, line by line, up to the tests at the end of the file.
fn code_lines(path: &Path) -> Vec<(usize, String)> {
    let text = fs::read_to_string(path).expect("the file is UTF-8");
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
    code.lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line.split("//").next().unwrap_or("").to_owned()))
        .collect()
}

#[test]
fn rooms_use_rooms_of_lower_ranks_only() {
    let ranks: BTreeMap<&str, u8> = RANKS.into_iter().collect();
    let rooms: Vec<String> = fs::read_dir(root().join("crates"))
        .expect("there are crates")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    for room in rooms {
        let rank = ranks
            .get(room.as_str())
            .unwrap_or_else(|| panic!("room {room} has no rank"));
        let manifest = fs::read_to_string(root().join("crates").join(&room).join("Cargo.toml"))
            .expect("a manifest");
        for line in manifest
            .lines()
            .skip_while(|line| !line.starts_with("[dependencies]"))
        {
            let used = line.split(['.', ' ', '=']).next().unwrap_or("");
            if let Some(other) = ranks.get(used) {
                assert!(
                    other < rank,
                    "{room} (rank {rank}) may not use {used} (rank {other})"
                );
            }
        }
    }
}

#[test]
fn rooms_that_must_not_know_each_other_do_not() {
    for (room, other) in [
        ("judge", "town"),
        ("judge", "acquirer"),
        ("acquirer", "judge"),
        ("acquirer", "town"),
        ("town", "judge"),
        ("town", "trail"),
        ("wire", "ledger"),
        ("ledger", "wire"),
        ("wire", "seal"),
        ("seal", "wire"),
    ] {
        let manifest = fs::read_to_string(root().join("crates").join(room).join("Cargo.toml"))
            .expect("a manifest");
        assert!(
            !manifest
                .lines()
                .any(|line| line.starts_with(&format!("{other}."))),
            "{room} may not use {other}"
        );
    }
}

#[test]
fn pure_rooms_touch_nothing_outside() {
    let mut faults = Vec::new();
    for room in PURE {
        for path in rust_files(&root().join("crates").join(room).join("src")) {
            for (number, line) in code_lines(&path) {
                for (word, why) in FORBIDDEN {
                    if line.contains(word) {
                        faults.push(format!("{}:{number}: {word}: {why}", path.display()));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn money_is_integers() {
    let mut faults = Vec::new();
    for room in PURE {
        for path in rust_files(&root().join("crates").join(room).join("src")) {
            if FLOATS_ALLOWED
                .iter()
                .any(|part| path.to_string_lossy().contains(part))
            {
                continue;
            }
            for (number, line) in code_lines(&path) {
                let words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
                if words.into_iter().any(|word| word == "f64" || word == "f32") {
                    faults.push(format!("{}:{number}: {}", path.display(), line.trim()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_cause_found_by_records_has_a_file_with_its_three_headings() {
    let folder = root().join("crates/judge/src/causes");
    for rule in judge::RULES {
        let path = folder.join(format!("{}.rs", rule.cause.slug()));
        let text =
            fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let opening = format!("//! `{}`: ", rule.cause.slug());
        assert!(
            text.starts_with(&opening),
            "{} opens with {opening}",
            path.display()
        );
        for heading in [
            "//! # What happened",
            "//! # Evidence",
            "//! # Who acts, and when the money comes",
        ] {
            assert!(
                text.contains(heading),
                "{} lacks the heading {heading}",
                path.display()
            );
        }
    }
}

/// The files of all rooms, and of the package.
fn all_files() -> Vec<PathBuf> {
    let rooms = RANKS.map(|(room, _)| root().join("crates").join(room).join("src"));
    let all = rooms.into_iter().chain([root().join(PACKAGE)]);
    all.flat_map(|folder| rust_files(&folder)).collect()
}

#[test]
fn modules_say_what_they_are() {
    for path in all_files() {
        let text = fs::read_to_string(&path).expect("the file is UTF-8");
        assert!(
            text.starts_with("//!"),
            "{} does not open with what it is",
            path.display()
        );
    }
}

/// Lines of a file, and of a function, that a reader is asked to take in at once.
const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;

/// Those that are longer still. The list only gets shorter: whoever mends one strikes it out.
const LONGER: [&str; 4] = [
    "judge/src/eta.rs: expected",
    "town/src/incident.rs: all",
    "town/src/payout_run.rs",
    "town/src/stage.rs",
];

#[test]
fn files_and_functions_fit_a_reader() {
    let mut longer = Vec::new();
    let crates = root().join("crates");
    for path in all_files() {
        let name = path.strip_prefix(&crates).unwrap_or(&path).display();
        let text = fs::read_to_string(&path).expect("the file is UTF-8");
        let lines: Vec<&str> = text.lines().collect();
        let tests = lines
            .iter()
            .position(|line| line.starts_with("#[cfg(test)]"));
        let code = &lines[..tests.unwrap_or(lines.len())];
        let is_test = path.to_string_lossy().contains("tests");
        if code.len() > FILE_LINES_MAX && !is_test {
            longer.push(name.to_string());
        }
        for (start, function, indent) in functions(code) {
            let end = format!("{indent}}}");
            let length = code[start..].iter().position(|line| **line == end);
            if length.is_some_and(|length| length + 1 > FUNCTION_LINES_MAX) && !is_test {
                longer.push(format!("{name}: {function}"));
            }
        }
    }
    longer.sort();
    assert_eq!(
        longer, LONGER,
        "split along the nouns, or strike out what is mended"
    );
}

/// Where functions begin, what they are called, and how far they are indented.
fn functions<'t>(code: &[&'t str]) -> Vec<(usize, &'t str, &'t str)> {
    let heads = code.iter().enumerate().filter_map(|(start, line)| {
        let bare = line.trim_start();
        let indent = &line[..line.len() - bare.len()];
        let (before, after) = bare.split_once("fn ")?;
        let words = ["pub", "pub(super)", "pub(crate)", "const"];
        let is_head = before.split_whitespace().all(|word| words.contains(&word));
        let end = after.find(['(', '<'])?;
        is_head.then_some((start, &after[..end], indent))
    });
    heads.collect()
}
