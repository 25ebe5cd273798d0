//! What a person may see of a value.
//!
//! Cards show six and four digits, devices and accounts their last four; tracks, PINs, verification codes, keys,
//! cryptograms, names and whatever nobody can tell the meaning of show their length. What is no secret is scrubbed
//! like any free text.

use super::coding::{Holds, Units, hex_digits};
use crate::mask::mask_card;
use crate::scrub::{hide_cards, scrub};
use serde::Deserialize;

/// Why a value is not shown, or not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Secret {
    /// A card number.
    Card,
    /// A magnetic stripe, or what is equal to one.
    Track,
    /// A PIN, enciphered or not.
    Pin,
    /// What may hold a card's verification code.
    Cvv,
    /// A card's expiry date.
    Expiry,
    /// A key.
    Key,
    /// What a card or its issuer computed, and what stands beside it: it may hold a balance.
    Cryptogram,
    /// A person's name.
    Person,
    /// An account or a device: its last four characters show.
    Tail,
    /// What somebody agreed on with somebody else.
    Private,
}

impl Secret {
    /// Every reason.
    pub const ALL: [Secret; 10] = [
        Secret::Card,
        Secret::Track,
        Secret::Pin,
        Secret::Cvv,
        Secret::Expiry,
        Secret::Key,
        Secret::Cryptogram,
        Secret::Person,
        Secret::Tail,
        Secret::Private,
    ];

    /// Its slug.
    pub fn slug(self) -> &'static str {
        match self {
            Secret::Card => "card",
            Secret::Track => "track",
            Secret::Pin => "pin",
            Secret::Cvv => "cvv",
            Secret::Expiry => "expiry",
            Secret::Key => "key",
            Secret::Cryptogram => "cryptogram",
            Secret::Person => "person",
            Secret::Tail => "tail",
            Secret::Private => "private",
        }
    }
}

/// What may be seen of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The value, or what is left of it when its secret is taken out.
    Text(String),
    /// Nothing but its length.
    Hidden {
        /// How many digits, characters or bytes.
        units: usize,
    },
    /// Bytes that it cannot hold: nothing but their number.
    Unreadable {
        /// How many digits, characters or bytes.
        units: usize,
    },
}

/// The most digits of a card number with what fills it in a record, as digits of hexadecimal bytes.
const CARD_DIGITS_MAX: usize = 32;
/// The fewest characters of which the last four may show.
const TAIL_UNITS_MIN: usize = 8;

/// What may be seen of units that hold this.
pub(super) fn shown(units: Units, holds: Holds, secret: Option<Secret>) -> Shown {
    let hidden = Shown::Hidden { units: units.len() };
    match secret {
        None => Shown::Text(scrub(&text(units, holds)).into_owned()),
        Some(Secret::Card) => card(units, holds).map_or(hidden, Shown::Text),
        Some(Secret::Tail) if units.len() >= TAIL_UNITS_MIN => {
            let tail = units.slice(units.len() - 4..units.len());
            match tail.clone().all(|unit| unit.is_ascii_alphanumeric()) {
                true => Shown::Text(format!("****{}", ascii(tail))),
                false => hidden,
            }
        }
        Some(_) => hidden,
    }
}

/// Whether a text holds a card number, or the beginning of a track.
pub(super) fn has_card(units: Units) -> bool {
    let text = text(units, Holds::Text);
    hide_cards(&text) != text
}

/// A value that the table knows to be no secret, whatever it looks like.
pub(super) fn open(units: Units, holds: Holds) -> Shown {
    Shown::Text(text(units, holds))
}

/// A card number masked, whether it is written in digits or, two a byte, in bytes.
fn card(units: Units, holds: Holds) -> Option<String> {
    let mut digits = [0_u8; CARD_DIGITS_MAX];
    let mut count = 0;
    for unit in units {
        let pair = match holds {
            Holds::Bytes => hex_digits(unit),
            _ => [b'0', unit], // Zeros before the number fall away.
        };
        let taken = if holds == Holds::Bytes {
            &pair[..]
        } else {
            &pair[1..]
        };
        digits
            .get_mut(count..count + taken.len())?
            .copy_from_slice(taken);
        count += taken.len();
    }
    let filled = |digit: &&u8| **digit == b'F';
    let trailing = digits[..count].iter().rev().take_while(filled).count();
    let leading = digits[..count]
        .iter()
        .take_while(|digit| **digit == b'0')
        .count();
    let number = digits.get(leading..count - trailing)?;
    Some(mask_card(number).as_str().to_owned()).filter(|masked| !masked.is_empty())
}

/// A value in characters: bytes in hex, text from GB18030 (which includes ASCII) without the blanks at its end.
fn text(units: Units, holds: Holds) -> String {
    match holds {
        Holds::Bytes => units.flat_map(hex_digits).map(char::from).collect(),
        Holds::Text => {
            let bytes: Vec<u8> = units.collect();
            let (decoded, _) = encoding_rs::GB18030.decode_without_bom_handling(&bytes);
            let control = |letter: char| {
                if letter.is_control() {
                    '\u{FFFD}'
                } else {
                    letter
                }
            };
            decoded.trim_end_matches(' ').chars().map(control).collect()
        }
        Holds::Digits | Holds::Track | Holds::Signed => ascii(units),
    }
}

fn ascii(units: Units) -> String {
    units.map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &[u8], holds: Holds, secret: Option<Secret>, expected: &str) {
        let said = match shown(Units::plain(value), holds, secret) {
            Shown::Text(text) => text,
            Shown::Hidden { units } => format!("[{units}]"),
            Shown::Unreadable { .. } => unreachable!("units are readable"),
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn secrets_show_no_more_than_they_may() {
        let card = Some(Secret::Card);
        check(
            b"6222029900000000010",
            Holds::Digits,
            card,
            "622202******0010",
        );
        check(
            b"00006200000000000005",
            Holds::Digits,
            card,
            "620000******0005",
        );
        check(
            b"\x62\x22\x02\x99\x00\x00\x00\x00\x01\x0F",
            Holds::Bytes,
            card,
            "622202******0010",
        );
        check(
            b"62220299000000000106222029900000000010",
            Holds::Digits,
            card,
            "[38]",
        );
        check(b"12345678", Holds::Text, Some(Secret::Tail), "****5678");
        check(b"1234567", Holds::Text, Some(Secret::Tail), "[7]");
        check(b"1234567\n", Holds::Text, Some(Secret::Tail), "[8]");
        for secret in Secret::ALL {
            if !matches!(secret, Secret::Card | Secret::Tail) {
                check(
                    b"6222029900000000010D3012",
                    Holds::Track,
                    Some(secret),
                    "[24]",
                );
            }
        }
    }

    #[test]
    fn what_is_no_secret_is_scrubbed_all_the_same() {
        check(
            b"card 6222029900000000010 refused  ",
            Holds::Text,
            None,
            "card 622202*********0010 refused",
        );
        check(b"00+\xB3\xC9\xB9\xA6", Holds::Text, None, "00+成功");
        check(b"a\x1Bb", Holds::Text, None, "a\u{FFFD}b");
        check(b"\x9F\x00", Holds::Bytes, None, "9F00");
    }
}
