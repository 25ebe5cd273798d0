//! Frames of the handbook and of others, both ways, beside what pyiso8583 finds in them.
//!
//! `iso8583/*.txt`: `frame …` with its length word, `bare …` without it; below it the message type and its elements,
//! text in quotation marks or in hex.

use std::fmt::Write;
use wire::iso8583::{
    Decoded, Draft, FaultKind, Holds, Message, Place, Units, Wrapping, decode, dialect, dialects,
    encode, recognise,
};

const FILES: [&str; 2] = [
    include_str!("iso8583/handbook.txt"),
    include_str!("iso8583/unionpay/frames.txt"),
];

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

/// Every frame: what is said before it, how it is wrapped, its bytes, what is in it.
fn frames() -> Vec<(String, Wrapping, Vec<u8>, String)> {
    let mut found: Vec<(String, Wrapping, Vec<u8>, String)> = Vec::new();
    for line in FILES.iter().flat_map(|file| file.lines()) {
        let mut begin = |wrapping, digits| {
            found.push((line.to_owned(), wrapping, bytes(digits), String::new()));
        };
        if let Some(digits) = line.strip_prefix("frame ") {
            begin(Wrapping::FRAME, digits);
        } else if let Some(digits) = line.strip_prefix("bare ") {
            begin(Wrapping::UNCOUNTED, digits);
        } else if let (Some((.., list)), false) = (found.last_mut(), line.starts_with('#')) {
            let gap = if list.is_empty() || line.is_empty() {
                ""
            } else {
                "\n"
            };
            *list += &format!("{gap}{line}");
        }
    }
    assert_eq!(found.len(), 26, "14 and 2 of the handbook, 10 of others");
    found
}

fn read<'a>(slug: &str, raw: &'a [u8], wrapping: Wrapping) -> Decoded<'a> {
    decode(raw, dialect(slug).expect("it is built in"), wrapping)
}

#[test]
fn every_frame_is_read_as_others_read_it() {
    for (line, wrapping, raw, list) in frames() {
        let decoded = read("unionpay-terminal", &raw, wrapping);
        assert_eq!(decoded.fault, None, "{line}");
        assert_eq!(listed(&decoded.message), list, "{line}");
    }
}

#[test]
fn every_frame_is_written_as_it_was() {
    for (line, wrapping, raw, _) in frames() {
        let message = read("unionpay-terminal", &raw, wrapping).message;
        let mut again = Vec::new();
        let draft = message.draft().expect("it has a type");
        encode(&draft, message.dialect(), wrapping, &mut again).expect("it can be written");
        assert_eq!(again, raw, "taken over: {line}");

        let values: Vec<(u8, Vec<u8>)> = message
            .elements()
            .map(|element| (element.number(), element.units().collect()))
            .collect();
        let mut draft = Draft::new(message.message_type().expect("it has a type"));
        draft.envelope(message.envelope().expect("it has one"));
        for (number, value) in &values {
            draft.set(*number, value);
        }
        again.clear();
        encode(&draft, message.dialect(), wrapping, &mut again).expect("it can be written");
        assert_eq!(again, raw, "from its values: {line}");
    }
}

#[test]
fn every_frame_is_recognised() {
    for (line, wrapping, raw, _) in frames() {
        let found = recognise(&raw, dialects()).expect("there are dialects");
        assert_eq!(found.decoded.fault, None, "{line}");
        assert_eq!(
            found.decoded.message.dialect().slug,
            "unionpay-terminal",
            "{line}"
        );
        assert_eq!(found.wrapping, wrapping, "{line}");
        assert!(found.envelope_begins, "{line}");
    }
}

/// A frame goes through every dialect that has its elements, in each of its codings, and comes back the same.
#[test]
fn a_sale_goes_through_every_dialect_of_its_edition() {
    let (.., raw, _) = frames().remove(2);
    let terminal = dialect("unionpay-terminal").expect("it is built in");
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
    let (.., mut raw, _) = frames().remove(2);
    change(&mut raw);
    let decoded = read("unionpay-terminal", &raw, Wrapping::FRAME);
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
    let (.., mut raw, _) = frames().remove(2);
    raw[58] |= 0x0F; // The filler of element 35.
    let message = read("unionpay-terminal", &raw, Wrapping::FRAME);
    assert_eq!(message.fault, None);
    let mut again = Vec::new();
    let draft = message.message.draft().expect("it has a type");
    encode(
        &draft,
        message.message.dialect(),
        Wrapping::FRAME,
        &mut again,
    )
    .expect("it can be");
    assert_eq!(again, raw, "taken over as it was");
    let track: Vec<u8> = message
        .message
        .element(35)
        .expect("it is there")
        .units()
        .collect();
    let mut draft = draft;
    draft.set(35, &track);
    again.clear();
    encode(
        &draft,
        message.message.dialect(),
        Wrapping::FRAME,
        &mut again,
    )
    .expect("it can be");
    assert_eq!(again[58], raw[58] & 0xF0, "written with a zero");
}

/// Nothing that can be printed of a message holds a digit of its card.
#[test]
fn debug_shows_no_values() {
    for (line, wrapping, raw, _) in frames() {
        let decoded = read("unionpay-terminal", &raw, wrapping);
        let mut said = format!("{decoded:?} {:?}", decoded.message.draft());
        for element in decoded.message.elements() {
            said += &format!("{element:?} {:?} {:?}", element.units(), element.parts());
        }
        for secret in ["6222029", "620000", "3012220", "DE6D8B8F"] {
            assert!(!said.contains(secret), "{line}: {said}");
        }
    }
}
