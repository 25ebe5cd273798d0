//! Any product of mechanisms, both ways: dialects made at random, and messages in them.

use proptest::prelude::*;
use proptest::sample::select;
use std::fmt::Write;
use wire::iso8583::{Dialect, Draft, Wrapping, decode, encode, read_dialects};

/// An element at random: what it holds, how it is written, and a value.
#[derive(Clone, Debug)]
struct Row {
    number: u8,
    holds: &'static str,
    value: Vec<u8>,
    /// Two ways of writing it, each a row of a table.
    ways: [Way; 2],
}

#[derive(Clone, Debug)]
struct Way {
    digits_max: usize,
    fixed: bool,
    coding: &'static str,
    prefix: &'static str,
    counts: &'static str,
    odd: &'static str,
    pad: &'static str,
    room: usize,
}

const LENGTHS: [&str; 4] = ["lvar", "llvar", "lllvar", "llllvar"];

fn value(holds: &'static str) -> BoxedStrategy<Vec<u8>> {
    let units = prop_oneof![0..9_usize, 0..60_usize, 0..600_usize];
    let of = |set: &'static [u8]| move |units| prop::collection::vec(select(set), units);
    match holds {
        "n" => units.prop_flat_map(of(b"0123456789")).boxed(),
        "z" => units.prop_flat_map(of(b"0123456789D")).boxed(),
        "x+n" => (select(&b"CD"[..]), units.prop_flat_map(of(b"0123456789")))
            .prop_map(|(sign, mut digits)| {
                digits.insert(0, sign);
                digits
            })
            .boxed(),
        _ => units
            .prop_flat_map(|units| prop::collection::vec(any::<u8>(), units))
            .boxed(),
    }
}

fn way(holds: &'static str) -> impl Strategy<Value = Way> {
    let codings: &[&str] = match holds {
        "n" | "z" | "x+n" => &["packed", "ascii", "ebcdic"],
        "b" => &["binary", "hex_ascii", "hex_ebcdic"],
        _ => &["ascii", "ebcdic"],
    };
    let pads: &[&str] = match holds {
        "n" | "x+n" => &["left 0", "right 0"],
        "z" => &["left 0"],
        "b" => &["right zero byte"],
        _ => &["left space", "right space", "right 0"],
    };
    (
        1..=4_usize,
        any::<bool>(),
        select(codings),
        select(&["packed", "ascii", "ebcdic", "binary"][..]),
        select(&["units", "bytes"][..]),
        select(&["left 0", "left F", "right 0", "right F"][..]),
        select(pads),
        0..4_usize,
    )
        .prop_map(
            |(digits_max, fixed, coding, prefix, counts, odd, pad, room)| Way {
                digits_max,
                fixed,
                coding,
                prefix,
                counts,
                odd,
                pad,
                room,
            },
        )
}

fn row() -> impl Strategy<Value = Row> {
    let holds = select(&["n", "z", "x+n", "ans", "b"][..]);
    (2..=128_u8, holds).prop_flat_map(|(number, holds)| {
        (value(holds), way(holds), way(holds)).prop_map(move |(value, one, other)| Row {
            number,
            holds,
            value,
            ways: [one, other],
        })
    })
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(row(), 0..12).prop_map(|mut rows| {
        rows.sort_by_key(|row| row.number);
        rows.dedup_by_key(|row| row.number);
        rows
    })
}

/// The number that a prefix says for a value, and whether it can be read back.
fn number(row: &Row, way: &Way) -> Option<usize> {
    let units = row.value.len();
    let sign = usize::from(row.holds == "x+n");
    match (way.counts, way.coding) {
        ("units", _) => Some(units),
        (_, "packed") if units % 2 == 1 || sign == 1 => None,
        (_, "packed") => Some(units / 2),
        (_, "hex_ascii" | "hex_ebcdic") => Some(2 * units),
        _ => Some(units),
    }
}

/// The way as it can be for this value: a number of so many digits may be too small for it.
fn suited(row: &Row, way: &Way) -> Way {
    let mut way = way.clone();
    way.fixed &= !row.value.is_empty() || way.room > 0;
    if number(row, &way).is_none() {
        way.counts = "units";
    }
    let said = number(row, &way)
        .expect("units can always be counted")
        .max(row.value.len());
    let needed = said
        .to_string()
        .len()
        .max(row.value.len().to_string().len());
    way.digits_max = way.digits_max.max(needed);
    way
}

fn table(rows: &[Row], which: usize) -> Dialect {
    let mut text = String::from(
        "[[dialect]]\nslug = \"x\"\nzh = \"x\"\nen = \"x\"\nversion = 0\nbitmaps_max = 2\nbytes_max = 65535\n\
         prefix = \"ascii\"\ndigits = \"ascii\"\ntext = \"ascii\"\nbinary = \"binary\"\n",
    );
    let types = ["packed", "ascii", "ebcdic"];
    let bitmaps = ["binary", "hex_ascii", "hex_ebcdic"];
    let words = ["binary 2", "ascii 5", "ebcdic 5"];
    let turn = rows.len() + which;
    let _ = writeln!(
        text,
        "type = \"{}\"\nbitmap = \"{}\"\nlength_word = \"{}\"",
        types[turn % 3],
        bitmaps[turn / 3 % 3],
        words[turn / 2 % 3]
    );
    let mut elements = String::from("element = [\n");
    for row in rows {
        let way = suited(row, &row.ways[which]);
        let length = match way.fixed {
            true => format!("fixed {}", row.value.len() + way.room),
            false => {
                let max = 10_usize.pow(way.digits_max as u32) - 1;
                format!("{} {}", LENGTHS[way.digits_max - 1], max)
            }
        };
        let _ = writeln!(
            elements,
            "{{ number = {}, zh = \"x\", en = \"x\", holds = \"{}\", length = \"{length}\", coding = \"{}\", \
             prefix = \"{}\", counts = \"{}\", odd = \"{}\", pad = \"{}\" }},",
            row.number, row.holds, way.coding, way.prefix, way.counts, way.odd, way.pad
        );
    }
    let text = format!("{elements}]\n{text}");
    read_dialects(&text)
        .unwrap_or_else(|faults| panic!("{faults:?}\n{text}"))
        .remove(0)
}

