//! Bytes to a message.
//!
//! In: bytes, a dialect, what stands before the message type. Out: all that can be read, and the first fault. Bytes
//! that an element cannot hold do not hinder the reading of the next; a length that cannot be does.

use super::bitmap::Numbers;
use super::coding::{Coding, Units};
use super::dialect::{Dialect, Wrapping, envelope_units};
use super::fault::{Fault, FaultKind, Place};
use super::mechanism::Span;
use super::message::Message;

/// What decoding found.
#[derive(Debug)]
pub struct Decoded<'a> {
    /// As much as could be read.
    pub message: Message<'a>,
    /// The first thing that is wrong; `None` for a sound message.
    pub fault: Option<Fault>,
}

/// Reads a message. It borrows the bytes and never copies from them.
pub fn decode<'a>(bytes: &'a [u8], dialect: &'a Dialect, wrapping: Wrapping) -> Decoded<'a> {
    let message = Message {
        dialect,
        bytes,
        has_envelope: false,
        envelope: 0,
        body: 0,
        message_type: None,
        wide: false,
        promised: Numbers::default(),
        read: Numbers::default(),
        unsound: Numbers::default(),
        is_whole: false,
        spans: [Span::default(); 128],
    };
    let mut reading = Reading {
        message,
        at: 0,
        end: bytes.len(),
        fault: None,
    };
    if let Err(fault) = reading.read(wrapping) {
        reading.complain(fault);
    }
    reading.message.is_whole = reading.fault.is_none();
    Decoded {
        message: reading.message,
        fault: reading.fault,
    }
}

struct Reading<'a> {
    message: Message<'a>,
    at: usize,
    /// Where the message ends: what its length word says, or all there is.
    end: usize,
    fault: Option<Fault>,
}

impl<'a> Reading<'a> {
    fn complain(&mut self, fault: Fault) {
        self.fault.get_or_insert(fault);
    }

    fn fault(&self, place: Place, kind: FaultKind) -> Fault {
        Fault {
            kind,
            place,
            offset: self.at,
        }
    }

    fn read(&mut self, wrapping: Wrapping) -> Result<(), Fault> {
        let max = self.message.dialect.bytes_max;
        if self.end > max {
            return Err(self.fault(Place::End, FaultKind::MessageTooLong { max }));
        }
        if wrapping.length_word {
            self.read_length()?;
        }
        self.message.envelope = self.at;
        self.message.body = self.at;
        if wrapping.envelope {
            self.read_envelope()?;
        }
        self.message.has_envelope = wrapping.envelope;
        self.message.body = self.at;
        self.read_type()?;
        self.read_bitmaps()?;
        self.read_elements()?;
        match self.message.bytes.len() - self.at {
            0 => Ok(()),
            bytes => Err(self.fault(Place::End, FaultKind::Surplus { bytes })),
        }
    }

