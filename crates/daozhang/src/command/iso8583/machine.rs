//! A message for programs.

use super::{message_type, not_read, reasons, type_name, words};
use serde_json::{Value, json};
use wire::Lang;
use wire::iso8583::{Element, Part, Place, Recognised, Secret, Shown};

/// Everything that may be shown, as JSON; names and sentences in the language.
pub fn json(found: &Recognised, lang: Lang) -> Value {
    let message = &found.decoded.message;
    let envelope: Vec<Value> = message
        .envelope_parts()
        .iter()
        .map(|(spec, parts)| {
            json!({ "slug": spec.slug, "name": spec.name(lang), "parts": listed(parts, lang) })
        })
        .collect();
    let fault = found.decoded.fault.map(|fault| {
        let number = match fault.place {
            Place::Element(number) => Some(number),
            _ => None,
        };
        json!({
            "kind": words::kind(fault.kind).0, "place": words::place(fault.place), "element": number,
            "offset": fault.offset, "sentence": words::fault(fault, message, lang),
        })
    });
    let others = found.others.iter().map(|other| other.slug.as_str());
    json!({
        "dialect": message.dialect().slug, "reasons": reasons(found), "others": others.collect::<Vec<_>>(),
        "length_word": found.wrapping.length_word, "bytes": message.bytes().len(), "envelope": envelope,
        "message_type": message_type(found), "message_type_name": type_name(found, lang),
        "elements": message.elements().map(|one| element(one, lang)).collect::<Vec<_>>(),
        "not_read": not_read(found), "fault": fault,
    })
}

fn element(element: Element, lang: Lang) -> Value {
    json!({
        "number": element.number(), "name": element.spec.name(lang), "offset": element.offset(),
        "bytes": element.raw().len(), "units": element.units().len(), "value": value(&element.shown()),
        "secret": element.spec.secret.map(Secret::slug), "readable": element.is_sound(),
        "parts": listed(&element.parts(), lang),
    })
}

fn listed(parts: &[Part], lang: Lang) -> Vec<Value> {
    let one = |part: &Part| {
        json!({
            "path": part.label.path(), "name": part.label.name(lang), "units": part.units.len(),
            "value": value(&part.shown()), "secret": part.secret().map(Secret::slug),
        })
    };
    parts.iter().map(one).collect()
}

/// What may be shown; nothing where that is nothing.
fn value(shown: &Shown) -> Option<&str> {
    match shown {
        Shown::Text(text) => Some(text),
        Shown::Hidden { .. } | Shown::Unreadable { .. } => None,
    }
}
