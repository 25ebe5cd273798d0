//! A message to be sent, and its bytes.
//!
//! In: a draft that borrows its values, a dialect. Out: bytes that decoding reads back as the same message. Absent:
//! MACs; whoever computes one encodes with eight bytes in its place, and puts it there.

use super::bitmap::Numbers;
use super::coding::Units;
use super::decode::write_type;
use super::dialect::{Dialect, Wrapping};
use super::fault::{Fault, FaultKind, Place};
use super::message::Element;
use std::fmt;

/// How many elements most messages have: room that is made at once.
const ELEMENTS_USUAL: usize = 24;

/// A message to be sent.
#[derive(Clone)]
pub struct Draft<'a> {
    message_type: [u8; 4],
    envelope: &'a [u8],
    wide: bool,
    /// From the lowest number, each once.
    values: Vec<(u8, Value<'a>)>,
}

#[derive(Clone, Copy)]
enum Value<'a> {
    Given(&'a [u8]),
    TakenOver(Element<'a>),
}

impl<'a> Draft<'a> {
    /// A message of this type, empty.
    pub fn new(message_type: [u8; 4]) -> Draft<'a> {
        Draft {
            message_type,
            envelope: &[],
            wide: false,
            values: Vec::with_capacity(ELEMENTS_USUAL),
        }
    }

    /// Sets what stands between length and message type.
    pub fn envelope(&mut self, bytes: &'a [u8]) -> &mut Self {
        self.envelope = bytes;
        self
    }

    /// Whether there is a second bitmap although no element needs one.
    pub fn wide(&mut self, wide: bool) -> &mut Self {
        self.wide = wide;
        self
    }

    /// Sets an element: digits and characters in ASCII, text in the set of the other side, bytes as they are.
    #[inline]
    pub fn set(&mut self, number: u8, value: &'a [u8]) -> &mut Self {
        self.put(number, Value::Given(value))
    }

    /// Sets an element to what another message, of whichever dialect, has there: its bytes as they are where both
    /// write them alike. Where they do not, a value that is not sound cannot be written.
    pub fn take_over(&mut self, element: Element<'a>) -> &mut Self {
        self.put(element.number(), Value::TakenOver(element))
    }

    /// Leaves an element out.
    pub fn remove(&mut self, number: u8) -> &mut Self {
        self.values.retain(|(known, _)| *known != number);
        self
    }

    #[inline]
    fn put(&mut self, number: u8, value: Value<'a>) -> &mut Self {
        if self.values.last().is_none_or(|(last, _)| *last < number) {
            self.values.push((number, value)); // Nearly always: they come in order.
            return self;
        }
        match self
            .values
            .binary_search_by_key(&number, |(known, _)| *known)
        {
            Ok(place) => self.values[place].1 = value,
            Err(place) => self.values.insert(place, (number, value)),
        }
        self
    }
}

/// Type and numbers only.
impl fmt::Debug for Draft<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Draft({}", String::from_utf8_lossy(&self.message_type))?;
        for (number, _) in &self.values {
            write!(out, " {number}")?;
        }
        out.write_str(")")
    }
}

/// Writes a draft after what stands in `out` already. What cannot be written leaves `out` as it was.
pub fn encode(
    draft: &Draft,
    dialect: &Dialect,
    wrapping: Wrapping,
    out: &mut Vec<u8>,
) -> Result<(), Fault> {
    let start = out.len();
    let word = match wrapping.length_word {
        true => dialect.length_word_bytes(),
        false => 0,
    };
    out.resize(start + word, 0);
    let head = write_head(draft, dialect, wrapping.envelope, out);
    let head = head.map_err(|(place, kind)| Fault {
        kind,
        place,
        offset: out.len() - start,
    });
    let done = head
        .and_then(|()| write_elements(draft, dialect, start, out))
        .and_then(|()| write_length(dialect, word, start, out));
    if done.is_err() {
        out.truncate(start);
    }
    done
}

