//! The tables in `specs/messages`: dialects and their elements, read once and checked whole.
//!
//! In: TOML text. Out: its dialects, or every fault with its line. Absent: what a dialect does with bytes.

mod element;
mod form;
mod types;

use super::bitmap::BitmapCoding;
use super::coding::Coding;
use super::dialect::{Dialect, ElementSpec, EnvelopeSpec, Names, TypeSpec};
use super::length::{Length, Prefix};
use element::{Codings, ElementText};
use form::{FormText, PartText};
use serde::Deserialize;
use toml::Spanned;
use types::TypeText;

/// The largest number of an element.
const NUMBER_MAX: usize = 128;
/// The most bytes of a message that any dialect may allow: what a place in it has room for.
const BYTES_MAX: usize = u16::MAX as usize;
/// The most bytes of a part of the envelope.
const ENVELOPE_BYTES_MAX: usize = 256;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    dialect: Vec<Spanned<DialectText>>,
    element: Vec<Spanned<ElementText>>,
    #[serde(default)]
    form: Vec<Spanned<FormText>>,
    #[serde(default)]
    message_type: Vec<Spanned<TypeText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DialectText {
    slug: String,
    zh: String,
    en: String,
    version: u8,
    #[serde(rename = "type")]
    type_coding: Coding,
    bitmap: BitmapCoding,
    bitmaps_max: u8,
    bytes_max: usize,
    length_word: Option<String>,
    prefix: Prefix,
    digits: Coding,
    text: Coding,
    binary: Coding,
    odd_fixed: Option<String>,
    odd_variable: Option<String>,
    #[serde(default)]
    mac_of: Vec<u8>,
    #[serde(default)]
    instead: Vec<Spanned<ElementText>>,
    #[serde(default)]
    envelope: Vec<Spanned<EnvelopeText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EnvelopeText {
    slug: String,
    zh: String,
    en: String,
    holds: String,
    length: String,
    #[serde(default)]
    begins: String,
    #[serde(default)]
    part: Vec<PartText>,
}

/// Faults of a table, each with its line.
struct Faults<'t> {
    text: &'t str,
    found: Vec<String>,
}

impl Faults<'_> {
    fn add<T>(&mut self, at: &Spanned<T>, what: &str) {
        let line = 1 + self.text[..at.span().start].matches('\n').count();
        self.found.push(format!("line {line}: {what}"));
    }

    /// What was read, or nothing and its fault.
    fn take<T, U>(&mut self, at: &Spanned<T>, read: Result<U, String>) -> Option<U> {
        read.map_err(|what| self.add(at, &what)).ok()
    }
}

/// Reads the dialects of one table and checks it whole.
pub fn read_dialects(text: &str) -> Result<Vec<Dialect>, Vec<String>> {
    let file: FileText = toml::from_str(text).map_err(|error| vec![error.to_string()])?;
    let mut faults = Faults {
        text,
        found: Vec::new(),
    };
    let dialects: Vec<Dialect> = file
        .dialect
        .iter()
        .map(|dialect| read_dialect(dialect, &file, &mut faults))
        .collect();
    // Dialects share elements: a fault of one is told once.
    let mut once = Vec::new();
    for fault in faults.found {
        if !once.contains(&fault) {
            once.push(fault);
        }
    }
    if once.is_empty() {
        Ok(dialects)
    } else {
        Err(once)
    }
}

