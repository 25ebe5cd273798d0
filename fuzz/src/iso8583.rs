//! ISO 8583 messages, in every dialect and however they are wrapped.
//!
//! Laws: reading never fails but with a fault inside the message; what was read without one is written as it was; what a
//! person may see of a message holds no card number; the dialect that is recognised reads at least as far as any other.

use crate::mask::assert_shows_no_card;
use wire::iso8583::{
    Dialect, Draft, Holds, Length, Part, Shown, Wrapping, decode, dialects, encode, recognise,
};

/// Reads bytes as a message, in all ways.
pub fn iso8583(bytes: &[u8]) {
    let mut is_sound = false;
    for dialect in dialects() {
        for wrapping in [Wrapping::FRAME, Wrapping::UNCOUNTED, Wrapping::BARE] {
            is_sound |= read(bytes, dialect, wrapping);
        }
        if let Some(frame) = dialect.frame_bytes(bytes) {
            assert!(frame >= dialect.length_word_bytes());
        }
    }
    let found = recognise(bytes, dialects()).expect("there are dialects");
    assert!(
        found.decoded.fault.is_none() || !is_sound,
        "a dialect was overlooked"
    );
}

/// Reads bytes in one way; whether they are a sound message so.
fn read(bytes: &[u8], dialect: &Dialect, wrapping: Wrapping) -> bool {
    let decoded = decode(bytes, dialect, wrapping);
    let message = &decoded.message;
    for element in message.elements() {
        assert!(element.offset() + element.raw().len() <= bytes.len());
        let mechanism = element.spec.mechanism;
        let is_fixed = matches!(mechanism.length, Length::Fixed(_));
        // An amount, a code or a MAC of fixed length is shown in a sound message, whatever it looks like.
        let is_code = matches!(mechanism.holds, Holds::Digits | Holds::Bytes);
        let is_known = is_code && is_fixed && decoded.fault.is_none();
        if !is_known || element.spec.secret.is_some() {
            shows_no_card(&element.shown());
        }
        let parts = element.parts();
        assert!(parts.iter().map(units).sum::<usize>() <= element.units().len());
        parts.iter().for_each(|part| shows_no_card(&part.shown()));
        if mechanism.holds == Holds::Text {
            // Side by side as they stand, without what is left out.
            let texts = parts.iter().map(|part| match part.shown() {
                Shown::Text(text) => format!("{text:<width$}", width = units(part)),
                _ => "|".to_owned(),
            });
            assert_shows_no_card(&texts.collect::<String>());
        }
    }
    if let Some(fault) = decoded.fault {
        assert!(fault.offset <= bytes.len(), "{fault:?} lies outside");
        return false;
    }
    assert!(
        message
            .promised()
            .eq(message.elements().map(|element| element.number()))
    );
    let mut again = Vec::new();
    let draft = message.draft().expect("a sound message has a type");
    encode(&draft, dialect, wrapping, &mut again).expect("what was read can be written");
    // Bitmaps in hexadecimal digits are read in either case.
    assert!(
        again.eq_ignore_ascii_case(bytes),
        "written otherwise than read"
    );

    let values: Vec<(u8, Vec<u8>)> = message
        .elements()
        .map(|element| (element.number(), element.units().collect()))
        .collect();
    let mut draft = Draft::new(message.message_type().expect("a sound message has a type"));
    draft.envelope(message.envelope().unwrap_or_default());
    draft.wide(message.is_wide());
    for (number, value) in &values {
        draft.set(*number, value);
    }
    let mut strict = Vec::new();
    encode(&draft, dialect, wrapping, &mut strict).expect("values that were read can be written");
    let decoded = decode(&strict, dialect, wrapping);
    assert_eq!(decoded.fault, None);
    let found = decoded
        .message
        .elements()
        .map(|element| element.units().collect::<Vec<u8>>());
    assert!(
        found.eq(values.into_iter().map(|(_, value)| value)),
        "values differ"
    );
    true
}

fn units(part: &Part) -> usize {
    part.units.len()
}

fn shows_no_card(shown: &Shown) {
    if let Shown::Text(text) = shown {
        assert_shows_no_card(text);
    }
}
