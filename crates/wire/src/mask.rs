//! Card numbers: masked at the first touch.
//!
//! In: a card field. Out: a card of which at most the first six and last four digits show.
//! Absent by design: a way back. A value that cannot be masked shows nothing.

/// A masked card: at most six digits, six stars, four digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardText {
    bytes: [u8; 16],
    length: u8,
}

/// The fewest and the most digits of a card number.
pub(crate) const PAN_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;

impl CardText {
    /// The text, empty when the field was empty.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..usize::from(self.length)])
            .expect("only digits and stars are written")
    }

    fn of(head: &[u8], tail: &[u8]) -> CardText {
        let mut card = CardText {
            bytes: [b'*'; 16],
            length: (head.len() + 6 + tail.len()) as u8,
        };
        card.bytes[..head.len()].copy_from_slice(head);
        card.bytes[head.len() + 6..head.len() + 6 + tail.len()].copy_from_slice(tail);
        card
    }
}

/// Whether a card field is empty or already in the form `622848******1234`, so that it can stay as it is.
pub fn is_masked_card(text: &[u8]) -> bool {
    match text.len() {
        0 => true,
        16 => {
            text[6..12] == *b"******"
                && text[..6].iter().all(u8::is_ascii_digit)
                && text[12..].iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}

/// Masks a card field. One form for all: six stars whatever was hidden, so that two sources that
/// saw one card agree. Masks of other shapes (`62284800****1234`, `****1234`) are brought to it.
pub fn mask_card(text: &[u8]) -> CardText {
    /// Longer than any card number with its blanks, so that a text of a megabyte costs nothing.
    const CARD_BYTES_MAX: usize = 40;
    if text.is_empty() {
        return CardText {
            bytes: [b'*'; 16],
            length: 0,
        };
    }
    let hidden = CardText::of(b"", b"");
    if text.len() > CARD_BYTES_MAX {
        return hidden;
    }
    let mut digits = [0_u8; CARD_BYTES_MAX];
    let (mut count, mut head, mut stars) = (0, 0, 0);
    for byte in text {
        match byte {
            b'0'..=b'9' => {
                digits[count] = *byte;
                count += 1;
            }
            b'*' | b'x' | b'X' | b'#' if stars == 0 || head == count => {
                head = count;
                stars += 1;
            }
            b' ' | b'-' => {}
            _ => return hidden,
        }
    }
    let digits = &digits[..count];
    match (stars, count) {
        (0, 4) => CardText::of(b"", digits), // A bare tail, as receipts show it.
        (0, _) if PAN_DIGITS.contains(&count) => CardText::of(&digits[..6], &digits[count - 4..]),
        (0, _) => hidden, // Too short to mask in part, or no card number.
        _ => {
            let tail = count - head;
            CardText::of(&digits[..head.min(6)], &digits[count - tail.min(4)..])
        }
    }
}

/// Whether the digits pass the check digit of card numbers.
pub fn luhn(digits: impl DoubleEndedIterator<Item = u8>) -> bool {
    let sum: u32 = digits
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, u32::from(digit)) {
            (0, value) => value,
            (_, value) if value < 5 => value * 2,
            (_, value) => value * 2 - 9,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_show_six_and_four() {
        for (card, masked) in [
            ("", ""),
            ("6222029900000000010", "622202******0010"),
            ("6200 0000 0000 0005", "620000******0005"),
            ("622848******1234", "622848******1234"),
            ("622848*********1234", "622848******1234"),
            ("62284800****1234", "622848******1234"),
            ("6222029*00000000010", "622202******0010"),
            ("****1234", "******1234"),
            ("1234", "******1234"),
            ("622848", "******"),
            ("oHkLxtx0vUqe-18p_AXTZ1innxkCY", "******"),
            ("6222029900000000010=2512101", "******"),
            ("622848****12**34", "******"),
            ("6222029900000000010622202990000000001062220299", "******"),
        ] {
            let found = mask_card(card.as_bytes());
            assert_eq!(found.as_str(), masked, "{card}");
            assert_eq!(
                mask_card(masked.as_bytes()),
                found,
                "a masked card stays as it is"
            );
        }
        assert!(is_masked_card(b"622848******1234") && is_masked_card(b""));
        assert!(!is_masked_card(b"6228480000001234") && !is_masked_card(b"****1234"));
    }
}