    /// The next bytes.
    fn take(&mut self, bytes: usize, place: Place) -> Result<&'a [u8], Fault> {
        let all: &'a [u8] = &self.message.bytes[..self.end];
        match all.get(self.at..self.at + bytes) {
            Some(taken) => {
                self.at += bytes;
                Ok(taken)
            }
            None => {
                let left = self.end - self.at;
                Err(self.fault(
                    place,
                    FaultKind::Short {
                        needed: bytes,
                        left,
                    },
                ))
            }
        }
    }

    fn read_length(&mut self) -> Result<(), Fault> {
        let Some((prefix, digits)) = self.message.dialect.length_word else {
            return Ok(());
        };
        let raw = self.take(prefix.bytes(digits), Place::LengthWord)?;
        let wrong = |kind| Fault {
            kind,
            place: Place::LengthWord,
            offset: 0,
        };
        let said = prefix.read(raw).map_err(wrong)?;
        let found = self.message.bytes.len() - self.at;
        if said != found {
            self.complain(wrong(FaultKind::LengthDiffers { said, found }));
            self.end = self.end.min(self.at + said);
        }
        Ok(())
    }

    fn read_envelope(&mut self) -> Result<(), Fault> {
        for (position, part) in self.message.dialect.envelope.iter().enumerate() {
            let place = Place::Envelope(position);
            let start = self.at;
            let raw = self.take(part.bytes, place)?;
            let units = envelope_units(part, raw).len();
            if let Err((kind, at)) = part.mechanism.check(raw, units) {
                self.complain(Fault {
                    kind,
                    place,
                    offset: start + at,
                });
            }
        }
        Ok(())
    }

    fn read_type(&mut self) -> Result<(), Fault> {
        let dialect = self.message.dialect;
        let start = self.at;
        let coding = dialect.type_coding;
        let raw = self.take(coding.bytes(super::Holds::Digits, 4), Place::Type)?;
        let mut digits = [0; 4];
        for (digit, unit) in
            digits
                .iter_mut()
                .zip(Units::of(raw, coding, super::Holds::Digits, 4, 0))
        {
            *digit = unit;
        }
        let wrong = |kind| Fault {
            kind,
            place: Place::Type,
            offset: start,
        };
        if let Some(digit) = digits.iter().position(|digit| !digit.is_ascii_digit()) {
            return Err(Fault {
                offset: start + digit * raw.len() / digits.len(),
                ..wrong(FaultKind::Unfit)
            });
        }
        if digits[0] != b'0' + dialect.version {
            let version = dialect.version;
            self.complain(wrong(FaultKind::OtherVersion { version }));
        }
        self.message.message_type = Some(digits);
        Ok(())
    }

    fn read_bitmaps(&mut self) -> Result<(), Fault> {
        let first = self.read_bitmap()?;
        let mut promised = Numbers(u128::from(first) << 64);
        if promised.has(1) {
            if self.message.dialect.bitmaps_max < 2 {
                return Err(self.fault(Place::Bitmap, FaultKind::NoSuchBitmap));
            }
            promised.remove(1);
            promised.0 |= u128::from(self.read_bitmap()?);
            self.message.wide = true;
        }
        self.message.promised = promised;
        Ok(())
    }

    fn read_bitmap(&mut self) -> Result<u64, Fault> {
        let coding = self.message.dialect.bitmap;
        let start = self.at;
        let raw = self.take(coding.bytes(), Place::Bitmap)?;
        let wrong = |at| Fault {
            kind: FaultKind::Unfit,
            place: Place::Bitmap,
            offset: start + at,
        };
        coding.read(raw).map_err(wrong)
    }

    fn read_elements(&mut self) -> Result<(), Fault> {
        let dialect = self.message.dialect;
        let bytes = &self.message.bytes[..self.end];
        for number in self.message.promised {
            let place = Place::Element(number);
            let Some(spec) = dialect.element(number) else {
                return Err(self.fault(place, FaultKind::Unknown));
            };
            let found = spec.mechanism.find(bytes, self.at);
            let span = found.map_err(|(kind, offset)| Fault {
                kind,
                place,
                offset,
            })?;
            let raw = &bytes[usize::from(span.start)..span.end()];
            if let Err((kind, at)) = spec.mechanism.check(raw, span.units.into()) {
                assert!(kind.is_of_content(), "a value that was found has a length");
                self.message.unsound.add(number);
                self.complain(Fault {
                    kind,
                    place,
                    offset: usize::from(span.start) + at,
                });
            }
            self.message.spans[usize::from(number - 1)] = span;
            self.message.read.add(number);
            self.at = span.end();
        }
        Ok(())
    }
}

/// The digits of a message type, as they are written.
pub(super) fn write_type(digits: [u8; 4], coding: Coding, out: &mut Vec<u8>) {
    match coding {
        Coding::Packed => {
            for pair in digits.chunks_exact(2) {
                out.push((pair[0] - b'0') << 4 | (pair[1] - b'0'));
            }
        }
        _ => digits
            .iter()
            .for_each(|digit| super::coding::write(*digit, coding, out)),
    }
}