fn read_dialect(at: &Spanned<DialectText>, file: &FileText, faults: &mut Faults) -> Dialect {
    let text = at.get_ref();
    if text.version > 9 {
        faults.add(at, "version is one digit");
    }
    if !(1..=2).contains(&text.bitmaps_max) {
        faults.add(at, "bitmaps_max is 1 or 2");
    }
    if text.bytes_max > BYTES_MAX {
        faults.add(at, &format!("bytes_max is above {BYTES_MAX}"));
    }
    if !text.type_coding.suits(super::Holds::Digits) {
        faults.add(at, "type cannot be written so");
    }
    let codings = faults.take(at, codings(text)).unwrap_or(Codings::PLAIN);
    let word = text.length_word.as_deref().map(length_word);
    let word = word.and_then(|word| faults.take(at, word));
    let mut elements: Vec<Option<ElementSpec>> = vec![None; NUMBER_MAX + 1];
    for row in file.element.iter().chain(&text.instead) {
        let Some(spec) = faults.take(row, row.get_ref().read(&codings)) else {
            continue;
        };
        let number = usize::from(spec.number);
        let replaces = text.instead.iter().any(|one| std::ptr::eq(one, row));
        if elements[number].is_some() != replaces {
            let what = if replaces {
                "replaces nothing"
            } else {
                "stands twice"
            };
            faults.add(row, &format!("element {number} {what}"));
        }
        elements[number] = Some(spec);
    }
    for number in &text.mac_of {
        if !matches!(elements.get(usize::from(*number)), Some(Some(_))) {
            faults.add(at, &format!("mac_of: there is no element {number}"));
        }
    }
    for form in &file.form {
        let read = form.get_ref().read();
        let Some((number, form_read)) = faults.take(form, read) else {
            continue;
        };
        match elements.get_mut(usize::from(number)) {
            Some(Some(spec)) => spec.forms.push(form_read),
            _ => faults.add(form, &format!("there is no element {number}")),
        }
    }
    let envelope = text.envelope.iter();
    let envelope = envelope.filter_map(|part| faults.take(part, part.get_ref().read(&codings)));
    Dialect {
        slug: text.slug.clone(),
        names: Names {
            zh: text.zh.clone(),
            en: text.en.clone(),
        },
        version: text.version,
        bytes_max: text.bytes_max,
        length_word: word,
        envelope: envelope.collect(),
        type_coding: text.type_coding,
        types: read_types(&file.message_type, text.version, faults),
        bitmap: text.bitmap,
        bitmaps_max: text.bitmaps_max,
        mac_of: text.mac_of.clone(),
        elements,
    }
}

fn read_types(rows: &[Spanned<TypeText>], version: u8, faults: &mut Faults) -> Vec<TypeSpec> {
    let mut types: Vec<TypeSpec> = Vec::new();
    for row in rows {
        let Some(spec) = faults.take(row, row.get_ref().read(version)) else {
            continue;
        };
        if types.iter().any(|known| known.digits == spec.digits) {
            faults.add(row, "the message type stands twice");
        }
        types.push(spec);
    }
    types
}

fn codings(text: &DialectText) -> Result<Codings, String> {
    let odd = |said: &Option<String>| {
        said.as_deref()
            .map_or(Ok(Codings::PLAIN.odd_fixed), element::odd)
    };
    Ok(Codings {
        prefix: text.prefix,
        digits: text.digits,
        text: text.text,
        binary: text.binary,
        odd_fixed: odd(&text.odd_fixed)?,
        odd_variable: odd(&text.odd_variable)?,
    })
}

/// `binary 2`, `ascii 4`: how the number is written, and its bytes or digits.
fn length_word(said: &str) -> Result<(Prefix, u8), String> {
    let wrong = || format!("length_word `{said}` is neither `binary BYTES` nor `ascii DIGITS`");
    let (how, count) = said.split_once(' ').ok_or_else(wrong)?;
    let count: u8 = count.parse().map_err(|_| wrong())?;
    match how {
        "binary" if (1..=2).contains(&count) => Ok((Prefix::Binary, 2 * count)),
        "packed" if (2..=4).contains(&count) => Ok((Prefix::Packed, count)),
        "ascii" if (2..=5).contains(&count) => Ok((Prefix::Ascii, count)),
        "ebcdic" if (2..=5).contains(&count) => Ok((Prefix::Ebcdic, count)),
        _ => Err(wrong()),
    }
}