/// What comes back of a value: itself, filled up where its length is fixed.
fn expected(row: &Row, which: usize) -> Vec<u8> {
    let way = suited(row, &row.ways[which]);
    let mut value = row.value.clone();
    if !way.fixed {
        return value;
    }
    let unit = match way.pad.split_once(' ').expect("two words").1 {
        "0" => b'0',
        "space" => b' ',
        _ => 0,
    };
    for _ in 0..way.room {
        let place = match way.pad.starts_with("left") {
            true => usize::from(row.holds == "x+n"),
            false => value.len(),
        };
        value.insert(place, unit);
    }
    value
}

/// A separator between digits two a byte, which is `=` where the other way writes characters.
fn spelt(row: &Row, value: Vec<u8>) -> Vec<u8> {
    let codings = [0, 1].map(|which| suited(row, &row.ways[which]).coding);
    match (row.holds, codings) {
        ("z", ["packed", "ascii" | "ebcdic"]) => {
            let spell = |unit| if unit == b'D' { b'=' } else { unit };
            value.into_iter().map(spell).collect()
        }
        _ => value,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    /// What is written is read back as it was, through one way of writing it and through another.
    #[test]
    fn messages_come_back(rows in rows(), type_digits in "0[0-9]{3}", wide: bool) {
        let here = table(&rows, 0);
        let type_digits: [u8; 4] = type_digits.as_bytes().try_into().expect("four digits");
        let mut draft = Draft::new(type_digits);
        draft.wide(wide);
        for row in &rows {
            draft.set(row.number, &row.value);
        }
        let mut bytes = b"before".to_vec();
        encode(&draft, &here, Wrapping::FRAME, &mut bytes).expect("it can be written");
        let bytes = bytes.split_off(6);
        prop_assert_eq!(here.frame_bytes(&bytes), Some(bytes.len()));
        let decoded = decode(&bytes, &here, Wrapping::FRAME);
        prop_assert_eq!(decoded.fault, None);
        let message = decoded.message;
        prop_assert_eq!(message.message_type(), Some(type_digits));
        prop_assert_eq!(message.is_wide(), wide || rows.iter().any(|row| row.number > 64));
        let found: Vec<(u8, Vec<u8>)> =
            message.elements().map(|element| (element.number(), element.units().collect())).collect();
        let sent: Vec<(u8, Vec<u8>)> =
            rows.iter().map(|row| (row.number, expected(row, 0))).collect();
        prop_assert_eq!(&found, &sent);

        let draft = message.draft().expect("it has a type");
        let mut again = Vec::new();
        encode(&draft, &here, Wrapping::FRAME, &mut again).expect("it can be written");
        prop_assert_eq!(&again, &bytes);

        // The other dialect has room for what the first one filled up.
        let filled: Vec<Row> = rows.iter().map(|row| Row { value: expected(row, 0), ..row.clone() }).collect();
        let there = table(&filled, 1);
        let mut abroad = Vec::new();
        encode(&draft, &there, Wrapping::BARE, &mut abroad).expect("it can be written");
        let decoded = decode(&abroad, &there, Wrapping::BARE);
        prop_assert_eq!(decoded.fault, None);
        let found: Vec<Vec<u8>> = decoded.message.elements().map(|element| element.units().collect()).collect();
        let sent: Vec<Vec<u8>> = filled.iter().map(|row| spelt(row, expected(row, 1))).collect();
        prop_assert_eq!(found, sent);
    }

    /// Bytes that are changed, cut or made up never stop the reading with anything but a fault; what was read of them
    /// without a fault is written as it was.
    #[test]
    fn mutated_messages_never_panic(rows in rows(), changes in prop::collection::vec((any::<u16>(), any::<u8>()), 0..6), cut: Option<u16>) {
        let here = table(&rows, 0);
        let mut draft = Draft::new(*b"0200");
        for row in &rows {
            draft.set(row.number, &row.value);
        }
        let mut bytes = Vec::new();
        encode(&draft, &here, Wrapping::FRAME, &mut bytes).expect("it can be written");
        for (place, byte) in changes {
            let place = usize::from(place) % bytes.len();
            bytes[place] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(usize::from(cut) % (bytes.len() + 1));
        }
        let decoded = decode(&bytes, &here, Wrapping::FRAME);
        for element in decoded.message.elements() {
            let _ = (element.shown(), element.parts(), element.units().count());
        }
        match decoded.fault {
            Some(fault) => prop_assert!(fault.offset <= bytes.len()),
            None => {
                let mut again = Vec::new();
                let draft = decoded.message.draft().expect("it has a type");
                encode(&draft, &here, Wrapping::FRAME, &mut again).expect("it can be written");
                // Hexadecimal digits and fillers of either kind are read; bitmaps are written in upper case.
                prop_assert_eq!(again.to_ascii_uppercase(), bytes.to_ascii_uppercase());
            }
        }
    }
}
