//! Free text without card numbers, tracks, identity numbers and mobile numbers.
//!
//! In: text that anybody may have written. Out: the same text with the secrets' middles hidden.
//! Absent: typed fields, whose numbers must stay as they are.

use crate::mask::{PAN_DIGITS, luhn};
use std::borrow::Cow;

/// A run of digits without anything between them.
#[derive(Clone, Copy)]
struct Group {
    start: usize,
    end: usize,
}

impl Group {
    fn length(self) -> usize {
        self.end - self.start
    }
}

/// Free text without card numbers, tracks, identity numbers and mobile numbers. Order numbers of 20 and
/// more digits, 15-digit merchant numbers, 12-digit reference numbers and timestamps stay.
/// Not for typed fields: those have rules of their own.
///
/// What one pass leaves showing of a secret may be part of another one, so passes go on until
/// nothing is found; each hides digits, so they end. Scrubbed text stays as it is.
pub fn scrub(text: &str) -> Cow<'_, str> {
    without(text, Secrets::All)
}

/// Text without card numbers and tracks. Other numbers stay, however much they look like a mobile's.
pub(crate) fn hide_cards(text: &str) -> Cow<'_, str> {
    without(text, Secrets::Cards)
}

/// What is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Secrets {
    All,
    Cards,
}

fn without(text: &str, secrets: Secrets) -> Cow<'_, str> {
    let mut scrubbed = Cow::Borrowed(text);
    while let Some(less) = pass(&scrubbed, secrets) {
        scrubbed = Cow::Owned(less);
    }
    match narrow(&scrubbed).and_then(|narrow| pass(&narrow, secrets)) {
        Some(less) => Cow::Owned(without(&less, secrets).into_owned()),
        None => scrubbed,
    }
}

/// The text with its full-width digits as others, where it has any: Chinese input methods write `６２２２`.
fn narrow(text: &str) -> Option<String> {
    // Other letters of full width are common: nearly every Chinese sentence has a comma of it.
    let is_digit = |bytes: &[u8]| matches!(bytes, [0xEF, 0xBC, 0x90..=0x99]);
    if !text.as_bytes().windows(3).any(is_digit) {
        return None;
    }
    let narrow = |letter: char| match letter {
        '０'..='９' | '＝' => {
            char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')).unwrap_or(letter)
        }
        _ => letter,
    };
    Some(text.chars().map(narrow).collect())
}

/// The text without the secrets that are found from left to right; `None` when there are none.
fn pass(text: &str, secrets: Secrets) -> Option<String> {
    /// The shortest thing that is masked: a mobile number.
    const DIGITS_MIN: usize = 11;
    if text.bytes().filter(u8::is_ascii_digit).count() < DIGITS_MIN {
        return None;
    }
    let bytes = text.as_bytes();
    let groups = groups(bytes);
    let mut masked: Option<Vec<u8>> = None;
    let mut next = 0;
    while next < groups.len() {
        let (secret, used) = secret_at(bytes, &groups[next..], secrets);
        if let Some(secret) = secret {
            apply(masked.get_or_insert_with(|| bytes.to_vec()), secret);
        }
        next += used;
    }
    masked.map(|bytes| String::from_utf8(bytes).expect("only ASCII was replaced, by ASCII"))
}

/// What was found, from byte to byte, and how many digits may show at both ends.
struct Secret {
    start: usize,
    end: usize,
    head: usize,
    tail: usize,
}

fn apply(bytes: &mut [u8], secret: Secret) {
    let span = &mut bytes[secret.start..secret.end];
    let total = span
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .count();
    let mut seen = 0;
    for byte in span
        .iter_mut()
        .filter(|byte| byte.is_ascii_alphanumeric() || **byte == b'=')
    {
        if *byte == b'=' || (seen >= secret.head && seen + secret.tail < total) {
            seen += usize::from(*byte != b'=');
            *byte = b'*';
        } else {
            seen += 1;
        }
    }
}

fn groups(bytes: &[u8]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut start = None;
    for (place, byte) in bytes.iter().chain(std::iter::once(&b'.')).enumerate() {
        match (byte.is_ascii_digit(), start) {
            (true, None) => start = Some(place),
            (false, Some(begun)) => {
                groups.push(Group {
                    start: begun,
                    end: place,
                });
                start = None;
            }
            _ => {}
        }
    }
    groups
}

