//! Frames of the handbook and of others, both ways, beside what pyiso8583 finds in them.
//!
//! `iso8583/*.txt`: `frame …` with its length word, `bare …` without it; below it the message type and its elements,
//! text in quotation marks or in hex.
//! `dialect SLUG` before messages of another dialect than the terminals', which are read from their type on.

use std::collections::BTreeSet;
use std::fmt::Write;
use wire::iso8583::{
    Decoded, Dialect, Draft, FaultKind, Holds, Message, Place, Shown, Units, Wrapping, decode,
    dialect, dialects, encode, recognise,
};

const FILES: [&str; 3] = [
    include_str!("iso8583/handbook.txt"),
    include_str!("iso8583/unionpay/frames.txt"),
    include_str!("iso8583/others.txt"),
];
const TERMINAL: &str = "unionpay-terminal";

fn terminal() -> &'static Dialect {
    dialect(TERMINAL).expect("it is built in")
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
    (0..hex.len()).step_by(2).map(digit).collect()
}

fn hex(units: Units) -> String {
    units.fold(String::new(), |said, unit| said + &format!("{unit:02X}"))
}

fn listed(message: &Message) -> String {
    let digits = message.message_type().expect("it has a type");
    let mut said = String::from_utf8_lossy(&digits).into_owned();
    for element in message.elements() {
        let units = element.units();
        let text = || units.map(char::from).collect::<String>();
        let value = match element.spec.mechanism.holds {
            Holds::Bytes => hex(units),
            Holds::Text if units.clone().all(|unit| (b' '..=b'~').contains(&unit)) => {
                format!("'{}'", text())
            }
            Holds::Text => format!("x{}", hex(units)),
            Holds::Digits | Holds::Track | Holds::Signed => text(),
        };
        let _ = write!(said, "\n{} {value}", element.number());
    }
    said
}

/// A message, and what is in it.
struct Sample {
    line: String,
    dialect: &'static Dialect,
    wrapping: Wrapping,
    raw: Vec<u8>,
    list: String,
}

fn samples() -> Vec<Sample> {
    let mut found: Vec<Sample> = Vec::new();
    for file in FILES {
        let mut slug = TERMINAL;
        for line in file.lines().filter(|line| !line.starts_with('#')) {
            let wrapping = match slug {
                TERMINAL if line.starts_with("frame ") => Wrapping::FRAME,
                TERMINAL => Wrapping::UNCOUNTED,
                _ => Wrapping::BARE,
            };
            match (line.split_once(' '), found.last_mut()) {
                (Some(("dialect", name)), _) => slug = name,
                (Some(("frame" | "bare", digits)), _) => found.push(Sample {
                    line: line.to_owned(),
                    dialect: dialect(slug).expect("it is built in"),
                    wrapping,
                    raw: bytes(digits),
                    list: String::new(),
                }),
                (_, Some(sample)) if !line.is_empty() => {
                    let gap = if sample.list.is_empty() { "" } else { "\n" };
                    sample.list += &format!("{gap}{line}");
                }
                _ => {}
            }
        }
    }
    let dialects: BTreeSet<&str> = found.iter().map(|one| one.dialect.slug.as_str()).collect();
    assert_eq!(dialects.len(), 10, "all but that with long PIN blocks");
    assert_eq!(found.len(), 14 + 2 + 10 + 9);
    found
}

/// Message 3 of the handbook.
fn sale() -> Vec<u8> {
    samples().remove(2).raw
}

fn read(sample: &Sample) -> Decoded<'_> {
    decode(&sample.raw, sample.dialect, sample.wrapping)
}

#[test]
fn every_message_is_read_as_others_read_it() {
    for sample in samples() {
        let decoded = read(&sample);
        assert_eq!(decoded.fault, None, "{}", sample.line);
        assert_eq!(listed(&decoded.message), sample.list, "{}", sample.line);
    }
}

