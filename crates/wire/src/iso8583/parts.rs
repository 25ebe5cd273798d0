//! What is inside an element: parts at fixed places, groups that come again, tagged values.
//!
//! In: an element's units and the form that its table names. Out: parts, each a place in those units. What fits no part
//! is the rest: reading never fails, and nothing is left out. Absent: what a part means.

use super::coding::{Holds, Units, hex_digits};
use super::dialect::Names;
use super::shown::{self, Secret, Shown};
use super::tags::{Tag, tag};
use crate::lang::Lang;

/// What may be inside an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    /// Of which message types; empty for all.
    pub types: Vec<[u8; 4]>,
    /// With which numbers of units; empty for any.
    pub units: Vec<usize>,
    pub shape: Shape,
}

/// How parts lie beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One after the other; they may end after any.
    Parts(Vec<PartSpec>),
    /// Some, then a group as often as it is there.
    Group {
        lead: Vec<PartSpec>,
        parts: Vec<PartSpec>,
    },
    /// Tag, length and value, as chip cards write them.
    BerTlv,
    /// Tag, length and value in characters.
    TextTlv { tag: usize, length: usize },
}

/// A part at a fixed place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PartSpec {
    pub names: Names,
    pub units: usize,
    pub secret: Option<Secret>,
}

/// A part of an element.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// Where it stands, and what it is called.
    pub label: Label<'a>,
    /// What it is.
    pub units: Units<'a>,
    holds: Holds,
    secret: Option<Secret>,
    /// Whether there is a secret in it, or may be.
    is_open: bool,
}

/// Where a part stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label<'a> {
    /// By its number, from 1.
    Number(usize, Name<'a>),
    /// In a group, both from 1.
    Group(usize, usize, Name<'a>),
    /// By its tag; without a name where it is not known.
    Tag(String, Option<Name<'a>>),
    /// What fits no part.
    Rest,
}

/// A part's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a>(&'a Names);

impl Name<'_> {
    /// In a language.
    pub fn of(&self, lang: Lang) -> &str {
        self.0.of(lang)
    }
}

impl Label<'_> {
    /// As a path after the element's number: `.1`, `.2.1`, `.9F26`; empty for the rest.
    pub fn path(&self) -> String {
        match self {
            Label::Number(number, _) => format!(".{number}"),
            Label::Group(group, number, _) => format!("[{group}].{number}"),
            Label::Tag(tag, _) => format!(".{tag}"),
            Label::Rest => String::new(),
        }
    }

    /// Its name, where it has one.
    pub fn name(&self, lang: Lang) -> Option<&str> {
        match self {
            Label::Number(_, name) | Label::Group(_, _, name) => Some(name.0.of(lang)),
            Label::Tag(_, name) => name.as_ref().map(|name| name.0.of(lang)),
            Label::Rest => None,
        }
    }
}

impl Part<'_> {
    /// What a person may see of it.
    pub fn shown(&self) -> Shown {
        match self.is_open {
            true => shown::shown(self.units, self.holds, None),
            false => shown::shown(
                self.units,
                self.holds,
                self.secret.or(Some(Secret::Private)),
            ),
        }
    }

    /// Why it is not shown whole.
    pub fn secret(&self) -> Option<Secret> {
        (!self.is_open).then(|| self.secret.unwrap_or(Secret::Private))
    }

    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }
}

impl Form {
    pub(super) fn applies(&self, message_type: [u8; 4], units: usize) -> bool {
        let type_fits = self.types.is_empty() || self.types.contains(&message_type);
        type_fits && (self.units.is_empty() || self.units.contains(&units))
    }
}

/// The parts of units that have this form.
pub(super) fn read<'a>(form: &'a Form, units: Units<'a>, holds: Holds) -> Vec<Part<'a>> {
    let mut reading = Reading {
        rest: units,
        holds,
        parts: Vec::new(),
    };
    match &form.shape {
        Shape::Parts(specs) => reading.listed(specs, &Label::Number),
        Shape::Group { lead, parts } => {
            reading.listed(lead, &Label::Number);
            let group: usize = parts.iter().map(|part| part.units).sum();
            let mut number = 1;
            while reading.rest.len() >= group {
                reading.listed(parts, &|part, name| Label::Group(number, part, name));
                number += 1;
            }
        }
        Shape::BerTlv => while reading.ber_tlv().is_some() {},
        Shape::TextTlv { tag, length } => {
            while reading.text_tlv(*tag, *length).is_some() {}
            // Letters and digits are soon taken for a tag: what does not end with a value is something else.
            if !reading.rest.is_empty() {
                return Vec::new();
            }
        }
    }
    reading.finish(units)
}

