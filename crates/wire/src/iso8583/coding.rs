//! How the units of a value stand in bytes: digits two a byte, characters, bytes as they are or in hex.
//!
//! In: raw bytes. Out: their units, one at a time and without a copy. Absent: lengths and fillers (`mechanism`).

use super::ebcdic::{from_ebcdic, to_ebcdic};
use serde::Deserialize;
use std::fmt;
use std::ops::Range;

/// What a value is made of; one of it is a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Digits.
    Digits,
    /// Digits and the separator of a magnetic stripe: `D`, or `=` where characters are written.
    Track,
    /// Characters, of whichever set: GBK passes as the bytes it is.
    Text,
    /// Bytes.
    Bytes,
    /// `C` or `D`, then digits.
    Signed,
}

/// How one unit stands in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coding {
    /// Two digits a byte (BCD). Of a signed number the sign is a character before them.
    Packed,
    /// A character each.
    Ascii,
    /// A character each, in EBCDIC code page 037.
    Ebcdic,
    /// A byte each, as it is.
    Binary,
    /// Two hexadecimal digits each, in ASCII.
    HexAscii,
    /// Two hexadecimal digits each, in EBCDIC.
    HexEbcdic,
}

impl Coding {
    /// Whether values of a kind can be written so.
    pub fn suits(self, holds: Holds) -> bool {
        match holds {
            Holds::Digits | Holds::Track | Holds::Signed => {
                matches!(self, Coding::Packed | Coding::Ascii | Coding::Ebcdic)
            }
            Holds::Text => matches!(self, Coding::Ascii | Coding::Ebcdic),
            Holds::Bytes => {
                matches!(self, Coding::Binary | Coding::HexAscii | Coding::HexEbcdic)
            }
        }
    }

    /// How many bytes so many units take.
    pub fn bytes(self, holds: Holds, units: usize) -> usize {
        match self {
            Coding::Packed if holds == Holds::Signed => 1 + units.saturating_sub(1).div_ceil(2),
            Coding::Packed => units.div_ceil(2),
            Coding::Ascii | Coding::Ebcdic | Coding::Binary => units,
            Coding::HexAscii | Coding::HexEbcdic => 2 * units,
        }
    }

    /// How many digits share bytes; none where a unit has bytes of its own.
    pub fn packed(self, holds: Holds, units: usize) -> usize {
        match self {
            Coding::Packed if holds == Holds::Signed => units.saturating_sub(1),
            Coding::Packed => units,
            _ => 0,
        }
    }
}

/// The units of a value where they stand in a message: digits and characters in ASCII, bytes as they are.
///
/// It borrows. A unit that is broken (a hexadecimal digit that is none) reads as zero; decoding has said so before.
#[derive(Clone, Copy)]
pub struct Units<'a> {
    raw: &'a [u8],
    coding: Coding,
    /// Whether packed digits follow a sign.
    signed: bool,
    /// Half bytes before the first packed digit.
    lead: usize,
    start: usize,
    end: usize,
}

impl<'a> Units<'a> {
    /// Units that are bytes of their own.
    pub fn plain(bytes: &'a [u8]) -> Units<'a> {
        Units {
            raw: bytes,
            coding: Coding::Binary,
            signed: false,
            lead: 0,
            start: 0,
            end: bytes.len(),
        }
    }

    /// So many units of raw bytes, with `lead` half bytes before packed digits.
    pub(super) fn of(
        raw: &'a [u8],
        coding: Coding,
        holds: Holds,
        units: usize,
        lead: usize,
    ) -> Units<'a> {
        Units {
            raw,
            coding,
            signed: holds == Holds::Signed,
            lead,
            start: 0,
            end: units,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.end - self.start
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Some of them; what lies beyond the end is left out.
    pub fn slice(&self, range: Range<usize>) -> Units<'a> {
        let start = self.start.saturating_add(range.start).min(self.end);
        let end = self.start.saturating_add(range.end).clamp(start, self.end);
        Units {
            start,
            end,
            ..*self
        }
    }

    /// Whether they stand two a byte, where the separator of a magnetic stripe is `D`.
    pub(super) fn is_packed(&self) -> bool {
        self.coding == Coding::Packed
    }

    /// One unit.
    pub fn get(&self, place: usize) -> Option<u8> {
        (place < self.len()).then(|| self.at(self.start + place))
    }

    /// The bytes that are these units, where no unit is anything else than a byte.
    pub fn as_bytes(&self) -> Option<&'a [u8]> {
        let own = matches!(self.coding, Coding::Ascii | Coding::Binary);
        own.then(|| &self.raw[self.start..self.end])
    }

    #[inline]
    fn at(&self, unit: usize) -> u8 {
        match self.coding {
            Coding::Ascii | Coding::Binary => self.raw[unit],
            Coding::Ebcdic => from_ebcdic(self.raw[unit]),
            Coding::Packed if !self.signed => half(self.raw, unit + self.lead),
            Coding::Packed if unit == 0 => self.raw[0],
            Coding::Packed => half(&self.raw[1..], unit - 1 + self.lead),
            Coding::HexAscii => {
                hex_byte(self.raw[2 * unit], self.raw[2 * unit + 1]).unwrap_or_default()
            }
            Coding::HexEbcdic => {
                let [high, low] = [self.raw[2 * unit], self.raw[2 * unit + 1]].map(from_ebcdic);
                hex_byte(high, low).unwrap_or_default()
            }
        }
    }
}