#[test]
fn every_message_is_written_as_it_was() {
    for sample in samples() {
        let message = read(&sample).message;
        let mut again = Vec::new();
        let draft = message.draft().expect("it has a type");
        encode(&draft, sample.dialect, sample.wrapping, &mut again).expect("it can be written");
        assert_eq!(again, sample.raw, "taken over: {}", sample.line);

        let values: Vec<(u8, Vec<u8>)> = message
            .elements()
            .map(|element| (element.number(), element.units().collect()))
            .collect();
        let mut draft = Draft::new(message.message_type().expect("it has a type"));
        draft.envelope(message.envelope().unwrap_or_default());
        for (number, value) in &values {
            draft.set(*number, value);
        }
        again.clear();
        encode(&draft, sample.dialect, sample.wrapping, &mut again).expect("it can be written");
        assert_eq!(again, sample.raw, "from its values: {}", sample.line);
    }
}

#[test]
fn every_message_is_recognised() {
    for sample in samples() {
        let found = recognise(&sample.raw, dialects()).expect("there are dialects");
        assert_eq!(found.decoded.fault, None, "{}", sample.line);
        // Where two dialects write a message alike, either will do.
        let message = &found.decoded.message;
        assert_eq!(listed(message), sample.list, "{}", sample.line);
        assert_eq!(found.wrapping, sample.wrapping, "{}", sample.line);
        let is_terminal = sample.dialect.slug == TERMINAL;
        assert_eq!(message.dialect().slug == TERMINAL, is_terminal);
        assert_eq!(found.envelope_begins, is_terminal, "{}", sample.line);
    }
}

/// A frame goes through every dialect that has its elements, in each of its codings, and comes back the same.
#[test]
fn a_sale_goes_through_every_dialect_of_its_edition() {
    let raw = sale();
    let terminal = terminal();
    let sale = decode(&raw, terminal, Wrapping::FRAME).message;
    let others = dialects().iter().filter(|other| other.version == 0);
    let mut tried = 0;
    for other in others.filter(|other| !other.slug.contains("sm4") && other.slug != terminal.slug) {
        let mut there = Vec::new();
        let mut draft = sale.draft().expect("it has a type");
        draft.remove(60); // It holds digits here and text elsewhere.
        encode(&draft, other, Wrapping::BARE, &mut there).expect("it can be written");
        let abroad = decode(&there, other, Wrapping::BARE);
        assert_eq!(abroad.fault, None, "{}", other.slug);
        let mut draft = abroad.message.draft().expect("it has a type");
        draft.envelope(sale.envelope().expect("it has one"));
        draft.take_over(sale.element(60).expect("it is there"));
        let mut back = Vec::new();
        encode(&draft, terminal, Wrapping::FRAME, &mut back).expect("it can be written");
        assert_eq!(back, raw, "{}", other.slug);
        tried += 1;
    }
    assert_eq!(tried, 5);
}

/// One frame, changed: the first fault, its place and offset, and how many elements were read.
fn check(
    change: impl Fn(&mut Vec<u8>),
    kind: FaultKind,
    place: Place,
    offset: usize,
    read_count: usize,
) {
    let mut raw = sale();
    change(&mut raw);
    let decoded = decode(&raw, terminal(), Wrapping::FRAME);
    let fault = decoded.fault.expect("it is broken");
    assert_eq!(
        (fault.kind, fault.place, fault.offset),
        (kind, place, offset)
    );
    assert_eq!(decoded.message.elements().count(), read_count);
}

