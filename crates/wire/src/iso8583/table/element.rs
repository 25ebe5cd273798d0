//! A row of an element: the mechanisms that it names, and those that it leaves to the dialect.

use crate::iso8583::coding::{Coding, Holds};
use crate::iso8583::dialect::{ElementSpec, Names};
use crate::iso8583::length::{Counts, Length, Prefix};
use crate::iso8583::mechanism::{Mechanism, Odd, Pad, Side};
use crate::iso8583::shown::Secret;
use serde::Deserialize;

/// How a dialect writes what its elements do not say themselves.
#[derive(Clone, Copy)]
pub(super) struct Codings {
    pub prefix: Prefix,
    pub digits: Coding,
    pub text: Coding,
    pub binary: Coding,
    pub odd_fixed: Odd,
    pub odd_variable: Odd,
}

impl Codings {
    /// For want of a better one.
    pub const PLAIN: Codings = Codings {
        prefix: Prefix::Ascii,
        digits: Coding::Ascii,
        text: Coding::Ascii,
        binary: Coding::Binary,
        odd_fixed: Odd {
            side: Side::Left,
            half: 0,
        },
        odd_variable: Odd {
            side: Side::Left,
            half: 0,
        },
    };
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ElementText {
    number: u8,
    zh: String,
    en: String,
    holds: String,
    length: String,
    coding: Option<Coding>,
    prefix: Option<Prefix>,
    #[serde(default)]
    counts: Counts,
    odd: Option<String>,
    pad: Option<String>,
    secret: Option<Secret>,
}

impl ElementText {
    /// The element, in a dialect.
    pub(super) fn read(&self, codings: &Codings) -> Result<ElementSpec, String> {
        let number = self.number;
        let named = |what: String| format!("element {number}: {what}");
        if !(2..=128).contains(&number) {
            return Err(named("elements are 2 to 128".to_owned()));
        }
        let mut mechanism = mechanism(&self.holds, &self.length, codings).map_err(named)?;
        mechanism.coding = self.coding.unwrap_or(mechanism.coding);
        mechanism.prefix = self.prefix.unwrap_or(mechanism.prefix);
        mechanism.counts = self.counts;
        if let Some(said) = &self.odd {
            mechanism.odd = odd(said).map_err(named)?;
        }
        if let Some(said) = &self.pad {
            mechanism.pad = pad(said).map_err(named)?;
        }
        check(&mechanism, &self.holds).map_err(named)?;
        Ok(ElementSpec {
            number,
            mechanism,
            secret: self.secret,
            names: Names {
                zh: self.zh.clone(),
                en: self.en.clone(),
            },
            forms: Vec::new(),
        })
    }
}

/// The mechanism of what the standard says of an element: `n`, `llvar 19`.
pub(super) fn mechanism(holds: &str, length: &str, codings: &Codings) -> Result<Mechanism, String> {
    let (holds, coding) = match holds {
        "n" => (Holds::Digits, codings.digits),
        "z" => (Holds::Track, codings.digits),
        "x+n" => (Holds::Signed, codings.digits),
        "b" => (Holds::Bytes, codings.binary),
        "a" | "an" | "ans" | "as" | "ns" | "anp" | "s" => (Holds::Text, codings.text),
        _ => return Err(format!("`{holds}` is nothing that an element holds")),
    };
    let length = read_length(length)?;
    let pad = match holds {
        Holds::Digits | Holds::Signed => Some(Pad {
            side: Side::Left,
            unit: b'0',
        }),
        Holds::Text => Some(Pad {
            side: Side::Right,
            unit: b' ',
        }),
        Holds::Track | Holds::Bytes => None,
    };
    Ok(Mechanism {
        holds,
        coding,
        length,
        prefix: codings.prefix,
        counts: Counts::Units,
        odd: match length {
            Length::Fixed(_) => codings.odd_fixed,
            Length::Variable { .. } => codings.odd_variable,
        },
        pad,
    })
}

/// Whether values can be written so, and read back.
pub(super) fn check(mechanism: &Mechanism, holds: &str) -> Result<(), String> {
    if !mechanism.coding.suits(mechanism.holds) {
        return Err(format!("`{holds}` cannot be written so"));
    }
    match (mechanism.length, mechanism.counts, mechanism.coding) {
        (Length::Variable { .. }, Counts::Bytes, Coding::Packed)
            if mechanism.holds == Holds::Signed =>
        {
            let why = "a number of bytes does not tell how many digits follow a sign";
            Err(format!("`{holds}`: {why}"))
        }
        _ => Ok(()),
    }
}

fn read_length(said: &str) -> Result<Length, String> {
    let wrong = || format!("length `{said}` is none of `fixed N`, `lvar N` to `llllvar N`");
    let (how, units) = said.split_once(' ').ok_or_else(wrong)?;
    let max: u16 = units.parse().map_err(|_| wrong())?;
    let variable = |digits: u8| match u32::from(max) < 10_u32.pow(digits.into()) {
        true => Ok(Length::Variable { digits, max }),
        false => Err(format!(
            "length `{said}`: a number of {digits} digits cannot say so much"
        )),
    };
    match how {
        "fixed" if max > 0 && max < 10_000 => Ok(Length::Fixed(max)),
        "lvar" => variable(1),
        "llvar" => variable(2),
        "lllvar" => variable(3),
        "llllvar" => variable(4),
        _ => Err(wrong()),
    }
}

fn sided(said: &str) -> Option<(Side, &str)> {
    match said.split_once(' ')? {
        ("left", what) => Some((Side::Left, what)),
        ("right", what) => Some((Side::Right, what)),
        _ => None,
    }
}

/// `left 0`, `right F`: where the half byte of an odd count goes, and what it is.
pub(super) fn odd(said: &str) -> Result<Odd, String> {
    let half = |half| move |side| Odd { side, half };
    match sided(said) {
        Some((side, "0")) => Ok(half(0)(side)),
        Some((side, "F")) => Ok(half(15)(side)),
        _ => Err(format!(
            "odd `{said}` is none of `left 0`, `left F`, `right 0`, `right F`"
        )),
    }
}

/// `left 0`, `right space`, `none`: what fills a short value.
fn pad(said: &str) -> Result<Option<Pad>, String> {
    match (said, sided(said)) {
        ("none", _) => Ok(None),
        (_, Some((side, "0"))) => Ok(Some(Pad { side, unit: b'0' })),
        (_, Some((side, "space"))) => Ok(Some(Pad { side, unit: b' ' })),
        (_, Some((side, "zero byte"))) => Ok(Some(Pad { side, unit: 0 })),
        _ => Err(format!(
            "pad `{said}` is none of `none`, `left|right 0|space|zero byte`"
        )),
    }
}
