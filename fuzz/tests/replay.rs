//! The corpus, and inputs made of it at random, through every target: on stable Rust, without libFuzzer.
//!
//! The random inputs are the same in every run. One that breaks a law is written to `artifacts/`, and named.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// How many random inputs a target gets.
const MUTANTS: usize = 4_000;
/// The longest of them.
const BYTES_MAX: usize = 4_096;
/// What a mutant may get in, beside bytes of its own kind: what readers look for.
const TOKENS: [&[u8]; 20] = [
    b"\"",
    b"\"\"",
    b"\n",
    b"\r\n",
    b",",
    b"\t",
    b"|",
    b"=",
    b"*",
    b"-",
    b".",
    b" ",
    b"\xEF\xBB\xBF",
    b"\xFF",
    b"\0",
    b"0000-01-01",
    b"9999-12-31T23:59:59-23:59",
    b"9223372036854775807",
    b"6222029900000000010",
    "中".as_bytes(),
];

/// A small generator of numbers (xorshift), so that nothing but this file decides what is tried.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let at = self.below(bytes.len() + 1);
        let end = at + self.below((bytes.len() - at).min(16) + 1);
        match self.below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..end, TOKENS[self.below(TOKENS.len())].iter().copied())),
            2 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            3 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            4 if at < bytes.len() => bytes[at] = self.below(256) as u8,
            _ => {
                let from = self.below(other.len());
                let to = from + self.below(other.len() - from + 1);
                bytes.splice(at..end, other[from..to].iter().copied());
            }
        }
        bytes.truncate(BYTES_MAX);
    }
}

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = home().join("corpus").join(target);
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it is listed").path())
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| (path.clone(), fs::read(&path).expect("it is a file")))
        .collect()
}

fn replay(target: &str) {
    let (_, laws) = fuzz::TARGETS
        .into_iter()
        .find(|(name, _)| *name == target)
        .expect("a target");
    let seeds = corpus(target);
    assert!(!seeds.is_empty(), "{target} has no corpus");
    for (path, bytes) in &seeds {
        let held = catch_unwind(|| laws(bytes));
        assert!(held.is_ok(), "{} breaks a law", path.display());
    }
    let mut dice = Dice(0x0DA0_2A46);
    for _ in 0..MUTANTS {
        let mut bytes = seeds[dice.below(seeds.len())].1.clone();
        let other = &seeds[dice.below(seeds.len())].1;
        for _ in 0..=dice.below(4) {
            dice.mutate(&mut bytes, other);
        }
        if catch_unwind(AssertUnwindSafe(|| laws(&bytes))).is_err() {
            let path = home().join("artifacts").join(target).join("replay");
            fs::create_dir_all(path.parent().expect("a file has a folder"))
                .expect("it can be made");
            fs::write(&path, &bytes).expect("it can be written");
            panic!("{} breaks a law", path.display());
        }
    }
}

macro_rules! replays {
    ($($target:ident)*) => {
        $(#[test] fn $target() { replay(stringify!($target)); })*

        #[test]
        fn every_target_is_replayed() {
            assert_eq!(fuzz::TARGETS.map(|(name, _)| name), [$(stringify!($target)),*]);
        }
    };
}

replays!(calendar config delimited fields iso8583 knowledge layout_fixed layout_lines layout_sgml layout_tagged layout_xml
    mapping mask recognise scan_archive scan_parquet scan_text);
