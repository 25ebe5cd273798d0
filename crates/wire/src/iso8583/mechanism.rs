//! How a value stands in bytes: a product of small mechanisms, read and written.
//!
//! In: bytes, or units. Out: where a value begins and ends and how many units it has, or its bytes. Any product that
//! [`Coding::suits`] allows works, both ways. Absent: which element it is.

use super::coding::{Coding, Holds, Units, all_fit, fits, half_of, unfit, write};
use super::fault::FaultKind;
use super::length::{Counts, Length, Prefix};

/// How a value stands in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mechanism {
    /// What it is made of.
    pub holds: Holds,
    /// How a unit is written.
    pub coding: Coding,
    /// How many units it has.
    pub length: Length,
    /// How the number before it is written.
    pub prefix: Prefix,
    /// What that number counts.
    pub counts: Counts,
    /// Where the half byte goes that fills an odd count of packed digits.
    pub odd: Odd,
    /// What fills a value that is shorter than its fixed length.
    pub pad: Option<Pad>,
}

/// A side of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before it.
    Left,
    /// After it.
    Right,
}

/// The half byte that fills an odd count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Odd {
    /// Where it stands.
    pub side: Side,
    /// What is written; `0` and `F` are both read.
    pub half: u8,
}

/// The unit that fills a short value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pad {
    /// Where it is put.
    pub side: Side,
    /// The unit.
    pub unit: u8,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    /// The first byte after the number before it.
    pub start: u16,
    /// How many bytes.
    pub bytes: u16,
    /// How many units.
    pub units: u16,
}

impl Span {
    pub(super) fn end(self) -> usize {
        usize::from(self.start) + usize::from(self.bytes)
    }
}

/// Why a value cannot be read, and the byte.
pub(super) type Broken = (FaultKind, usize);

impl Mechanism {
    /// Finds the value that begins at a byte.
    #[inline]
    pub(super) fn find(&self, bytes: &[u8], at: usize) -> Result<Span, Broken> {
        let (units, start) = match self.length {
            Length::Fixed(units) => (usize::from(units), at),
            Length::Variable { digits, max } => {
                let start = at + self.prefix.bytes(digits);
                let number = bytes
                    .get(at..start)
                    .ok_or_else(|| short(start, at, bytes))?;
                let number = self.prefix.read(number).map_err(|kind| (kind, at))?;
                let largest = self.prefix.max(digits);
                if number > largest {
                    let kind = FaultKind::TooLong {
                        units: number,
                        max: largest,
                    };
                    return Err((kind, at));
                }
                let units = self.counts.units(number, self.coding);
                let units = units.ok_or((FaultKind::OddCount, at))?;
                let max = usize::from(max);
                if units > max {
                    return Err((FaultKind::TooLong { units, max }, at));
                }
                (units, start)
            }
        };
        let end = start + self.coding.bytes(self.holds, units);
        if end > bytes.len() {
            return Err(short(end, start, bytes));
        }
        Ok(Span {
            start: start as u16,
            bytes: (end - start) as u16,
            units: units as u16,
        })
    }

    /// What is wrong with the bytes of a value that was found, and the byte within it.
    #[inline]
    pub(super) fn check(&self, raw: &[u8], units: usize) -> Result<(), Broken> {
        if self.holds == Holds::Text || self.coding == Coding::Binary || raw.is_empty() {
            return Ok(());
        }
        let odd = !self.coding.packed(self.holds, units).is_multiple_of(2);
        let sound = if odd {
            return self.check_odd(raw);
        } else {
            unfit(raw, self.coding, self.holds)
        };
        sound.map_or(Ok(()), |at| Err((FaultKind::Unfit, at)))
    }

    fn check_odd(&self, raw: &[u8]) -> Result<(), Broken> {
        let sign = usize::from(self.holds == Holds::Signed);
        let last = raw.len() - 1;
        let (at, filler, digit) = match self.odd.side {
            Side::Left => (sign, raw[sign] >> 4, raw[sign] & 15),
            Side::Right => (last, raw[last] & 15, raw[last] >> 4),
        };
        let whole = match self.odd.side {
            Side::Left => sign + 1..raw.len(),
            Side::Right => sign..last,
        };
        if sign == 1 && !matches!(raw[0], b'C' | b'D') {
            return Err((FaultKind::Unfit, 0));
        }
        let holds = if sign == 1 { Holds::Digits } else { self.holds };
        let inner = unfit(&raw[whole.clone()], Coding::Packed, holds).map(|at| at + whole.start);
        let edge = unfit(&[digit], Coding::Packed, holds).map(|_| at);
        let digits = inner.into_iter().chain(edge).min();
        let is_filler = matches!(filler, 0 | 15);
        // On the left the filler is the first half byte, on the right the last.
        match (digits, self.odd.side) {
            (_, Side::Left) if !is_filler => Err((FaultKind::Filler, at)),
            (Some(at), _) => Err((FaultKind::Unfit, at)),
            (None, _) if !is_filler => Err((FaultKind::Filler, at)),
            (None, _) => Ok(()),
        }
    }

