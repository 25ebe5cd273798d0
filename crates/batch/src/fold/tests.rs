//! Groups by numbers are the groups of the plain reading, [`trail::gather`].

use super::*;
use crate::dataset::Dataset;
use crate::scan::{ScanOptions, scan};
use ledger::Instant;
use std::fmt::Write;
use trail::Place;

/// Numbers without end, each seed its own.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len() as u64) as usize]
    }
}

const DAYS: [&str; 7] = [
    "2025-01-01",
    "2025-01-02",
    "2025-01-20",
    "2025-02-06",
    "2025-02-07",
    "2025-05-01",
    "2025-05-02",
];
const TYPES: [&str; 10] = [
    "sale",
    "sale",
    "sale",
    "void",
    "refund",
    "preauth",
    "completion",
    "reversal",
    "adjustment",
    "chargeback",
];
const NUMBERS: [&str; 6] = [
    "R1",
    "R2",
    "R3",
    "R4",
    "a reference of some length",
    "6222029900000000010",
];

/// Small files of rows that speak of each other; everything is drawn from few values.
fn files(dice: &mut Dice) -> [(&'static str, String); 4] {
    let mut terminal =
        "acquirer,mid,tid,batch_no,stan,txn_type,amount,local_time,rrn,orig_rrn,orig_stan\n"
            .to_owned();
    let mut platform =
        "acquirer,mid,tid,batch_no,stan,rrn,txn_type,amount,received_at,response_code,orig_rrn\n"
            .to_owned();
    let mut clearing = "acquirer,rrn,mid,txn_type,amount,settle_date,orig_rrn\n".to_owned();
    let mut settlement =
        "acquirer,mid,rrn,txn_type,amount,fee,net,settle_date,orig_rrn,status\n".to_owned();
    for _ in 0..dice.roll(14) {
        let acquirer = dice.pick(&["", "", "", "A"]);
        let (txn_type, day, rrn) = (dice.pick(&TYPES), dice.pick(&DAYS), dice.pick(&NUMBERS));
        let orig = match dice.roll(2) {
            0 => "",
            _ => dice.pick(&NUMBERS),
        };
        let (tid, batch, stan) = (
            dice.pick(&["T1", "T2"]),
            dice.pick(&["1", "1", "2"]),
            dice.roll(3),
        );
        let written = match dice.roll(4) {
            0 => {
                let rrn = if dice.roll(2) == 0 { "" } else { rrn };
                let orig_stan = dice.pick(&["", "0", "1", "2"]);
                writeln!(
                    terminal,
                    "{acquirer},M1,{tid},{batch},{stan},{txn_type},100,{day} 10:00:00,{rrn},{orig},{orig_stan}"
                )
            }
            1 => writeln!(
                platform,
                "{acquirer},M1,{tid},{batch},{stan},{rrn},{txn_type},100,{day} 10:00:00,00,{orig}"
            ),
            2 => writeln!(clearing, "{acquirer},{rrn},M1,{txn_type},100,{day},{orig}"),
            _ => writeln!(
                settlement,
                "{acquirer},M1,{rrn},{txn_type},100,1,99,{day},{orig},ready"
            ),
        };
        written.expect("writing to a String cannot fail");
    }
    [
        ("terminal", terminal),
        ("platform", platform),
        ("clearing", clearing),
        ("settlement", settlement),
    ]
}

/// Where the rows of each trail stand, in one order.
fn places<'a>(trails: impl Iterator<Item = Trail<'a>>) -> Vec<Vec<Place>> {
    let mut groups: Vec<Vec<Place>> = trails
        .map(|trail| {
            let mut places: Vec<Place> = Vec::new();
            places.extend(trail.terminal.iter().map(|row| row.place));
            places.extend(trail.platform.iter().map(|row| row.place));
            places.extend(trail.clearing.iter().map(|row| row.place));
            places.extend(trail.settlement.iter().map(|row| row.place));
            places.sort_unstable();
            places
        })
        .collect();
    groups.sort_unstable();
    groups
}

fn both_ways(seed: u64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let texts = files(&mut Dice(seed));
    for (source, text) in &texts {
        std::fs::create_dir(folder.path().join(source)).expect("it can be made");
        std::fs::write(folder.path().join(source).join("a.csv"), text).expect("it can be written");
    }
    let dataset = Dataset::open_without_merchants(folder.path()).expect("it has sources");
    let scanned = scan(&dataset, ScanOptions { threads: 1 }, &|_| {});
    assert_eq!(scanned.quarantine.rows(), 0, "seed {seed}");
    let sheets: Vec<Sheet<'_>> = scanned
        .chunks
        .iter()
        .map(|chunk| Sheet::new(chunk, &scanned.symbols))
        .collect();
    let zone = &dataset.settings().zone;
    let horizon = Horizon {
        as_of: Instant::from_ms(i64::MAX),
        known_at: Instant::from_ms(i64::MAX),
    };
    let folded = fold(&sheets, zone, horizon, 2);
    let fast = folded.pieces.iter().flat_map(Piece::groups).map(|group| {
        let mut trail = Trail::default();
        trail_of(group, &sheets, &mut trail);
        trail
    });
    let mut rows = Trail::default();
    for sheet in &sheets {
        for row in 0..sheet.chunk.rows {
            match sheet.chunk.source {
                Source::Terminal => rows.terminal.push(sheet.terminal(row)),
                Source::Platform => rows.platform.push(sheet.platform(row)),
                Source::Clearing => rows.clearing.push(sheet.clearing(row)),
                _ => rows.settlement.push(sheet.settlement(row)),
            }
        }
    }
    let plain = trail::gather(rows, zone);
    assert_eq!(
        places(fast),
        places(plain.into_iter()),
        "seed {seed}: {texts:#?}"
    );
}

#[test]
fn the_groups_are_those_of_the_plain_reading() {
    /// So many small data sets; `FOLD_SEEDS` asks for more.
    const SEEDS: u64 = 400;
    let asked = std::env::var("FOLD_SEEDS").ok();
    let seeds = asked.and_then(|text| text.parse().ok()).unwrap_or(SEEDS);
    (0..seeds).for_each(both_ways);
}