struct Reading<'a> {
    rest: Units<'a>,
    holds: Holds,
    parts: Vec<Part<'a>>,
}

impl<'a> Reading<'a> {
    fn take(&mut self, units: usize) -> Option<Units<'a>> {
        let taken = (units <= self.rest.len()).then(|| self.rest.slice(0..units))?;
        self.rest = self.rest.slice(units..self.rest.len());
        Some(taken)
    }

    fn push(&mut self, label: Label<'a>, units: Units<'a>, secret: Option<Secret>, is_open: bool) {
        let holds = self.holds;
        self.parts.push(Part {
            label,
            units,
            holds,
            secret,
            is_open,
        });
    }

    fn listed(&mut self, specs: &'a [PartSpec], label: &dyn Fn(usize, Name<'a>) -> Label<'a>) {
        for (place, spec) in specs.iter().enumerate() {
            let Some(units) = self.take(spec.units) else {
                return;
            };
            let label = label(place + 1, Name(&spec.names));
            self.push(label, units, spec.secret, spec.secret.is_none());
        }
    }

    /// One tagged value; `None` at the end, or where it cannot be one.
    fn ber_tlv(&mut self) -> Option<()> {
        while self.rest.get(0) == Some(0) {
            self.take(1); // Zero bytes may stand between.
        }
        let byte = |place: usize| self.rest.get(place);
        let first = byte(0)?;
        let mut tag_bytes = 1;
        if first & 0x1F == 0x1F {
            tag_bytes = 2;
            while byte(tag_bytes - 1)? & 0x80 != 0 {
                tag_bytes += 1;
                if tag_bytes > TAG_BYTES_MAX {
                    return None;
                }
            }
        }
        let (length_bytes, length) = match byte(tag_bytes)? {
            short @ 0..=0x7F => (1, usize::from(short)),
            0x81 => (2, usize::from(byte(tag_bytes + 1)?)),
            0x82 => {
                let [high, low] = [byte(tag_bytes + 1)?, byte(tag_bytes + 2)?];
                (3, usize::from(high) * 256 + usize::from(low))
            }
            _ => return None,
        };
        if tag_bytes + length_bytes + length > self.rest.len() {
            return None;
        }
        let digits = self.take(tag_bytes)?.flat_map(hex_digits);
        let digits: String = digits.map(char::from).collect();
        self.take(length_bytes);
        let value = self.take(length)?;
        let known: Option<&'static Tag> = tag(&digits);
        let secret = known.and_then(|tag| tag.secret);
        // A tag that is not known, holds other tags or more bytes than it may, may hold a card's data.
        let holds_tags = first & 0x20 != 0 && tag_bytes == 1;
        let fits = known.is_some_and(|tag| length <= tag.bytes_max);
        let is_open = fits && secret.is_none() && !holds_tags;
        let name = known.map(|tag| Name(&tag.names));
        self.push(Label::Tag(digits, name), value, secret, is_open);
        Some(())
    }

    /// One tagged value in characters. Its tags are private.
    fn text_tlv(&mut self, tag: usize, length: usize) -> Option<()> {
        let head = self.rest.slice(0..tag + length);
        let number = head.slice(tag..tag + length);
        if head.len() < tag + length || !number.clone().all(|unit| unit.is_ascii_digit()) {
            return None;
        }
        let count = number.fold(0, |sum, unit| sum * 10 + usize::from(unit - b'0'));
        let mut name = head.slice(0..tag);
        let is_word = name.clone().all(|unit| unit.is_ascii_alphanumeric());
        if !is_word || tag + length + count > self.rest.len() {
            return None;
        }
        self.take(tag + length);
        let value = self.take(count)?;
        let digits: String = name.by_ref().map(char::from).collect();
        self.push(Label::Tag(digits, None), value, None, false);
        Some(())
    }

    /// All parts, and the rest. A card number in a text may lie across parts: then none with digits shows.
    fn finish(mut self, whole: Units<'a>) -> Vec<Part<'a>> {
        if self.holds == Holds::Text && shown::has_card(whole) {
            let has_digits = |part: &Part| part.units.into_iter().any(|unit| unit.is_ascii_digit());
            for part in self.parts.iter_mut().filter(|part| has_digits(part)) {
                part.is_open = false;
            }
        }
        if !self.rest.is_empty() {
            let rest = self.rest;
            self.push(Label::Rest, rest, None, false);
        }
        self.parts
    }
}

/// The most bytes of a tag.
const TAG_BYTES_MAX: usize = 3;