    /// The units of a value that was found.
    #[inline]
    pub(super) fn units<'a>(&self, raw: &'a [u8], units: usize) -> Units<'a> {
        let lead = match self.odd.side {
            Side::Left => self.coding.packed(self.holds, units) % 2,
            Side::Right => 0,
        };
        Units::of(raw, self.coding, self.holds, units, lead)
    }

    /// Writes a value: the number before it, what fills it, its units.
    pub(super) fn write(&self, value: Units, out: &mut Vec<u8>) -> Result<(), FaultKind> {
        let given = value.len();
        let (units, pad) = match self.length {
            Length::Fixed(units) => (usize::from(units), self.filling(given, units.into())?),
            Length::Variable { digits, max } => {
                let max = usize::from(max).min(self.prefix.max(digits));
                if given > max {
                    return Err(FaultKind::TooLong { units: given, max });
                }
                let bytes = self.coding.bytes(self.holds, given);
                let number = self.counts.number(given, bytes, self.coding);
                let number = number.ok_or(FaultKind::OddCount)?;
                let largest = self.prefix.max(digits);
                if number > largest {
                    return Err(FaultKind::TooLong {
                        units: number,
                        max: largest,
                    });
                }
                self.prefix.write(number, digits, out);
                (given, None)
            }
        };
        match pad {
            None => match value.as_bytes() {
                Some(bytes) if self.holds != Holds::Signed => self.write_plain(bytes, out),
                _ => self.write_units(self.spelt(value), units, out),
            },
            Some(pad) => {
                let fill = std::iter::repeat_n(pad.unit, units - given);
                // A sign stays before what fills its digits.
                let sign = usize::from(self.holds == Holds::Signed && given > 0);
                let (sign, rest) = (value.slice(0..sign), self.spelt(value.slice(sign..given)));
                match pad.side {
                    Side::Left => self.write_units(sign.chain(fill).chain(rest), units, out),
                    Side::Right => self.write_units(sign.chain(rest).chain(fill), units, out),
                }
            }
        }
    }

    /// Units as they are written: between digits two a byte the separator of a stripe is `D`, between characters `=`.
    fn spelt<'a>(&self, value: Units<'a>) -> impl Iterator<Item = u8> + use<'a> {
        let respells =
            self.holds == Holds::Track && self.coding != Coding::Packed && value.is_packed();
        value.map(move |unit| match unit {
            b'D' if respells => b'=',
            _ => unit,
        })
    }

    /// Writes a value as it stood where the same mechanism read it.
    pub(super) fn write_raw(
        &self,
        raw: &[u8],
        units: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), FaultKind> {
        if let Length::Variable { digits, .. } = self.length {
            let number = self.counts.number(units, raw.len(), self.coding);
            let number = number.ok_or(FaultKind::OddCount)?;
            self.prefix.write(number, digits, out);
        }
        out.extend_from_slice(raw);
        Ok(())
    }

    /// What fills a value of so many units up to its fixed length, if anything is to be filled.
    fn filling(&self, given: usize, units: usize) -> Result<Option<Pad>, FaultKind> {
        match given.cmp(&units) {
            std::cmp::Ordering::Equal => Ok(None),
            std::cmp::Ordering::Greater => Err(FaultKind::TooLong {
                units: given,
                max: units,
            }),
            std::cmp::Ordering::Less => match self.pad {
                Some(pad) => Ok(Some(pad)),
                None => Err(FaultKind::TooShort {
                    units: given,
                    min: units,
                }),
            },
        }
    }

    /// The same as [`Mechanism::write_units`] for units that lie beside each other, in fewer steps.
    fn write_plain(&self, value: &[u8], out: &mut Vec<u8>) -> Result<(), FaultKind> {
        if !all_fit(value, self.holds) {
            return Err(FaultKind::Unfit);
        }
        match self.coding {
            Coding::Ascii | Coding::Binary => out.extend_from_slice(value),
            Coding::Packed => {
                let odd = !value.len().is_multiple_of(2);
                let Odd { side, half } = self.odd;
                let (first, pairs) = value.split_at(usize::from(odd && side == Side::Left));
                out.extend(first.iter().map(|unit| half << 4 | half_of(*unit)));
                let pairs = pairs.chunks_exact(2);
                let last = pairs.remainder();
                out.extend(pairs.map(|pair| half_of(pair[0]) << 4 | half_of(pair[1])));
                out.extend(last.iter().map(|unit| half_of(*unit) << 4 | half));
            }
            _ => value.iter().for_each(|unit| write(*unit, self.coding, out)),
        }
        Ok(())
    }

    fn write_units(
        &self,
        value: impl Iterator<Item = u8>,
        units: usize,
        out: &mut Vec<u8>,
    ) -> Result<(), FaultKind> {
        let digits = self.coding.packed(self.holds, units);
        let first_digit = units - digits; // Before it stands a sign, or all that has bytes of its own.
        let filler = (!digits.is_multiple_of(2)).then_some(self.odd);
        let (mut waiting, last) = match filler {
            Some(Odd {
                side: Side::Left,
                half,
            }) => (Some(half), None),
            Some(Odd {
                side: Side::Right,
                half,
            }) => (None, Some(half)),
            None => (None, None),
        };
        for (place, unit) in value.enumerate() {
            if !fits(unit, place, self.holds) {
                return Err(FaultKind::Unfit);
            }
            if place < first_digit {
                write(unit, self.coding, out);
                continue;
            }
            match waiting.take() {
                Some(high) => out.push(high << 4 | half_of(unit)),
                None => waiting = Some(half_of(unit)),
            }
        }
        if let (Some(high), Some(low)) = (waiting, last) {
            out.push(high << 4 | low);
        }
        Ok(())
    }
}

fn short(end: usize, start: usize, bytes: &[u8]) -> Broken {
    let left = bytes.len().saturating_sub(start);
    let needed = end - start;
    (FaultKind::Short { needed, left }, start)
}