impl EnvelopeText {
    fn read(&self, codings: &Codings) -> Result<EnvelopeSpec, String> {
        let named = |what: String| format!("{}: {what}", self.slug);
        let mechanism = element::mechanism(&self.holds, &self.length, codings).map_err(named)?;
        element::check(&mechanism, &self.holds).map_err(named)?;
        let Length::Fixed(units) = mechanism.length else {
            return Err(named("an envelope has a fixed length".to_owned()));
        };
        let bytes = mechanism.coding.bytes(mechanism.holds, units.into());
        if bytes > ENVELOPE_BYTES_MAX {
            return Err(format!(
                "{} is longer than {ENVELOPE_BYTES_MAX} bytes",
                self.slug
            ));
        }
        let is_digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'A'..=b'F');
        if self.begins.len() > 2 * bytes || !self.begins.bytes().all(is_digit) {
            return Err(named(format!(
                "begins `{}` is no hexadecimal digits of it",
                self.begins
            )));
        }
        Ok(EnvelopeSpec {
            slug: self.slug.clone(),
            names: Names {
                zh: self.zh.clone(),
                en: self.en.clone(),
            },
            mechanism,
            bytes,
            begins: self.begins.clone(),
            form: form::envelope(&self.part)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iso8583::dialects;

    #[test]
    fn every_table_loads_and_every_name_stands_once() {
        let dialects = dialects();
        let mut slugs: Vec<&str> = dialects.iter().map(|one| one.slug.as_str()).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), dialects.len());
        assert_eq!(slugs.len(), 11);
        for dialect in dialects {
            for number in [2, 35, 52] {
                let spec = dialect.element(number).expect("every dialect has cards");
                assert!(spec.secret.is_some(), "{} {number}", dialect.slug);
            }
        }
    }

    const HEAD: &str = "[[dialect]]\nslug = \"x\"\nzh = \"x\"\nen = \"x\"\nversion = 0\ntype = \"ascii\"\n\
        bitmap = \"binary\"\nbitmaps_max = 1\nbytes_max = 100\nprefix = \"ascii\"\ndigits = \"ascii\"\n\
        text = \"ascii\"\nbinary = \"binary\"\n";

    fn faults(elements: &[&str], more: &str) -> Vec<String> {
        let rows: String = elements
            .iter()
            .map(|row| format!("  {{ zh = \"x\", en = \"x\", {row} }},\n"))
            .collect();
        let text = format!("element = [\n{rows}]\n{HEAD}{more}");
        read_dialects(&text).expect_err("it is broken")
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let found = faults(
            &[
                "number = 1, holds = \"n\", length = \"fixed 3\"",
                "number = 2, holds = \"q\", length = \"fixed 3\"",
                "number = 3, holds = \"n\", length = \"llvar 100\"",
                "number = 4, holds = \"b\", length = \"fixed 8\", coding = \"packed\"",
                "number = 5, holds = \"n\", length = \"fixed 3\", odd = \"left 1\"",
                "number = 6, holds = \"n\", length = \"fixed 3\", pad = \"left\"",
                "number = 7, holds = \"n\", length = \"fixed 3\"",
                "number = 7, holds = \"n\", length = \"fixed 3\"",
            ],
            "length_word = \"binary 3\"\n[[form]]\nelement = 9\nshape = \"ber_tlv\"\n\
             [[form]]\nelement = 7\nshape = \"parts\"\n",
        );
        let said = found.join("\n");
        for fault in [
            "line 2: element 1: elements are 2 to 128",
            "line 3: element 2: `q` is nothing that an element holds",
            "line 4: element 3: length `llvar 100`: a number of 2 digits cannot say so much",
            "line 5: element 4: `b` cannot be written so",
            "line 6: element 5: odd `left 1` is none of",
            "line 7: element 6: pad `left` is none of",
            "line 9: element 7 stands twice",
            "line 11: length_word `binary 3` is neither",
            "line 25: there is no element 9",
            "line 28: form of element 7: parts belong to",
        ] {
            assert!(said.contains(fault), "{fault} is not in:\n{said}");
        }
        assert_eq!(found.len(), 10, "{said}");
    }
}