/// Looks at the first group, alone and with those joined to it by one blank or hyphen each.
/// Tells how many groups it has dealt with.
fn secret_at(bytes: &[u8], groups: &[Group], secrets: Secrets) -> (Option<Secret>, usize) {
    let first = groups[0];
    let digits = &bytes[first.start..first.end];
    let alone = |head, tail| {
        Some(Secret {
            start: first.start,
            end: first.end,
            head,
            tail,
        })
    };
    if let Some(end) = track_end(bytes, first) {
        let used = groups.iter().take_while(|group| group.start < end).count();
        return (
            Some(Secret {
                start: first.start,
                end,
                head: 0,
                tail: 0,
            }),
            used,
        );
    }
    let last = bytes
        .get(first.end)
        .copied()
        .filter(|byte| matches!(byte, b'X' | b'x'));
    match digits.len() {
        _ if secrets == Secrets::Cards => {}
        11 if is_mobile(digits) => return (alone(3, 4), 1),
        13 if digits.starts_with(b"86") && is_mobile(&digits[2..]) => return (alone(5, 4), 1),
        17 if last.is_some() && is_identity(digits, b'X') => {
            return (
                Some(Secret {
                    start: first.start,
                    end: first.end + 1,
                    head: 3,
                    tail: 1,
                }),
                1,
            );
        }
        18 if is_identity(&digits[..17], digits[17]) => return (alone(3, 1), 1),
        _ => {}
    }
    if is_card_number(digits) {
        return (alone(6, 4), 1);
    }
    joined_pan(bytes, groups)
}

/// A card number written in groups: `6222 0299 0000 0000 010`.
fn joined_pan(bytes: &[u8], groups: &[Group]) -> (Option<Secret>, usize) {
    let (mut total, mut found) = (0, None);
    for (count, group) in groups.iter().enumerate() {
        let apart = count > 0 && {
            let between = &bytes[groups[count - 1].end..group.start];
            !matches!(between, b" " | b"-")
        };
        // Numbers of 12, 14, 15 and 20 digits are names of other things and no part of a card number.
        if apart || matches!(group.length(), 12 | 14 | 15) {
            break;
        }
        total += group.length();
        if total > *PAN_DIGITS.end() {
            break;
        }
        let span = &bytes[groups[0].start..group.end];
        if count > 0 && is_pan(span.iter().copied().filter(u8::is_ascii_digit), total) {
            found = Some((group.end, count + 1));
        }
    }
    match found {
        Some((end, used)) => (
            Some(Secret {
                start: groups[0].start,
                end,
                head: 6,
                tail: 4,
            }),
            used,
        ),
        None => (None, 1),
    }
}

/// Whether digits without anything between them are a card number.
pub(crate) fn is_card_number(digits: &[u8]) -> bool {
    is_pan(digits.iter().copied(), digits.len()) && !is_merchant_number(digits)
}

fn is_pan(digits: impl DoubleEndedIterator<Item = u8> + Clone, count: usize) -> bool {
    PAN_DIGITS.contains(&count)
        && begins_as_card(digits.clone(), count)
        && luhn(digits.map(|digit| digit - b'0'))
}

/// Cards begin with 3 to 6, 8 and 9; and those of sixteen digits also with 222100 to 272099, the
/// second range of Mastercard. Moments (`20251120…`) lie outside of it.
fn begins_as_card(digits: impl Iterator<Item = u8>, count: usize) -> bool {
    let head = digits
        .take(4)
        .fold(0, |head, digit| head * 10 + u32::from(digit - b'0'));
    match head / 1000 {
        3..=6 | 8 | 9 => true,
        2 => count == 16 && (2221..=2720).contains(&head),
        _ => false,
    }
}

/// Fifteen digits are a merchant number, unless they begin as the only 15-digit cards do.
fn is_merchant_number(digits: &[u8]) -> bool {
    digits.len() == 15 && !digits.starts_with(b"34") && !digits.starts_with(b"37")
}

fn is_mobile(digits: &[u8]) -> bool {
    digits.len() == 11 && digits[0] == b'1' && (b'3'..=b'9').contains(&digits[1])
}

/// The check digit of an identity number (GB 11643).
fn is_identity(digits: &[u8], check: u8) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    digits[0] != b'0' && CHECKS[(sum % 11) as usize] == check
}

