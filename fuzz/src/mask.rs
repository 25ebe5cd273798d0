//! Masking of card fields, references and free text, and the look for card numbers that the other targets borrow.
//!
//! Laws: what is masked shows no card number and stays as it is when it is masked again.

use batch::quarantine::{VALUE_CHARS_MAX, shown};
use wire::{MaskKey, mask_reference};

/// Masks bytes as a card, and text as free text.
pub fn mask(bytes: &[u8]) {
    let card = wire::mask_card(bytes);
    let masked = card.as_str();
    assert_eq!(masked.is_empty(), bytes.is_empty());
    assert!(
        masked
            .bytes()
            .all(|byte| byte == b'*' || byte.is_ascii_digit()),
        "{masked}"
    );
    assert!(
        masked.bytes().filter(u8::is_ascii_digit).count() <= 10,
        "{masked}"
    );
    assert!(masked.is_empty() || masked.contains("******"), "{masked}");
    assert_eq!(
        wire::mask_card(masked.as_bytes()),
        card,
        "a masked card stays as it is"
    );
    if wire::is_masked_card(bytes) {
        assert_eq!(masked.as_bytes(), bytes);
    }

    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let scrubbed = wire::scrub(text);
    assert_shows_no_card(&scrubbed);
    assert_eq!(
        wire::scrub(&scrubbed),
        scrubbed,
        "scrubbed text stays as it is"
    );
    assert_eq!(scrubbed.len(), text.len());
    let differ = scrubbed
        .bytes()
        .zip(text.bytes())
        .filter(|(new, old)| new != old);
    assert!(differ.clone().all(|(new, _)| new == b'*'), "{scrubbed}");

    let key = MaskKey::of(b"whatever stands in merchants.csv");
    let reference = mask_reference(text, key);
    assert_shows_no_card(&reference);
    assert_eq!(
        mask_reference(&reference, key),
        reference,
        "a masked reference stays as it is"
    );
    assert!(
        reference == text
            || reference
                .rsplit_once('#')
                .is_some_and(|(_, end)| end.len() == 12)
    );

    let shown = shown(text, None);
    assert_shows_no_card(&shown);
    assert!(shown.chars().count() <= VALUE_CHARS_MAX + 1 && !shown.contains(char::is_control));
}

/// Looks for whole runs of digits that are card numbers, by the rules of docs/records.md and not by `wire`'s code:
/// 13 to 19 digits with a right check digit, but for 15-digit merchant numbers. What `…` cut off is no whole run.
pub(crate) fn assert_shows_no_card(text: &str) {
    for run in text.split_inclusive(|letter: char| !letter.is_ascii_digit()) {
        if run.ends_with('…') {
            continue;
        }
        let run = run.trim_end_matches(|letter: char| !letter.is_ascii_digit());
        let merchant = run.len() == 15 && !run.starts_with("34") && !run.starts_with("37");
        let second_range = run.len() == 16 && ("2221".."2721").contains(&&run[..4]);
        let card = (13..=19).contains(&run.len())
            && (run.starts_with(['3', '4', '5', '6', '8', '9']) || second_range);
        assert!(
            merchant || !card || !has_check_digit(run),
            "a card number shows: {text}"
        );
    }
}

fn has_check_digit(run: &str) -> bool {
    let sum: u32 = run
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let value = u32::from(byte - b'0') * (1 + place as u32 % 2);
            value / 10 + value % 10
        })
        .sum();
    sum.is_multiple_of(10)
}