/// What stands before the elements; what is wrong stands where writing ended.
fn write_head(
    draft: &Draft,
    dialect: &Dialect,
    has_envelope: bool,
    out: &mut Vec<u8>,
) -> Result<(), (Place, FaultKind)> {
    if has_envelope {
        write_envelope(draft.envelope, dialect)
            .map_err(|(position, kind)| (Place::Envelope(position), kind))?;
        out.extend_from_slice(draft.envelope);
    }
    check_type(draft.message_type, dialect).map_err(|kind| (Place::Type, kind))?;
    write_type(draft.message_type, dialect.type_coding, out);
    write_bitmaps(draft, dialect, out).map_err(|kind| (Place::Bitmap, kind))
}

fn write_elements(
    draft: &Draft,
    dialect: &Dialect,
    start: usize,
    out: &mut Vec<u8>,
) -> Result<(), Fault> {
    for (number, value) in &draft.values {
        let offset = out.len() - start;
        let fault = |kind| Fault {
            kind,
            place: Place::Element(*number),
            offset,
        };
        let spec = dialect.element(*number);
        let mechanism = &spec.ok_or_else(|| fault(FaultKind::Unknown))?.mechanism;
        let written = match value {
            Value::TakenOver(element) if element.spec.mechanism == *mechanism => {
                mechanism.write_raw(element.raw(), element.units().len(), out)
            }
            // Written otherwise, a broken value would turn into a sound one that nobody sent.
            Value::TakenOver(element) if !element.is_sound() => Err(FaultKind::Unfit),
            Value::TakenOver(element) => mechanism.write(element.units(), out),
            Value::Given(units) => mechanism.write(Units::plain(units), out),
        };
        written.map_err(fault)?;
    }
    Ok(())
}

/// The length, in the place that was left for it: `word` bytes at the start.
fn write_length(
    dialect: &Dialect,
    word: usize,
    start: usize,
    out: &mut Vec<u8>,
) -> Result<(), Fault> {
    let (end, bytes) = (out.len(), out.len() - start);
    let length_word = dialect.length_word.filter(|_| word > 0);
    let sayable = length_word.map_or(usize::MAX, |(prefix, digits)| word + prefix.max(digits));
    if bytes > dialect.bytes_max || bytes > sayable {
        let max = match bytes > dialect.bytes_max {
            true => dialect.bytes_max,
            false => sayable - word,
        };
        return Err(Fault {
            kind: FaultKind::MessageTooLong { max },
            place: Place::End,
            offset: bytes,
        });
    }
    if let Some((prefix, digits)) = length_word {
        prefix.write(bytes - word, digits, out);
        out.copy_within(end.., start);
        out.truncate(end);
    }
    Ok(())
}

fn check_type(digits: [u8; 4], dialect: &Dialect) -> Result<(), FaultKind> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(FaultKind::Unfit);
    }
    let version = dialect.version;
    match digits[0] == b'0' + version {
        true => Ok(()),
        false => Err(FaultKind::OtherVersion { version }),
    }
}

/// Checks what is written as it was given: its length, and its parts.
fn write_envelope(bytes: &[u8], dialect: &Dialect) -> Result<(), (usize, FaultKind)> {
    let (units, wanted) = (bytes.len(), dialect.envelope_bytes());
    if units > wanted {
        return Err((
            dialect.envelope.len().saturating_sub(1),
            FaultKind::TooLong { units, max: wanted },
        ));
    }
    let mut rest = bytes;
    for (position, part) in dialect.envelope.iter().enumerate() {
        let Some((raw, after)) = rest.split_at_checked(part.bytes) else {
            return Err((position, FaultKind::TooShort { units, min: wanted }));
        };
        let count = super::dialect::envelope_units(part, raw).len();
        let checked = part.mechanism.check(raw, count);
        checked.map_err(|(kind, _)| (position, kind))?;
        rest = after;
    }
    Ok(())
}

fn write_bitmaps(draft: &Draft, dialect: &Dialect, out: &mut Vec<u8>) -> Result<(), FaultKind> {
    let mut numbers = Numbers::default();
    for (number, _) in &draft.values {
        if (2..=128).contains(number) {
            numbers.add(*number); // Others are refused when they are written.
        }
    }
    let second = numbers.0 as u64;
    let wide = draft.wide || second != 0;
    if wide && dialect.bitmaps_max < 2 {
        return Err(FaultKind::NoSuchBitmap);
    }
    if wide {
        numbers.add(1);
    }
    dialect.bitmap.write((numbers.0 >> 64) as u64, out);
    if wide {
        dialect.bitmap.write(second, out);
    }
    Ok(())
}
