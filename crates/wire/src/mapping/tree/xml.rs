//! XML as nodes: elements by their local name, attributes as `@name`, text.
//!
//! A document type is refused, whatever it declares, and so is every entity but the five of XML itself and numbers of
//! characters: nothing can grow, and nothing is fetched. In: bytes of UTF-8. Out: nodes to the sink. Absent: namespaces and
//! schemas.

use super::Sink;
use crate::mapping::MappedFault;
use crate::mapping::metered::Metered;
use quick_xml::Error;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::io::Read;

pub(super) fn read(reader: impl Read, sink: &mut Sink<'_, '_, '_>) -> Result<(), MappedFault> {
    let mut reader = quick_xml::Reader::from_reader(Metered::new(reader));
    let mut buffer = Vec::new();
    let mut depth = 0_usize;
    loop {
        buffer.clear();
        reader.get_mut().begin();
        let line = reader.get_ref().line();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(Error::Io(error)) => return Err(reader.get_ref().fault(&error)),
            Err(error) => return Err(not_xml(line, &error)),
        };
        match event {
            Event::Start(start) => {
                enter(&start, line, sink)?;
                depth += 1;
            }
            Event::Empty(start) => {
                enter(&start, line, sink)?;
                sink.leave();
            }
            Event::End(_) => {
                sink.leave();
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) => sink.text(&text),
            Event::CData(text) => sink.text(&text),
            Event::GeneralRef(entity) => sink.text(&meaning(&entity, line)?),
            Event::DocType(_) => return Err(MappedFault::DocType { line }),
            Event::Eof if depth > 0 => return Err(MappedFault::NotWhole { line }),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn not_xml(line: u32, why: &dyn std::fmt::Display) -> MappedFault {
    let why = crate::scrub(&why.to_string()).into_owned();
    MappedFault::NotXml { line, why }
}

fn enter(
    start: &BytesStart<'_>,
    line: u32,
    sink: &mut Sink<'_, '_, '_>,
) -> Result<(), MappedFault> {
    sink.enter(start.local_name().as_ref(), line)?;
    // That no name stands twice is of no use here, and looking costs the square of their number.
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| not_xml(line, &error))?;
        let name = format!("@{}", attribute.key.local_name().as_ref());
        let value = unescaped(&attribute.value).ok_or(MappedFault::Entity { line })?;
        sink.leaf(&name, &value, line)?;
    }
    Ok(())
}

/// What an entity stands for: one of the five, or a character by its number.
fn meaning(entity: &BytesRef<'_>, line: u32) -> Result<String, MappedFault> {
    of_name(entity).ok_or(MappedFault::Entity { line })
}

fn of_name(name: &str) -> Option<String> {
    let letter = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some(letter.to_string())
}

/// A text with its entities; `None` when there is one that is not known.
fn unescaped(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, after) = after.split_once(';')?;
        out.push_str(before);
        out.push_str(&of_name(name)?);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}
