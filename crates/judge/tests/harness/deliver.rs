//! The same records, delivered in different ways.
//!
//! In: the rows of a scenario as written. Out: the same rows in other orders, twice over, and
//! split over two files; each with the way back to the row as written.
//!
//! Equal rows that stand in one file are two pieces of evidence, equal rows in two files are one:
//! so a split keeps equal rows together.

use crate::expect::Origin;
use judge::Records;
use std::collections::BTreeMap;
use trail::{FileId, Place, Row};

/// Orders that are tried beside the one written.
const SHUFFLES: u64 = 4;
/// How far the ids of the second file lie from those of the first.
const SECOND_FILE: u32 = 100;

pub struct Delivery {
    pub how: String,
    pub records: Records<'static>,
    pub origins: BTreeMap<Place, Origin>,
}

#[derive(Clone, Copy)]
enum Way {
    AsWritten,
    Shuffled(u64),
    Twice(u64),
    Split(u64),
}

/// Every way of delivering the records; the first is as written.
pub fn deliveries(rows: &Records<'static>) -> Vec<Delivery> {
    let mut ways = vec![Way::AsWritten];
    ways.extend((1..=SHUFFLES).map(Way::Shuffled));
    ways.extend([Way::Twice(11), Way::Split(21), Way::Split(22)]);
    ways.into_iter().map(|way| deliver(rows, way)).collect()
}

fn deliver(rows: &Records<'static>, way: Way) -> Delivery {
    let mut origins = BTreeMap::new();
    let records = Records {
        terminal: carry(&rows.terminal, way, &mut origins),
        platform: carry(&rows.platform, way, &mut origins),
        clearing: carry(&rows.clearing, way, &mut origins),
        settlement: carry(&rows.settlement, way, &mut origins),
        payout: carry(&rows.payout, way, &mut origins),
        bank: carry(&rows.bank, way, &mut origins),
    };
    let how = match way {
        Way::AsWritten => "as written".to_owned(),
        Way::Shuffled(seed) => format!("shuffled, seed {seed}"),
        Way::Twice(seed) => format!("delivered twice, seed {seed}"),
        Way::Split(seed) => format!("split over two files, seed {seed}"),
    };
    Delivery {
        how,
        records,
        origins,
    }
}

fn carry<R: Row>(rows: &[R], way: Way, origins: &mut BTreeMap<Place, Origin>) -> Vec<R> {
    // Equal rows share the ordinal of the first of them: no reader could tell them apart.
    let first_equal = |row: &R| {
        let found = rows.iter().find(|other| other.at(row.place()) == *row);
        found.expect("a row equals itself").place().line
    };
    let mut note = |row: &R, place: Place| {
        origins.insert(place, (row.place().source, first_equal(row)));
        row.at(place)
    };
    let mut carried: Vec<R> = rows.iter().map(|row| note(row, row.place())).collect();
    match way {
        Way::AsWritten => {}
        Way::Shuffled(seed) => shuffle(&mut carried, seed),
        Way::Twice(seed) => {
            carried.extend(rows.iter().map(|row| note(row, second(row.place()))));
            shuffle(&mut carried, seed);
        }
        Way::Split(seed) => {
            let of = |row: &R| {
                let mut dice = seed
                    .wrapping_mul(1_000)
                    .wrapping_add(u64::from(first_equal(row)));
                roll(&mut dice).is_multiple_of(2)
            };
            let moved = |row: &R| {
                if of(row) {
                    row.place()
                } else {
                    second(row.place())
                }
            };
            carried = rows.iter().map(|row| note(row, moved(row))).collect();
            shuffle(&mut carried, seed);
        }
    }
    carried
}

fn second(place: Place) -> Place {
    Place {
        file: FileId(place.file.0 + SECOND_FILE),
        ..place
    }
}

fn shuffle<R>(rows: &mut [R], seed: u64) {
    let mut dice = seed;
    for last in (1..rows.len()).rev() {
        let other =
            usize::try_from(roll(&mut dice) % (last as u64 + 1)).expect("at most the last index");
        rows.swap(last, other);
    }
}

/// splitmix64: small, and the same everywhere.
fn roll(dice: &mut u64) -> u64 {
    *dice = dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *dice;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
