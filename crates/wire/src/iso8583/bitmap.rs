//! Which elements a message has: one bit an element, the first bit of the first byte being element 1.

use super::coding::hex_digits;
use super::ebcdic::{from_ebcdic, to_ebcdic};
use serde::Deserialize;

/// How a bitmap of 64 bits is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BitmapCoding {
    /// Eight bytes.
    Binary,
    /// Sixteen hexadecimal digits.
    HexAscii,
    /// Sixteen hexadecimal digits in EBCDIC.
    HexEbcdic,
}

impl BitmapCoding {
    /// How many bytes one bitmap takes.
    pub(super) fn bytes(self) -> usize {
        match self {
            BitmapCoding::Binary => 8,
            BitmapCoding::HexAscii | BitmapCoding::HexEbcdic => 16,
        }
    }

    /// Reads one bitmap; the byte that is no hexadecimal digit where there is one.
    pub(super) fn read(self, raw: &[u8]) -> Result<u64, usize> {
        let mut bits = 0;
        let digit = match self {
            BitmapCoding::Binary => {
                let bytes = raw[..8].iter();
                return Ok(bytes.fold(0, |bits, byte| bits << 8 | u64::from(*byte)));
            }
            BitmapCoding::HexAscii => |byte| byte,
            BitmapCoding::HexEbcdic => from_ebcdic,
        };
        for (place, byte) in raw[..16].iter().enumerate() {
            let half = char::from(digit(*byte)).to_digit(16).ok_or(place)?;
            bits = bits << 4 | u64::from(half);
        }
        Ok(bits)
    }

    /// Writes one bitmap.
    pub(super) fn write(self, bits: u64, out: &mut Vec<u8>) {
        let bytes = bits.to_be_bytes();
        let coding = match self {
            BitmapCoding::Binary => return out.extend_from_slice(&bytes),
            BitmapCoding::HexAscii => |digit| digit,
            BitmapCoding::HexEbcdic => to_ebcdic,
        };
        let mut digits = [0; 16];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
            pair.copy_from_slice(&hex_digits(byte).map(coding));
        }
        out.extend_from_slice(&digits);
    }
}

/// A set of elements, 1 to 128.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Numbers(pub u128);

impl Numbers {
    const fn bit(number: u8) -> u128 {
        1 << (128 - number)
    }

    pub(super) fn has(self, number: u8) -> bool {
        (1..=128).contains(&number) && self.0 & Numbers::bit(number) != 0
    }

    pub(super) fn add(&mut self, number: u8) {
        self.0 |= Numbers::bit(number);
    }

    pub(super) fn remove(&mut self, number: u8) {
        self.0 &= !Numbers::bit(number);
    }
}

/// From the lowest.
impl Iterator for Numbers {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let number = (self.0 != 0).then(|| self.0.leading_zeros() as u8 + 1)?;
        self.remove(number);
        Some(number)
    }
}
