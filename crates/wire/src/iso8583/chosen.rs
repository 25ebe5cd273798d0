//! What a code between banks speaks for: chosen elements, as text.
//!
//! In: a message, the numbers of elements. Out: its type and those of them that are there, one blank between, in upper
//! case, of nothing but letters, digits, `,` and `.`; an element of variable length with the digits of its length
//! before it. It is not copied: whoever makes a code of it wipes what it keeps. Absent: keys and codes (`seal`). Which
//! elements are chosen is the table's to say (`mac_of`).

use super::coding::Holds;
use super::length::Length;
use super::message::{Element, Message};

impl<'a> Message<'a> {
    /// The bytes of these elements; `None` for a message without a type, or whose elements are not all sound.
    pub fn chosen<'m>(&'m self, numbers: &'m [u8]) -> Option<impl Iterator<Item = u8> + 'm> {
        let digits = self.message_type()?;
        let there = |number: &u8| self.element(*number);
        if !numbers.iter().filter_map(there).all(|one| one.is_sound()) {
            return None;
        }
        let elements = numbers.iter().filter_map(there).flat_map(spaced);
        let mut waiting = false;
        let mut begun = false;
        let tidy = move |unit: u8| {
            let is_kept = unit.is_ascii_alphanumeric() || matches!(unit, b',' | b'.');
            let gap = (is_kept && waiting).then_some(b' ');
            waiting = (waiting && !is_kept) || (unit == b' ' && begun);
            begun |= is_kept;
            gap.into_iter()
                .chain(is_kept.then(|| unit.to_ascii_uppercase()))
        };
        Some(digits.into_iter().chain(elements).flat_map(tidy))
    }
}

/// A blank, the digits of the length where that varies, and the value: bytes in hexadecimal digits.
fn spaced(element: Element<'_>) -> impl Iterator<Item = u8> {
    let mechanism = element.spec.mechanism;
    let units = element.units();
    let length = match mechanism.length {
        Length::Fixed(_) => String::new(),
        Length::Variable { digits, .. } => {
            format!("{:0width$}", units.len(), width = usize::from(digits))
        }
    };
    let is_bytes = mechanism.holds == Holds::Bytes;
    let value = units.flat_map(move |unit| match is_bytes {
        true => super::coding::hex_digits(unit).into_iter().take(2),
        false => [unit, 0].into_iter().take(1),
    });
    std::iter::once(b' ')
        .chain(length.into_bytes())
        .chain(value)
}