/// Where a track 2 that begins with this group ends: the number, `=` or `D`, at least four digits.
fn track_end(bytes: &[u8], group: Group) -> Option<usize> {
    if !PAN_DIGITS.contains(&group.length())
        || !matches!(bytes.get(group.end), Some(b'=' | b'D' | b'd'))
    {
        return None;
    }
    let rest = &bytes[group.end + 1..];
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits >= 4).then_some(group.end + 1 + digits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mask::mask_card;
    use proptest::prelude::*;

    #[test]
    fn text_loses_its_secrets_and_nothing_else() {
        for (text, scrubbed) in [
            ("6222029900000000010", "622202*********0010"),
            (
                "客户账号6200000000000005收付控制",
                "客户账号620000******0005收付控制",
            ),
            ("898310154110002", "898310154110002"),
            // The second range of Mastercard, its first and last number, and its neighbours.
            ("2221000000000009", "222100******0009"),
            ("2720990000000007", "272099******0007"),
            ("2223 0000 4841 0010", "2223 00** **** 0010"),
            ("2220990000000002", "2220990000000002"),
            ("2721000000000004", "2721000000000004"),
            ("22210000000000004", "22210000000000004"),
            ("6222 0299 0000 0000 010", "6222 02** **** ***0 010"),
            (
                "2025-11-20 6222-0299-0000-0000-010",
                "2025-11-20 6222-02**-****-***0-010",
            ),
            (
                "2025-11-20 6222029900000000010 done",
                "2025-11-20 622202*********0010 done",
            ),
            (
                "6222029900000000010=25121010000",
                "*******************************",
            ),
            ("6222029900000000010D2512", "************************"),
            (
                "身份证11010519491231002X止付",
                "身份证110**************X止付",
            ),
            ("call 13800138000", "call 138****8000"),
            ("+8613800138000", "+86138****8000"),
            ("rrn 532412345678", "rrn 532412345678"),
            ("order 62220299000000000101", "order 62220299000000000101"),
            ("at 20251120140509", "at 20251120140509"),
            ("898310154110002 2511", "898310154110002 2511"),
            ("6222029900000000011", "6222029900000000011"),
            // As Chinese input methods write them.
            (
                "卡号６２２２０２９９０００００００００１０转入",
                "卡号622202*********0010转入",
            ),
            (
                "６２００ 0000 0000 000５，1 元",
                "6200 00** **** 0005，1 元",
            ),
            (
                "６２２２０２９９０００００００００１０＝２５１２",
                "************************",
            ),
            (
                "２０２５年１１月２０日 0.5 元",
                "２０２５年１１月２０日 0.5 元",
            ),
            (
                "订单６２２２０２９９０００００００００１０１",
                "订单６２２２０２９９０００００００００１０１",
            ),
            ("no digits 没有数字", "no digits 没有数字"),
            // Found by fuzzing: groups of which two numbers could be made, one after the other.
            (
                "6222 0149 00 00006222 0199 00000000!",
                "6222 01** ** ****6222 01** ****0000!",
            ),
        ] {
            assert_eq!(scrub(&scrub(text)), scrub(text), "{text}");
            assert_eq!(scrub(text), scrubbed, "{text}");
        }
        // Merchant numbers stay although one in ten passes the check of card numbers.
        let passing = (0..10).map(|last| format!("89831015411000{last}"));
        let passing = passing.filter(|number| luhn(number.bytes().map(|byte| byte - b'0')));
        assert_eq!(
            passing
                .map(|number| scrub(&number).into_owned() == number)
                .collect::<Vec<_>>(),
            [true]
        );
    }

    /// Every card number of this length that starts so, with its check digit.
    fn pan() -> impl Strategy<Value = String> {
        ("([345689][0-9]{11,17}|(222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{11})", Just(())).prop_map(|(head, ())| {
            let check = (0..10).find(|check| {
                let digits: Vec<u8> = head
                    .bytes()
                    .map(|byte| byte - b'0')
                    .chain([*check])
                    .collect();
                luhn(digits.into_iter())
            });
            format!("{head}{}", check.expect("one of ten passes"))
        })
    }

    proptest! {
        #[test]
        fn no_card_number_survives(before in "[^0-9]{0,5}", pan in pan(), after in "[^0-9]{0,5}") {
            prop_assume!(!is_merchant_number(pan.as_bytes()));
            prop_assume!(!after.starts_with(['=', 'D', 'd']));
            let text = format!("{before}{pan}{after}");
            prop_assert!(!scrub(&text).contains(&pan), "{text}");
            let card = mask_card(pan.as_bytes());
            prop_assert_eq!(card.as_str(), format!("{}******{}", &pan[..6], &pan[pan.len() - 4..]));
        }

        #[test]
        fn any_text_is_scrubbed_once_and_stays_so(text in ".{0,80}", digits in "[0-9 =DX-]{0,60}") {
            let text = format!("{text}{digits}");
            let once = scrub(&text).into_owned();
            prop_assert_eq!(scrub(&once).into_owned(), once.clone());
            let _ = mask_card(text.as_bytes());
        }
    }
}