#[test]
fn a_broken_message_is_read_as_far_as_it_can_be() {
    // What cannot be in an element does not hinder the next: element 4 begins at byte 26.
    check(
        |raw| raw[26] = 0xA0,
        FaultKind::Unfit,
        Place::Element(4),
        26,
        14,
    );
    // Element 22 filled on the wrong side: 0021 instead of 0210.
    check(
        |raw| raw[36] = 0x21,
        FaultKind::Filler,
        Place::Element(22),
        36,
        14,
    );
    // A length that cannot be does: element 35 of 99 digits.
    let too_long = FaultKind::TooLong { units: 99, max: 37 };
    check(|raw| raw[39] = 0x99, too_long, Place::Element(35), 39, 6);
    check(
        |raw| raw[39] = 0x3A,
        FaultKind::PrefixUnreadable,
        Place::Element(35),
        39,
        6,
    );
    // Cut short inside element 52, the length word mended.
    let cut = |raw: &mut Vec<u8>| {
        raw.truncate(90);
        raw[1] = 88;
    };
    check(
        cut,
        FaultKind::Short { needed: 8, left: 5 },
        Place::Element(52),
        85,
        10,
    );
    let differs = FaultKind::LengthDiffers {
        said: 116,
        found: 117,
    };
    check(|raw| raw.push(0), differs, Place::LengthWord, 0, 14);
    let surplus = |raw: &mut Vec<u8>| {
        raw.push(0);
        raw[1] += 1;
    };
    check(
        surplus,
        FaultKind::Surplus { bytes: 1 },
        Place::End,
        118,
        14,
    );
    check(
        |raw| raw[15] |= 0x80,
        FaultKind::NoSuchBitmap,
        Place::Bitmap,
        23,
        0,
    );
    // Element 5 is promised, which this dialect does not have.
    check(
        |raw| raw[15] |= 0x08,
        FaultKind::Unknown,
        Place::Element(5),
        32,
        2,
    );
    check(
        |raw| raw[13] = 0x12,
        FaultKind::OtherVersion { version: 0 },
        Place::Type,
        13,
        14,
    );
    check(|raw| raw[13] = 0x0B, FaultKind::Unfit, Place::Type, 13, 0);
    check(
        |raw| raw.truncate(1),
        FaultKind::Short { needed: 2, left: 1 },
        Place::LengthWord,
        0,
        0,
    );
    let long = |raw: &mut Vec<u8>| raw.resize(5000, 0);
    check(
        long,
        FaultKind::MessageTooLong { max: 4096 },
        Place::End,
        0,
        0,
    );
}

#[test]
fn what_is_read_leniently_is_kept_raw_and_written_strictly() {
    let mut raw = sale();
    raw[58] |= 0x0F; // The filler of element 35.
    let decoded = decode(&raw, terminal(), Wrapping::FRAME);
    assert_eq!(decoded.fault, None);
    let message = decoded.message;
    let written = |draft: &Draft| {
        let mut again = Vec::new();
        encode(draft, terminal(), Wrapping::FRAME, &mut again).expect("it can be written");
        again
    };
    let mut draft = message.draft().expect("it has a type");
    assert_eq!(written(&draft), raw, "taken over as it was");
    let element = message.element(35).expect("it is there");
    let track: Vec<u8> = element.units().collect();
    draft.set(35, &track);
    assert_eq!(written(&draft)[58], raw[58] & 0xF0, "written with a zero");
}

/// Nothing that can be printed of a message holds a digit of its card.
#[test]
fn debug_shows_no_values() {
    for sample in samples() {
        let (decoded, line) = (read(&sample), &sample.line);
        let mut said = format!("{decoded:?} {:?}", decoded.message.draft());
        for element in decoded.message.elements() {
            said += &format!("{element:?} {:?} {:?}", element.units(), element.parts());
        }
        for secret in ["6222029", "620000", "3012220", "DE6D8B8F"] {
            assert!(!said.contains(secret), "{line}: {said}");
        }
    }
}

