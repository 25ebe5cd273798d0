//! A message that was read: where its elements stand in the bytes it borrows.
//!
//! Card data is never copied: an element is a place in those bytes. Nothing here prints a value; see [`Element::shown`].

use super::bitmap::Numbers;
use super::coding::{Holds, Units};
use super::dialect::{Dialect, ElementSpec, EnvelopeSpec, envelope_units};
use super::draft::Draft;
use super::length::Length;
use super::mechanism::Span;
use super::parts::{self, Part};
use super::shown::{self, Shown};
use std::fmt;

/// A message, or as much of it as could be read.
pub struct Message<'a> {
    pub(super) dialect: &'a Dialect,
    pub(super) bytes: &'a [u8],
    pub(super) has_envelope: bool,
    /// Where the envelope begins, and where the message type does.
    pub(super) envelope: usize,
    pub(super) body: usize,
    pub(super) message_type: Option<[u8; 4]>,
    pub(super) wide: bool,
    pub(super) promised: Numbers,
    pub(super) read: Numbers,
    pub(super) unsound: Numbers,
    /// Whether it was read from end to end without a fault.
    pub(super) is_whole: bool,
    pub(super) spans: [Span; 128],
}

/// An element of a message.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    /// What the dialect says of it.
    pub spec: &'a ElementSpec,
    raw: &'a [u8],
    units: u16,
    offset: u16,
    is_sound: bool,
    is_of_whole: bool,
    message_type: [u8; 4],
}

impl<'a> Message<'a> {
    /// Whose message it is.
    pub fn dialect(&self) -> &'a Dialect {
        self.dialect
    }

    /// Its bytes, with whatever stands before the message type.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The four digits of its type; `None` where they could not be read.
    pub fn message_type(&self) -> Option<[u8; 4]> {
        self.message_type
    }

    /// What stands between length and message type; `None` where the message was read without.
    pub fn envelope(&self) -> Option<&'a [u8]> {
        self.has_envelope
            .then(|| &self.bytes[self.envelope..self.body])
    }

    /// The parts of the envelope.
    pub fn envelope_parts(&self) -> Vec<(&'a EnvelopeSpec, Vec<Part<'a>>)> {
        let mut rest = self.envelope().unwrap_or_default();
        let mut found = Vec::new();
        for spec in self.dialect.envelope() {
            let Some((raw, after)) = rest.split_at_checked(spec.bytes) else {
                break;
            };
            let units = envelope_units(spec, raw);
            let form = spec.form.as_ref();
            let parts = form.map(|form| parts::read(form, units, spec.mechanism.holds));
            found.push((spec, parts.unwrap_or_default()));
            rest = after;
        }
        found
    }

    /// Whether it has a second bitmap.
    pub fn is_wide(&self) -> bool {
        self.wide
    }

    /// The numbers that its bitmaps promise, from the lowest.
    pub fn promised(&self) -> impl Iterator<Item = u8> {
        self.promised
    }

    /// An element that was read.
    #[inline]
    pub fn element(&self, number: u8) -> Option<Element<'a>> {
        if !self.read.has(number) {
            return None;
        }
        let span = self.spans[usize::from(number - 1)];
        Some(Element {
            spec: self.dialect.element(number)?,
            raw: &self.bytes[usize::from(span.start)..span.end()],
            units: span.units,
            is_sound: !self.unsound.has(number),
            is_of_whole: self.is_whole,
            offset: span.start,
            message_type: self.message_type?,
        })
    }

    /// The elements that were read, from the lowest.
    pub fn elements(&self) -> impl Iterator<Item = Element<'a>> {
        self.read.filter_map(|number| self.element(number))
    }

    /// From the message type up to an element of fixed length: what a MAC in that element speaks for. `None` for an
    /// element of variable length, before which a number stands.
    pub fn up_to(&self, number: u8) -> Option<&'a [u8]> {
        let element = self.element(number)?;
        let Length::Fixed(_) = element.spec.mechanism.length else {
            return None;
        };
        self.bytes.get(self.body..element.offset())
    }

    /// All that was read, to be sent on or changed: the same elements, raw.
    pub fn draft(&self) -> Option<Draft<'a>> {
        let mut draft = Draft::new(self.message_type?);
        draft.envelope(self.envelope().unwrap_or_default());
        draft.wide(self.wide);
        for element in self.elements() {
            draft.take_over(element);
        }
        Some(draft)
    }
}

impl<'a> Element<'a> {
    /// Its number.
    pub fn number(&self) -> u8 {
        self.spec.number
    }

    /// Its bytes, without the number before them.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Where its bytes begin.
    pub fn offset(&self) -> usize {
        self.offset.into()
    }

    /// Its digits, characters or bytes.
    pub fn units(&self) -> Units<'a> {
        self.spec.mechanism.units(self.raw, self.units.into())
    }

    /// Whether its bytes are what it may hold.
    pub fn is_sound(&self) -> bool {
        self.is_sound
    }

    /// What is inside; empty where no form of the table applies.
    pub fn parts(&self) -> Vec<Part<'a>> {
        let form = self.spec.forms.iter();
        let mut form = form.filter(|form| form.applies(self.message_type, self.units.into()));
        let found = form.next().filter(|_| self.is_sound);
        found.map_or_else(Vec::new, |form| {
            parts::read(form, self.units(), self.spec.mechanism.holds)
        })
    }

    /// What a person may see of it. What has parts with secrets is shown by its parts only, and what should have
    /// parts and has none is not shown: nobody can tell what it holds.
    pub fn shown(&self) -> Shown {
        let units = usize::from(self.units);
        let hidden = Shown::Hidden { units };
        if !self.is_sound {
            return Shown::Unreadable { units };
        }
        let mechanism = self.spec.mechanism;
        if self.spec.forms.is_empty() {
            let is_code = matches!(mechanism.holds, Holds::Digits | Holds::Bytes);
            let is_open = is_code && self.spec.secret.is_none();
            return match mechanism.length {
                // The table knows what it is: an amount or a MAC that looks like a card number is none. Of a message
                // that is broken, or of another dialect, the table knows nothing.
                Length::Fixed(_) if is_open && self.is_of_whole => {
                    shown::open(self.units(), mechanism.holds)
                }
                _ => shown::shown(self.units(), mechanism.holds, self.spec.secret),
            };
        }
        let parts = self.parts();
        if parts.is_empty() || parts.iter().any(|part| !part.is_open()) {
            return hidden;
        }
        shown::shown(self.units(), mechanism.holds, None)
    }
}

/// Numbers and places only.
impl fmt::Debug for Message<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.message_type.unwrap_or(*b"????");
        write!(out, "Message({}", String::from_utf8_lossy(&digits))?;
        for number in self.read {
            write!(out, " {number}")?;
        }
        out.write_str(")")
    }
}

/// Number and length only.
impl fmt::Debug for Element<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Element({}, {} units)", self.number(), self.units)
    }
}
