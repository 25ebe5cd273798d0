//! OFX as nodes: tags whose end may be left out, as banks write them before OFX 2, and the XML of OFX 2 alike.
//!
//! A tag in the table's list of aggregates has nodes within it and an end; every other one is a leaf, whose text ends
//! where the next tag begins. In: bytes of UTF-8. Out: nodes to the sink. Absent: the header before the first tag, and
//! entities but the five of XML, which stay as they stand.

use super::Sink;
use crate::mapping::MappedFault;
use crate::mapping::metered::Metered;
use std::io::Read;

pub(super) fn read(
    reader: impl Read,
    aggregates: &[String],
    sink: &mut Sink<'_, '_, '_>,
) -> Result<(), MappedFault> {
    let mut reader = Metered::new(reader);
    let (mut text, mut tag) = (Vec::new(), Vec::new());
    let mut open: Vec<String> = Vec::new();
    let mut leaf: Option<(String, u32)> = None;
    loop {
        let more = reader.piece(b'<', &mut text)?;
        let ended = text.pop_if(|last| *last == b'<').is_none();
        if let Some((name, line)) = leaf.take() {
            sink.leaf(&name, &unescaped(&String::from_utf8_lossy(&text)), line)?;
        }
        let line = reader.line();
        if ended || !more {
            break;
        }
        reader.piece(b'>', &mut tag)?;
        if tag.pop_if(|last| *last == b'>').is_none() {
            return Err(MappedFault::NotWhole { line });
        }
        let name = String::from_utf8_lossy(&tag).trim().to_owned();
        if name.starts_with(['?', '!']) {
            continue;
        }
        if let Some(name) = name.strip_prefix('/') {
            // The end of a leaf, or of something that was never begun, ends nothing.
            if let Some(depth) = open.iter().rposition(|known| known == name) {
                open.drain(depth..).for_each(|_| sink.leave());
            }
        } else if aggregates.contains(&name) {
            // None has itself within it: where its end was left out, its next beginning is its end.
            if let Some(depth) = open.iter().rposition(|known| *known == name) {
                open.drain(depth..).for_each(|_| sink.leave());
            }
            sink.enter(&name, line)?;
            open.push(name);
        } else {
            leaf = Some((name, line));
        }
    }
    if open.is_empty() {
        Ok(())
    } else {
        Err(MappedFault::NotWhole {
            line: reader.line(),
        })
    }
}

fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for (name, letter) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ] {
        if text.contains(name) {
            text = text.replace(name, letter);
        }
    }
    text
}
