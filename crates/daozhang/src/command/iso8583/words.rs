//! Words for what was found in a message: values that are not shown, the first fault, its place.

use crate::wording::{filled, term, text};
use wire::Lang;
use wire::iso8583::{Fault, FaultKind, Message, Place, Secret, Shown};

/// A value for people: itself, or why it is not shown and how long it is.
pub fn value(shown: &Shown, secret: Option<Secret>, lang: Lang) -> String {
    let (key, units) = match shown {
        Shown::Text(text) => return text.clone(),
        Shown::Hidden { units } => ("iso8583.hidden", units),
        Shown::Unreadable { units } => ("iso8583.unreadable", units),
    };
    let why = secret.unwrap_or(Secret::Private).slug();
    let values = [
        ("what", term("iso8583.secret", why, lang)),
        ("n", units.to_string()),
    ];
    filled(key, lang, &values)
}

/// The slug of a kind of fault, and the numbers that its sentence names.
pub fn kind(kind: FaultKind) -> (&'static str, Vec<(&'static str, usize)>) {
    match kind {
        FaultKind::MessageTooLong { max } => ("message_too_long", vec![("max", max)]),
        FaultKind::LengthDiffers { said, found } => {
            ("length_differs", vec![("said", said), ("found", found)])
        }
        FaultKind::Short { needed, left } => ("short", vec![("needed", needed), ("left", left)]),
        FaultKind::NoSuchBitmap => ("no_such_bitmap", vec![]),
        FaultKind::Unknown => ("unknown", vec![]),
        FaultKind::OtherVersion { version } => ("other_version", vec![("version", version.into())]),
        FaultKind::PrefixUnreadable => ("prefix_unreadable", vec![]),
        FaultKind::TooLong { units, max } => ("too_long", vec![("units", units), ("max", max)]),
        FaultKind::TooShort { units, min } => ("too_short", vec![("units", units), ("min", min)]),
        FaultKind::OddCount => ("odd_count", vec![]),
        FaultKind::Unfit => ("unfit", vec![]),
        FaultKind::Filler => ("filler", vec![]),
        FaultKind::Surplus { bytes } => ("surplus", vec![("bytes", bytes)]),
    }
}

/// The slug of a place.
pub fn place(place: Place) -> &'static str {
    match place {
        Place::LengthWord => "length_word",
        Place::Envelope(_) => "envelope",
        Place::Type => "type",
        Place::Bitmap => "bitmap",
        Place::Element(_) => "element",
        Place::End => "end",
    }
}

/// What is wrong, where, in a sentence.
pub fn fault(fault: Fault, message: &Message, lang: Lang) -> String {
    let (kind, numbers) = kind(fault.kind);
    let numbers: Vec<(&str, String)> = numbers
        .into_iter()
        .map(|(name, number)| (name, number.to_string()))
        .collect();
    let dialect = message.dialect();
    let name = match fault.place {
        Place::Element(number) => {
            let name = dialect.element(number).map(|spec| spec.name(lang));
            format!("{number} {}", name.unwrap_or_default())
                .trim_end()
                .to_owned()
        }
        Place::Envelope(position) => {
            let spec = dialect.envelope().get(position);
            spec.map_or_else(String::new, |spec| spec.name(lang).to_owned())
        }
        _ => String::new(),
    };
    let place = format!("iso8583.place.{}", place(fault.place));
    let values = [
        ("place", text(&place, lang, &[("name", &name)])),
        ("offset", fault.offset.to_string()),
        (
            "what",
            filled(&format!("iso8583.fault.{kind}"), lang, &numbers),
        ),
    ];
    filled("iso8583.fault", lang, &values)
}
