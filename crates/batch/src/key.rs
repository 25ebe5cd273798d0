//! Handles as numbers: what rows are grouped by.
//!
//! In: a reference number as an Arrow view, or a terminal's trace. Out: 128 bits. Absent: text.
//!
//! A reference of up to twelve bytes (every card system's) is its own key. A longer one, one with
//! an acquirer, or a trace is hashed to 96 bits; should two ever meet, [`trail::split`] tells
//! them apart by the full text, so a collision costs time and never a wrong verdict. The same holds of
//! the 64 bits by which rows are sorted into groups.

use std::hash::Hasher;

/// A handle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    high: u64,
    low: u64,
}

/// The longest text that stands inside an Arrow view.
pub const INLINE_BYTES_MAX: u32 = 12;
/// Marks in the place of a length, which no inline text has.
const LONG: u32 = u32::MAX;
const WITH_ACQUIRER: u32 = u32::MAX - 1;
const TRACE: u32 = u32::MAX - 2;

impl Key {
    /// The key of a reference number, given its view and its text.
    pub fn of_view(view: u128, text: &str) -> Key {
        let length = view as u32;
        if length <= INLINE_BYTES_MAX {
            return Key {
                high: (view >> 64) as u64,
                low: view as u64,
            };
        }
        Key::hashed(LONG, &[text.as_bytes()])
    }

    /// The key of a reference number.
    pub fn of_text(text: &str) -> Key {
        let bytes = text.as_bytes();
        match u32::try_from(bytes.len()) {
            Ok(length) if length <= INLINE_BYTES_MAX => {
                let mut view = [0_u8; 16];
                view[..4].copy_from_slice(&length.to_le_bytes());
                view[4..4 + bytes.len()].copy_from_slice(bytes);
                Key::of_view(u128::from_le_bytes(view), text)
            }
            _ => Key::hashed(LONG, &[bytes]),
        }
    }

    /// The key of a reference number within one acquirer's records.
    pub fn of_acquirer(acquirer: &str, rrn: &str) -> Key {
        if acquirer.is_empty() {
            return Key::of_text(rrn);
        }
        Key::hashed(WITH_ACQUIRER, &[acquirer.as_bytes(), rrn.as_bytes()])
    }

    /// The key of a row that has nothing but its trace and its day.
    pub fn of_trace(acquirer: &str, tid: &str, batch_no: &str, stan: &str, day: i32) -> Key {
        Key::hashed(
            TRACE,
            &[
                acquirer.as_bytes(),
                tid.as_bytes(),
                batch_no.as_bytes(),
                stan.as_bytes(),
                &day.to_le_bytes(),
            ],
        )
    }

    fn hashed(mark: u32, parts: &[&[u8]]) -> Key {
        let mut first = crate::symbol::TextHasher::default();
        let mut second = crate::symbol::TextHasher::default();
        second.write_u64(0x9e37_79b9_7f4a_7c15);
        for part in parts {
            first.write(part);
            second.write(part);
        }
        Key {
            high: mix(first.finish()),
            low: (mix(second.finish()) << 32) | u64::from(mark),
        }
    }

    /// Half as many bits, every one of which depends on all: the same on every machine. Keys that meet here
    /// are told apart as those that meet by hashing are.
    pub fn spread(self) -> u64 {
        mix(self.high ^ mix(self.low))
    }
}

/// Spreads every bit over all others (the finaliser of SplitMix64).
const fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::StringViewArray;

    #[test]
    fn a_view_and_its_text_make_the_same_key() {
        for text in [
            "",
            "1",
            "123456789012",
            "1234567890123",
            "4200000263201902167700134212",
        ] {
            let array = StringViewArray::from(vec![text]);
            assert_eq!(
                Key::of_view(array.views()[0], text),
                Key::of_text(text),
                "{text}"
            );
        }
    }

    #[test]
    fn kinds_of_handles_do_not_meet() {
        let keys = [
            Key::of_text("A1"),
            Key::of_acquirer("A", "1"),
            Key::of_acquirer("", "1"),
            Key::of_trace("", "A", "", "1", 0),
            Key::of_trace("A", "", "", "1", 0),
            Key::of_text("A1A1A1A1A1A1A1"),
        ];
        for (index, key) in keys.iter().enumerate() {
            assert!(keys[..index].iter().all(|other| other != key), "{key:?}");
        }
    }
}
