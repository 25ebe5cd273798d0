//! References in which a card number stands: masked, and still one reference for one number.
//!
//! In: a typed reference (an order number, say) and a key. Out: the same text; or, where a card number or a track
//! is in it, the text with its middle hidden, followed by a digest under the key, so that equal references stay
//! equal and others stay apart. Absent by design: a digest without a key. Of a card's middle there are so few that
//! trying all of them finds it.

use crate::mask::PAN_DIGITS;
use crate::scrub::{hide_cards, is_card_number};
use std::borrow::Cow;

/// What references are masked under. It is no part of any output.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct MaskKey {
    first: u64,
    second: u64,
}

impl std::fmt::Debug for MaskKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MaskKey(…)") // A secret cannot print itself.
    }
}

impl MaskKey {
    /// The key that follows from bytes which whoever reads the output does not have.
    pub fn of(bytes: &[u8]) -> MaskKey {
        MaskKey {
            first: MaskKey {
                first: 1,
                second: 0,
            }
            .digest(bytes),
            second: MaskKey {
                first: 2,
                second: 0,
            }
            .digest(bytes),
        }
    }

    /// SipHash-2-4: short, keyed, and made for short texts.
    fn digest(self, bytes: &[u8]) -> u64 {
        let mut v = [
            self.first ^ 0x736f_6d65_7073_6575,
            self.second ^ 0x646f_7261_6e64_6f6d,
            self.first ^ 0x6c79_6765_6e65_7261,
            self.second ^ 0x7465_6462_7974_6573,
        ];
        let (words, rest) = bytes.as_chunks::<8>();
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        last[7] = bytes.len() as u8; // The hash is made of the length's low byte.
        for word in words.iter().chain([&last]) {
            let word = u64::from_le_bytes(*word);
            v[3] ^= word;
            (0..2).for_each(|_| round(&mut v));
            v[0] ^= word;
        }
        v[2] ^= 0xff;
        (0..4).for_each(|_| round(&mut v));
        v[0] ^ v[1] ^ v[2] ^ v[3]
    }
}

fn round(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[2] = v[2].rotate_left(32);
}

/// Letters of a digest: four bits each, and no digits, of which new numbers could be made.
const LETTERS: u32 = 12;

/// A reference as it may be kept. One in ten order numbers of 13 to 19 digits that begin as cards do passes
/// their check digit, and is masked without being one: it stays the reference that it is.
pub fn mask_reference(text: &str, key: MaskKey) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    // Most references are shorter, or one number.
    let only_digits = || bytes.iter().all(u8::is_ascii_digit);
    if bytes.len() < *PAN_DIGITS.start() || (only_digits() && !is_card_number(bytes)) {
        return Cow::Borrowed(text);
    }
    let Cow::Owned(mut hidden) = hide_cards(text) else {
        return Cow::Borrowed(text);
    };
    let digest = key.digest(bytes);
    hidden.push('#');
    let letters = (0..LETTERS).map(|place| char::from(b'a' + (digest >> (place * 4) & 15) as u8));
    hidden.extend(letters);
    Cow::Owned(hidden)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_digest_is_siphash() {
        // The first vectors of its reference implementation.
        let key = MaskKey {
            first: 0x0706_0504_0302_0100,
            second: 0x0f0e_0d0c_0b0a_0908,
        };
        let bytes: Vec<u8> = (0..15).collect();
        assert_eq!(key.digest(b""), 0x726f_db47_dd0e_0e31);
        assert_eq!(key.digest(&bytes), 0xa129_ca61_49be_45e5);
    }

    #[test]
    fn references_with_a_card_number_are_masked_and_others_stay() {
        let key = MaskKey::of(b"mid,name\nM1,Shop\n");
        for text in [
            "",
            "250304000001",
            "898310154110002",
            "4200000263201902167700134212",
            "20251120140509",
            "6222029900000000011",
            "13800138000",
            "no card 622202******0010",
        ] {
            assert_eq!(mask_reference(text, key), text);
        }
        for (text, shown) in [
            ("6222029900000000010", "622202*********0010#"),
            ("2221000000000009", "222100******0009#"),
            ("O-6222029900000000010/7", "O-622202*********0010/7#"),
            ("6222 0299 0000 0000 010", "6222 02** **** ***0 010#"),
            (
                "6222029900000000010=25121010000",
                "*******************************#",
            ),
        ] {
            let masked = mask_reference(text, key);
            assert!(masked.starts_with(shown), "{text}: {masked}");
            assert_eq!(masked.len(), shown.len() + LETTERS as usize);
            assert_eq!(mask_reference(&masked, key), masked, "once is enough");
            assert_eq!(crate::scrub(&masked), masked);
            assert_ne!(
                masked,
                mask_reference(text, MaskKey::of(b"another")),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn equal_stays_equal_and_different_stays_different(
            a in "(622202[0-9]{2}0000000[0-9]|[0-9]{12,20}|[0-9 a-]{0,24})",
            b in "(622202[0-9]{2}0000000[0-9]|[0-9]{12,20}|[0-9 a-]{0,24})",
        ) {
            let key = MaskKey::of(b"key");
            prop_assert_eq!(mask_reference(&a, key) == mask_reference(&b, key), a == b);
        }
    }
}
