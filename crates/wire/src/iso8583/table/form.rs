//! A row of a form: what is inside an element, and in which messages.

use crate::iso8583::dialect::Names;
use crate::iso8583::parts::{Form, PartSpec, Shape};
use crate::iso8583::shown::Secret;
use serde::Deserialize;

/// No element has so many units, so no part of one does, and sums of parts stay small.
const PART_UNITS_MAX: usize = 10_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FormText {
    element: u8,
    #[serde(default)]
    types: Vec<String>,
    #[serde(default)]
    units: Vec<usize>,
    shape: ShapeText,
    #[serde(default)]
    lead: Vec<PartText>,
    #[serde(default)]
    part: Vec<PartText>,
    tag_units: Option<usize>,
    length_units: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ShapeText {
    Parts,
    Group,
    BerTlv,
    TextTlv,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartText {
    zh: String,
    en: String,
    units: usize,
    secret: Option<Secret>,
}

impl FormText {
    /// The form, and its element's number.
    pub(super) fn read(&self) -> Result<(u8, Form), String> {
        let number = self.element;
        let said = |what: &str| Err(format!("form of element {number}: {what}"));
        let listed = matches!(self.shape, ShapeText::Parts | ShapeText::Group);
        if listed == self.part.is_empty() {
            return said("parts belong to the shapes `parts` and `group`, and only to them");
        }
        if self.shape != ShapeText::Group && !self.lead.is_empty() {
            return said("`lead` belongs to the shape `group`");
        }
        let mut types = Vec::new();
        for message in &self.types {
            match <[u8; 4]>::try_from(message.as_bytes()) {
                Ok(digits) if digits.iter().all(u8::is_ascii_digit) => types.push(digits),
                _ => return said("a message type has four digits"),
            }
        }
        let parts = specs(&self.part)?;
        let shape = match (self.shape, self.tag_units, self.length_units) {
            (ShapeText::Parts, None, None) => Shape::Parts(parts),
            (ShapeText::Group, None, None) => Shape::Group {
                lead: specs(&self.lead)?,
                parts,
            },
            (ShapeText::BerTlv, None, None) => Shape::BerTlv,
            (ShapeText::TextTlv, Some(tag @ 1..=4), Some(length @ 1..=4)) => {
                Shape::TextTlv { tag, length }
            }
            _ => return said("tag_units and length_units, 1 to 4, belong to the shape `text_tlv`"),
        };
        Ok((
            number,
            Form {
                types,
                units: self.units.clone(),
                shape,
            },
        ))
    }
}

/// The parts of an envelope.
pub(super) fn envelope(parts: &[PartText]) -> Result<Option<Form>, String> {
    if parts.is_empty() {
        return Ok(None);
    }
    let shape = Shape::Parts(specs(parts)?);
    Ok(Some(Form {
        types: Vec::new(),
        units: Vec::new(),
        shape,
    }))
}

fn specs(parts: &[PartText]) -> Result<Vec<PartSpec>, String> {
    let read = |part: &PartText| match part.units {
        0 => Err(format!("part `{}` has no units", part.en)),
        PART_UNITS_MAX.. => Err(format!(
            "part `{}` has {PART_UNITS_MAX} units or more",
            part.en
        )),
        units => Ok(PartSpec {
            names: Names {
                zh: part.zh.clone(),
                en: part.en.clone(),
            },
            units,
            secret: part.secret,
        }),
    };
    parts.iter().map(read).collect()
}
