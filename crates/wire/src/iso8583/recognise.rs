//! Which dialect a message is written in, by trying.
//!
//! In: bytes. Out: the dialect that reads them best, and why. A message that several dialects read to its end goes to
//! the first of them in the order of the tables. Absent: any memory of earlier messages of the same link.

use super::decode::{Decoded, decode};
use super::dialect::{Dialect, Wrapping};
use super::fault::Place;
use super::message::Message;

/// The dialect of a message.
#[derive(Debug)]
pub struct Recognised<'a> {
    /// The message, read so.
    pub decoded: Decoded<'a>,
    /// What stands before the message type.
    pub wrapping: Wrapping,
    /// Whether what stands there begins as it does in this dialect.
    pub envelope_begins: bool,
    /// Other dialects that read the message to its end as well, and find something else in it.
    pub others: Vec<&'a Dialect>,
}

/// Finds the dialect among these that reads the bytes best; `None` where there are none.
pub fn recognise<'a>(bytes: &'a [u8], dialects: &'a [Dialect]) -> Option<Recognised<'a>> {
    let mut best: Option<Recognised> = None;
    let mut sound: Vec<&Dialect> = Vec::new();
    for dialect in dialects {
        for wrapping in wrappings(dialect) {
            let decoded = decode(bytes, dialect, wrapping);
            if decoded.fault.is_none() && sound.iter().all(|known| known.slug != dialect.slug) {
                sound.push(dialect);
            }
            let envelope_begins = envelope_begins(&decoded.message);
            let found = Recognised {
                decoded,
                wrapping,
                envelope_begins,
                others: Vec::new(),
            };
            if best.as_ref().is_none_or(|best| merit(&found) > merit(best)) {
                best = Some(found);
            }
        }
    }
    if let Some(best) = &mut best {
        let (message, wrapping) = (&best.decoded.message, best.wrapping);
        let differs = |other: &Dialect| !same(message, &decode(bytes, other, wrapping).message);
        best.others = sound.into_iter().filter(|other| differs(other)).collect();
    }
    best
}

/// Whether two dialects find the same: then it does not matter which it is.
fn same(one: &Message, other: &Message) -> bool {
    let listed = |message: &Message| -> Vec<(u8, usize, usize)> {
        let elements = message.elements();
        let place =
            |element: super::Element| (element.number(), element.offset(), element.raw().len());
        elements.map(place).collect()
    };
    one.message_type() == other.message_type() && listed(one) == listed(other)
}

/// What may stand before a message type of this dialect.
pub(super) fn wrappings(dialect: &Dialect) -> Vec<Wrapping> {
    let mut all = vec![Wrapping::BARE];
    if dialect.envelope_bytes() > 0 {
        all.insert(0, Wrapping::UNCOUNTED);
    }
    if dialect.length_word_bytes() > 0 {
        all.insert(
            0,
            Wrapping {
                envelope: dialect.envelope_bytes() > 0,
                ..Wrapping::FRAME
            },
        );
    }
    all
}

/// No fault is best; then a known beginning, a version that fits, and the longest way to the first fault.
fn merit(found: &Recognised) -> (bool, bool, bool, usize, usize) {
    let message = &found.decoded.message;
    let version = message
        .message_type()
        .is_some_and(|digits| digits[0] == b'0' + message.dialect().version);
    let reach = match found.decoded.fault {
        None => usize::MAX,
        Some(fault) if fault.place == Place::LengthWord => message.elements().count(),
        Some(fault) => fault.offset,
    };
    let wrapped = usize::from(found.wrapping.length_word) + usize::from(found.wrapping.envelope);
    (
        found.decoded.fault.is_none(),
        found.envelope_begins,
        version,
        reach,
        wrapped,
    )
}

/// Whether the message has an envelope, and all its parts begin as the dialect says.
fn envelope_begins(message: &Message) -> bool {
    let mut rest = message.envelope().unwrap_or_default();
    let mut known = !rest.is_empty();
    for part in message.dialect().envelope() {
        let (raw, after) = rest.split_at_checked(part.bytes).unwrap_or_default();
        known &= part.begins(raw);
        rest = after;
    }
    known
}