/// What a person may see of all these messages, in every way there is, holds none of their secrets.
#[test]
fn nothing_secret_is_shown() {
    let secrets = [
        "6222029900000000010",
        "6200000000000005",
        "6224242300000069",
        "30122206",
        "DE6D8B8F7D4E623D",
        "515FA4C4",
        "935E43DB",
        "51DBA323",
        "1CD7E77C",
        "3132333435363738", // The device of a chip sale.
        "6214830000001234",
    ];
    let mut cards = 0;
    for sample in samples() {
        for other in [Some(sample.dialect), None] {
            let among = other.map_or(dialects(), std::slice::from_ref);
            let found = recognise(&sample.raw, among).expect("there are dialects");
            let message = found.decoded.message;
            let inside = message.elements().flat_map(|element| element.parts());
            let header = message
                .envelope_parts()
                .into_iter()
                .flat_map(|(_, parts)| parts);
            let parts = inside.chain(header).map(|part| part.shown());
            let all = parts.chain(message.elements().map(|element| element.shown()));
            let said: Vec<String> = all.map(|shown| format!("{shown:?}")).collect();
            let said = said.join("\n");
            let leaked = secrets.iter().find(|secret| said.contains(**secret));
            assert_eq!(leaked, None, "{}:\n{said}", sample.line);
            cards += usize::from(said.contains("******"));
        }
    }
    assert!(cards > 20, "cards are there, and masked");
}

#[test]
fn a_mac_speaks_for_what_stands_before_it() {
    let raw = sale();
    let message = decode(&raw, terminal(), Wrapping::FRAME).message;
    // Without length, TPDU, header, and the eight bytes of element 64.
    assert_eq!(message.up_to(64), Some(&raw[13..raw.len() - 8]));
    assert_eq!(message.up_to(128), None);
    assert_eq!(message.up_to(35), None, "its length stands before it");
}

/// How many messages are mutated; `ISO8583_MUTANTS` asks for more.
const MUTANTS: usize = 50_000;

/// A small generator of numbers (xorshift): the same mutants in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len());
        match self.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, self.below(256) as u8),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            _ if at < bytes.len() => bytes[at] = self.below(256) as u8,
            _ => {}
        }
    }
}

/// Messages that were damaged are read to their first fault, or written again as they came: never a panic.
#[test]
fn damaged_messages_never_panic() {
    let asked = std::env::var("ISO8583_MUTANTS").ok();
    let mutants = asked.map_or(MUTANTS, |count| count.parse().expect("a number"));
    let samples = samples();
    let mut dice = Dice(0x0DA0_8583);
    let (mut bytes, mut again) = (Vec::new(), Vec::new());
    let mut sound = 0;
    for number in 0..mutants {
        let sample = &samples[dice.below(samples.len())];
        bytes.clone_from(&sample.raw);
        for _ in 0..=dice.below(4) {
            dice.mutate(&mut bytes);
        }
        let decoded = decode(&bytes, sample.dialect, sample.wrapping);
        let units: usize = decoded
            .message
            .elements()
            .map(|element| element.units().count())
            .sum();
        assert!(units <= 2 * bytes.len(), "mutant {number}");
        if number % 16 == 0 {
            for element in decoded.message.elements() {
                let parts = element.parts();
                let inside: usize = parts.iter().map(|part| part.units.len()).sum();
                assert!(inside <= element.units().len(), "mutant {number}");
                let shown = parts.iter().map(|part| part.shown());
                let shown: Vec<Shown> = shown.chain([element.shown()]).collect();
                assert_eq!(shown.len(), parts.len() + 1, "mutant {number}");
            }
        }
        match decoded.fault {
            Some(fault) => assert!(fault.offset <= bytes.len(), "mutant {number}"),
            None => {
                again.clear();
                let draft = decoded.message.draft().expect("a sound message has a type");
                let written = encode(&draft, sample.dialect, sample.wrapping, &mut again);
                assert_eq!(written, Ok(()), "mutant {number}");
                assert!(again.eq_ignore_ascii_case(&bytes), "mutant {number}");
                sound += 1;
            }
        }
    }
    assert!(
        sound * 20 > mutants && sound * 2 < mutants,
        "{sound} of {mutants} stayed sound"
    );
}
