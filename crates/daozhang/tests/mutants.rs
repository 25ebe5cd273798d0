//! Records as the world damages them: of a sound town, cells are swapped with other rows' cells,
//! emptied or nudged, and whole rows are dropped or doubled. Whatever comes of it, nothing panics, rows
//! and fen balance (both are asserted at run time), and the short way of plain swipes gives the
//! verdicts of the whole one: debug builds, in which tests run, assert that for every swipe.

use std::fs;
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
/// Towns looked at; `MUTANTS=n` asks for more.
const TOWNS: u64 = 6;
const SWIPES: &str = "600";

/// A small generator of numbers (SplitMix64): the same seed, the same damage.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((bits ^ (bits >> 31)) % end as u64).expect("it is below a usize")
    }
}

fn daozhang(arguments: &[&str]) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_daozhang"))
        .args(arguments)
        .output()
        .expect("the binary runs");
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let code = done.status.code();
    assert!(
        matches!(code, Some(0 | 1)),
        "{arguments:?}: {code:?} {said}"
    );
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn tables(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the source is there").flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Damages about one row in `rarely`, in one cell each.
fn damage(path: &Path, rarely: usize, dice: &mut Dice) {
    let mut reader = csv::Reader::from_path(path).expect("the town writes CSV");
    let header = reader.headers().expect("a header").clone();
    let rows: Vec<Vec<String>> = reader
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect();
    let mut writer = csv::Writer::from_path(path).expect("the file can be written");
    writer.write_record(&header).expect("written");
    for row in &rows {
        let mut row = row.clone();
        let mut copies = 1;
        if dice.below(rarely) == 0 {
            let column = dice.below(row.len());
            match dice.below(8) {
                0 => copies = 0,
                1 => copies = 2,
                2 => row[column].clear(),
                3 => {
                    if let Ok(number) = row[column].parse::<i64>() {
                        let nudge = [-1, 1, 100][dice.below(3)];
                        row[column] = (number + nudge).to_string();
                    }
                }
                _ => row[column] = rows[dice.below(rows.len())][column].clone(),
            }
        }
        for _ in 0..copies {
            writer.write_record(&row).expect("written");
        }
    }
    writer.flush().expect("written");
}

#[test]
fn damaged_records_are_judged_alike_on_both_ways() {
    let wanted = std::env::var("MUTANTS").ok().and_then(|n| n.parse().ok());
    for seed in 1..=wanted.unwrap_or(TOWNS) {
        let folder = tempfile::tempdir().expect("a folder");
        let town = folder.path().join("town");
        let (town_name, seed_text) = (town.to_string_lossy().into_owned(), seed.to_string());
        daozhang(&[
            "-q", "simulate", "--swipes", SWIPES, "--seed", &seed_text, "--files", "csv", "--out",
            &town_name,
        ]);
        let as_of = fs::read_to_string(town.join("as-of")).expect("as-of");
        let data = town.join("data");
        let mut dice = Dice(seed);
        for source in SOURCES {
            for path in tables(&data.join(source)) {
                damage(&path, 3 + dice.below(40), &mut dice);
            }
        }
        let out = folder.path().join("out").to_string_lossy().into_owned();
        let data = data.to_string_lossy().into_owned();
        daozhang(&[
            "-q",
            "trace",
            &data,
            "--as-of",
            as_of.trim(),
            "--out",
            &out,
            "--files",
            "csv",
            "--no-report",
        ]);
    }
}

/// Ten thousand refunds of the largest amount there is, for one swipe: no sum wraps, nothing panics.
#[test]
fn sums_beyond_every_number_stop_nothing() {
    const LARGEST: &str = "999999999999999";
    let folder = tempfile::tempdir().expect("a folder");
    let put = |source: &str, text: &str| {
        let path = folder.path().join(source);
        fs::create_dir_all(&path).expect("a folder");
        fs::write(path.join("a.csv"), text).expect("written");
    };
    let mut platform =
        "mid,tid,stan,rrn,txn_type,amount,received_at,response_code,orig_rrn\n".to_owned();
    let mut settled =
        "mid,rrn,txn_type,amount,fee,net,settle_date,orig_rrn,payout_id,status\n".to_owned();
    platform += &format!("M1,T1,000001,R1,sale,{LARGEST},2025-03-04T10:00:00,00,\n");
    settled += &format!("M1,R1,sale,{LARGEST},0,{LARGEST},2025-03-04,,P1,paid_out\n");
    for back in 0..10_000 {
        platform += &format!("M1,T1,,F{back},refund,{LARGEST},2025-03-04T11:00:00,00,R1\n");
        settled += &format!("M1,F{back},refund,{LARGEST},0,-{LARGEST},2025-03-04,R1,P1,paid_out\n");
    }
    put("platform", &platform);
    put("settlement", &settled);
    put(
        "payout",
        &format!(
            "payout_id,mid,amount,created_at,status,status_at\nP1,M1,{LARGEST},2025-03-05T03:00:00,paid,2025-03-05T04:00:00\n"
        ),
    );
    let merchants = "mid,name,settle_mode,credit_rate,debit_rate\nM1,Shop,T1,0.0060,0.0050\n";
    fs::write(folder.path().join("merchants.csv"), merchants).expect("written");
    let data = folder.path().to_string_lossy().into_owned();
    let out = tempfile::tempdir().expect("a folder");
    let out = out.path().to_string_lossy().into_owned();
    daozhang(&[
        "-q",
        "trace",
        &data,
        "--as-of",
        "2025-03-10T10:00",
        "--out",
        &out,
        "--files",
        "csv",
    ]);
}
