//! A dialect: what stands before a message's elements, which elements there are, and how each stands in bytes.
//!
//! In: the tables in `specs/messages/`, read by `table`. Out: dialects by their slugs. Absent: any of their names in
//! the code.

use super::bitmap::BitmapCoding;
use super::coding::{Coding, Units};
use super::length::Prefix;
use super::mechanism::Mechanism;
use super::parts::Form;
use super::shown::Secret;
use super::table::read_dialects;
use crate::lang::Lang;
use std::sync::OnceLock;

/// A dialect of ISO 8583.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Its slug: what `--dialect` takes.
    pub slug: String,
    pub(super) names: Names,
    /// The first digit of every message type.
    pub version: u8,
    /// The longest message, with all that stands before it.
    pub bytes_max: usize,
    /// The number that says how long the message is, and its digits or bytes.
    pub(super) length_word: Option<(Prefix, u8)>,
    pub(super) envelope: Vec<EnvelopeSpec>,
    pub(super) type_coding: Coding,
    /// Those that have a name.
    pub(super) types: Vec<TypeSpec>,
    pub(super) bitmap: BitmapCoding,
    pub(super) bitmaps_max: u8,
    /// What a code of chosen elements speaks for, beside the message type.
    pub(super) mac_of: Vec<u8>,
    /// By number; 0 and 1 are none.
    pub(super) elements: Vec<Option<ElementSpec>>,
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    pub zh: String,
    pub en: String,
}

impl Names {
    pub(super) fn of(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

/// What stands before the message type, as a TPDU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeSpec {
    /// Its slug.
    pub slug: String,
    pub(super) names: Names,
    pub(super) mechanism: Mechanism,
    pub(super) bytes: usize,
    /// The hexadecimal digits that it begins with.
    pub(super) begins: String,
    pub(super) form: Option<Form>,
}

/// A message type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypeSpec {
    pub digits: [u8; 4],
    pub names: Names,
}

/// An element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElementSpec {
    /// Its number.
    pub number: u8,
    /// How it stands in bytes.
    pub mechanism: Mechanism,
    /// What of it may be shown.
    pub secret: Option<Secret>,
    pub(super) names: Names,
    /// What may be inside; the first that applies counts.
    pub(super) forms: Vec<Form>,
}

impl ElementSpec {
    /// Its name.
    pub fn name(&self, lang: Lang) -> &str {
        self.names.of(lang)
    }
}

impl EnvelopeSpec {
    /// Its name.
    pub fn name(&self, lang: Lang) -> &str {
        self.names.of(lang)
    }

    /// How its bytes begin, whatever they hold otherwise.
    pub(super) fn begins(&self, raw: &[u8]) -> bool {
        let digits = raw.iter().flat_map(|byte| super::coding::hex_digits(*byte));
        self.begins.bytes().eq(digits.take(self.begins.len()))
    }
}

/// What of all that may stand before a message type is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrapping {
    /// Whether the message begins with its length.
    pub length_word: bool,
    /// Whether TPDU, header and the like are there.
    pub envelope: bool,
}

impl Wrapping {
    /// A whole frame, as it travels.
    pub const FRAME: Wrapping = Wrapping {
        length_word: true,
        envelope: true,
    };
    /// A frame whose length was read before, to know how much to read.
    pub const UNCOUNTED: Wrapping = Wrapping {
        length_word: false,
        envelope: true,
    };
    /// From the message type on.
    pub const BARE: Wrapping = Wrapping {
        length_word: false,
        envelope: false,
    };
}

impl Dialect {
    /// Its name.
    pub fn name(&self, lang: Lang) -> &str {
        self.names.of(lang)
    }

    /// The elements that a code speaks for, with the message type (see [`super::Message::chosen`]); empty where it
    /// speaks for all bytes before it (see [`super::Message::up_to`]).
    pub fn mac_of(&self) -> &[u8] {
        &self.mac_of
    }

    /// What this dialect calls a message type, if anything.
    pub fn type_name(&self, digits: [u8; 4], lang: Lang) -> Option<&str> {
        let mut named = self.types.iter();
        let spec = named.find(|spec| spec.digits == digits)?;
        Some(spec.names.of(lang))
    }

    /// What this dialect says of an element.
    #[inline]
    pub fn element(&self, number: u8) -> Option<&ElementSpec> {
        self.elements.get(usize::from(number))?.as_ref()
    }

    /// All its elements, from the lowest.
    pub fn elements(&self) -> impl Iterator<Item = &ElementSpec> {
        self.elements.iter().flatten()
    }

    /// What stands before its message types.
    pub fn envelope(&self) -> &[EnvelopeSpec] {
        &self.envelope
    }

    /// How many bytes stand between length word and message type.
    pub fn envelope_bytes(&self) -> usize {
        self.envelope.iter().map(|part| part.bytes).sum()
    }

    /// How many bytes its length word has.
    pub fn length_word_bytes(&self) -> usize {
        self.length_word
            .map_or(0, |(prefix, digits)| prefix.bytes(digits))
    }

    /// How long the frame is that begins so, length word included: what a reader of a connection waits for.
    /// `None` while the length word is not whole, or says nothing.
    pub fn frame_bytes(&self, begun: &[u8]) -> Option<usize> {
        let (prefix, digits) = self.length_word?;
        let bytes = prefix.bytes(digits);
        let said = prefix.read(begun.get(..bytes)?).ok()?;
        Some(bytes + said)
    }
}

/// A part of the envelope, in units.
pub(super) fn envelope_units<'a>(spec: &EnvelopeSpec, raw: &'a [u8]) -> Units<'a> {
    match spec.mechanism.length {
        super::length::Length::Fixed(units) => spec.mechanism.units(raw, units.into()),
        super::length::Length::Variable { .. } => Units::plain(&[]),
    }
}

const TABLES: [(&str, &str); 4] = [
    (
        "unionpay-terminal.toml",
        include_str!("../../../../specs/messages/unionpay-terminal.toml"),
    ),
    (
        "unionpay-interbank.toml",
        include_str!("../../../../specs/messages/unionpay-interbank.toml"),
    ),
    (
        "iso8583-1987.toml",
        include_str!("../../../../specs/messages/iso8583-1987.toml"),
    ),
    (
        "iso8583-1993.toml",
        include_str!("../../../../specs/messages/iso8583-1993.toml"),
    ),
];

/// The dialects of `specs/messages`, in the order in which they are tried.
pub fn dialects() -> &'static [Dialect] {
    static DIALECTS: OnceLock<Vec<Dialect>> = OnceLock::new();
    DIALECTS.get_or_init(|| {
        let read = |(file, text): (&str, &str)| {
            read_dialects(text).unwrap_or_else(|faults| panic!("specs/messages/{file}: {faults:?}"))
        };
        TABLES.into_iter().flat_map(read).collect()
    })
}

/// The dialect of this slug.
pub fn dialect(slug: &str) -> Option<&'static Dialect> {
    dialects().iter().find(|dialect| dialect.slug == slug)
}
