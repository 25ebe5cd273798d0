//! How long a value is, and how the number that says so is written before it.

use super::coding::Coding;
use super::ebcdic::{from_ebcdic, to_ebcdic};
use super::fault::FaultKind;
use serde::Deserialize;

/// How long a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// Always so many units.
    Fixed(u16),
    /// As many as a number before it says.
    Variable {
        /// How many digits the number has: 1 to 4.
        digits: u8,
        /// The most units.
        max: u16,
    },
}

/// How the number before a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prefix {
    /// Two digits a byte.
    Packed,
    /// A character a digit.
    Ascii,
    /// A character a digit, in EBCDIC.
    Ebcdic,
    /// A whole number, the high byte first: one byte for up to two digits, else two.
    Binary,
}

impl Prefix {
    /// How many bytes a number of so many digits takes.
    pub fn bytes(self, digits: u8) -> usize {
        match self {
            Prefix::Packed | Prefix::Binary => usize::from(digits).div_ceil(2),
            Prefix::Ascii | Prefix::Ebcdic => usize::from(digits),
        }
    }

    /// The largest number.
    pub fn max(self, digits: u8) -> usize {
        match (self, digits) {
            (Prefix::Binary, 1 | 2) => 0xFF,
            (Prefix::Binary, _) => 0xFFFF,
            (_, 1) => 9,
            (_, 2) => 99,
            (_, 3) => 999,
            (_, 4) => 9_999,
            _ => 99_999,
        }
    }

    /// Reads the number that these bytes are.
    pub(super) fn read(self, bytes: &[u8]) -> Result<usize, FaultKind> {
        let mut number = 0;
        for byte in bytes {
            number = match self {
                Prefix::Packed if byte >> 4 < 10 && byte & 15 < 10 => {
                    number * 100 + usize::from(byte >> 4) * 10 + usize::from(byte & 15)
                }
                Prefix::Ascii if byte.is_ascii_digit() => number * 10 + usize::from(byte - b'0'),
                Prefix::Ebcdic if from_ebcdic(*byte).is_ascii_digit() => {
                    number * 10 + usize::from(from_ebcdic(*byte) - b'0')
                }
                Prefix::Binary => number * 256 + usize::from(*byte),
                _ => return Err(FaultKind::PrefixUnreadable),
            };
        }
        Ok(number)
    }

    /// Writes a number that is not above the largest.
    pub(super) fn write(self, number: usize, digits: u8, out: &mut Vec<u8>) {
        let places = self.bytes(digits);
        match self {
            Prefix::Packed => {
                places_of::<100>(number, places, out, |pair| pair / 10 * 16 + pair % 10)
            }
            Prefix::Ascii => places_of::<10>(number, places, out, |digit| b'0' + digit),
            Prefix::Ebcdic => places_of::<10>(number, places, out, |digit| to_ebcdic(b'0' + digit)),
            Prefix::Binary => places_of::<256>(number, places, out, |byte| byte),
        }
    }
}

/// Writes the last places of a number to a base, the highest first.
fn places_of<const BASE: usize>(
    number: usize,
    places: usize,
    out: &mut Vec<u8>,
    write: impl Fn(u8) -> u8,
) {
    let start = out.len();
    out.resize(start + places, 0);
    let mut rest = number;
    for byte in out[start..].iter_mut().rev() {
        *byte = write((rest % BASE) as u8);
        rest /= BASE;
    }
}

/// What a number before a value counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counts {
    /// Digits, characters, bytes: what the value is made of.
    #[default]
    Units,
    /// Bytes of the message, also where a byte is two digits or half of a byte in hex.
    Bytes,
}

impl Counts {
    /// The number for so many units that take so many bytes; `None` where it could not be read back.
    pub(super) fn number(self, units: usize, bytes: usize, coding: Coding) -> Option<usize> {
        match (self, coding) {
            (Counts::Units, _) => Some(units),
            (Counts::Bytes, Coding::Packed) if !units.is_multiple_of(2) => None,
            (Counts::Bytes, _) => Some(bytes),
        }
    }

    /// The units of a number; `None` where there is no such number of bytes.
    pub(super) fn units(self, number: usize, coding: Coding) -> Option<usize> {
        match (self, coding) {
            (Counts::Units, _) => Some(number),
            (Counts::Bytes, Coding::Packed) => Some(2 * number),
            (Counts::Bytes, Coding::HexAscii | Coding::HexEbcdic) => {
                number.is_multiple_of(2).then_some(number / 2)
            }
            (Counts::Bytes, _) => Some(number),
        }
    }
}