impl Iterator for Units<'_> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let unit = (self.start < self.end).then(|| self.at(self.start))?;
        self.start += 1;
        Some(unit)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.len(), Some(self.len()))
    }

    /// All at once: what the coding is, is asked once.
    fn fold<B, F: FnMut(B, u8) -> B>(self, first: B, mut step: F) -> B {
        match (self.as_bytes(), self.coding) {
            (Some(bytes), _) => bytes.iter().fold(first, |sum, unit| step(sum, *unit)),
            (_, Coding::Packed) if !self.signed => {
                let halves = self.start + self.lead..self.end + self.lead;
                halves.fold(first, |sum, place| step(sum, half(self.raw, place)))
            }
            _ => (self.start..self.end).fold(first, |sum, unit| step(sum, self.at(unit))),
        }
    }
}

impl ExactSizeIterator for Units<'_> {}

/// Units may be a card's: only their number is told.
impl fmt::Debug for Units<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Units({})", self.len())
    }
}

/// The digits of half bytes; the separator of a magnetic stripe is `D`.
const HALVES: [u8; 16] = *b"0123456789ABCDEF";

/// A half byte as a character.
#[inline]
fn half(bytes: &[u8], place: usize) -> u8 {
    let byte = bytes[place / 2];
    HALVES[usize::from(if place.is_multiple_of(2) {
        byte >> 4
    } else {
        byte & 15
    })]
}

/// The byte of two hexadecimal digits, of either case.
pub(super) fn hex_byte(high: u8, low: u8) -> Option<u8> {
    let digit = |letter: u8| char::from(letter).to_digit(16);
    Some((digit(high)? * 16 + digit(low)?) as u8)
}

/// Where raw bytes first are not what such a value can be; fillers are left out of what is given.
pub(super) fn unfit(raw: &[u8], coding: Coding, holds: Holds) -> Option<usize> {
    match coding {
        Coding::Packed if holds == Holds::Signed => match raw.split_first() {
            Some((b'C' | b'D', digits)) => unfit(digits, coding, Holds::Digits).map(|at| at + 1),
            _ => Some(0),
        },
        Coding::Packed => {
            let separator = |half: u8| half == 13 && holds == Holds::Track;
            let fits = |half: u8| half < 10 || separator(half);
            // Nearly all are digits, and no half byte of two digits has its highest bit and one of the next two.
            let digits = |byte: u8| byte & 0x88 & ((byte << 1) | (byte << 2)) == 0;
            raw.iter()
                .position(|byte| !(digits(*byte) || fits(byte >> 4) && fits(byte & 15)))
        }
        Coding::Ascii => raw_unfit(raw, holds, |byte| byte),
        Coding::Ebcdic => raw_unfit(raw, holds, from_ebcdic),
        Coding::Binary => None,
        Coding::HexAscii => hex_unfit(raw, |byte| byte),
        Coding::HexEbcdic => hex_unfit(raw, from_ebcdic),
    }
}

fn raw_unfit(raw: &[u8], holds: Holds, read: impl Fn(u8) -> u8) -> Option<usize> {
    let fits = |(place, byte): (usize, &u8)| fits(read(*byte), place, holds);
    match holds {
        Holds::Text | Holds::Bytes => None,
        _ => raw.iter().enumerate().position(|unit| !fits(unit)),
    }
}

fn hex_unfit(raw: &[u8], read: impl Fn(u8) -> u8) -> Option<usize> {
    raw.iter().position(|byte| !read(*byte).is_ascii_hexdigit())
}

/// Whether a unit can stand at this place of such a value.
pub(super) fn fits(unit: u8, place: usize, holds: Holds) -> bool {
    match holds {
        Holds::Digits => unit.is_ascii_digit(),
        Holds::Track => unit.is_ascii_digit() || matches!(unit, b'D' | b'='),
        Holds::Signed if place == 0 => matches!(unit, b'C' | b'D'),
        Holds::Signed => unit.is_ascii_digit(),
        Holds::Text | Holds::Bytes => true,
    }
}

/// Writes a unit that has bytes of its own: not one of packed digits.
pub(super) fn write(unit: u8, coding: Coding, out: &mut Vec<u8>) {
    match coding {
        Coding::Ascii | Coding::Binary | Coding::Packed => out.push(unit),
        Coding::Ebcdic => out.push(to_ebcdic(unit)),
        Coding::HexAscii => out.extend(hex_digits(unit)),
        Coding::HexEbcdic => out.extend(hex_digits(unit).map(to_ebcdic)),
    }
}

/// The hexadecimal digits of a byte, upper case.
pub(super) fn hex_digits(byte: u8) -> [u8; 2] {
    [
        HALVES[usize::from(byte >> 4)],
        HALVES[usize::from(byte & 15)],
    ]
}

/// The half byte of a digit or separator: `0` to `9`, and 13 for `=` and `D`.
pub(super) fn half_of(unit: u8) -> u8 {
    (unit & 15) + 9 * u8::from(unit == b'D')
}

/// Whether all these units, none of them a sign, can stand in such a value. It looks at all without a branch.
pub(super) fn all_fit(units: &[u8], holds: Holds) -> bool {
    let all = |fits: fn(&u8) -> bool| units.iter().fold(true, |all, unit| all & fits(unit));
    match holds {
        Holds::Digits | Holds::Signed => all(u8::is_ascii_digit),
        Holds::Track => all(|unit| unit.is_ascii_digit() | (*unit == b'D') | (*unit == b'=')),
        Holds::Text | Holds::Bytes => true,
    }
}
