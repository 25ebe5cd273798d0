//! `terminal_location_violation`: used away from its registered place, and held for it.
//!
//! # What happened
//! The terminal took the card far from the address it is registered for, and risk control keeps the
//! money.
//! # Evidence
//! A risk hold is open, and the place that the swipe bears (an extra column `location`) is not the
//! registered one: coordinates a few kilometres apart, or another address.
//! # Who acts, and when the money comes
//! The merchant brings the terminal back or registers the new address and proves the business; the
//! money comes after the review, within thirty days.

use super::Finding;
use crate::{Cause, Certainty, Facts, HoldReason};
use trail::Row;

/// Coordinates differ by more than this when the place does: two hundredths of a degree, about
/// two kilometres.
const APART_MICRODEGREES: i64 = 20_000;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    if !facts.is_held_for(HoldReason::Risk) {
        return None;
    }
    let registered = facts.terminal_record?.location.trim();
    let said = [
        facts.terminal.map(|row| row.extra("location")),
        facts.platform.map(|row| row.extra("location")),
    ];
    let place = said
        .into_iter()
        .flatten()
        .map(str::trim)
        .find(|text| !text.is_empty())?;
    if registered.is_empty() {
        return None;
    }
    match (coordinates(place), coordinates(registered)) {
        (Some(here), Some(there)) => {
            let apart = (here.0 - there.0).abs().max((here.1 - there.1).abs());
            (apart > APART_MICRODEGREES).then(|| Finding::of(Cause::TerminalLocationViolation))
        }
        // One is a number, the other an address: they cannot be compared.
        (Some(_), None) | (None, Some(_)) => None,
        // One address may be the beginning of the other: a city and a street in it.
        (None, None) => {
            (!place.starts_with(registered) && !registered.starts_with(place)).then(|| {
                Finding::of(Cause::TerminalLocationViolation).as_certain_as(Certainty::Probable)
            })
        }
    }
}

/// `31.2304,121.4737` in millionths of a degree.
fn coordinates(text: &str) -> Option<(i64, i64)> {
    let (one, other) = text.split_once(',')?;
    Some((microdegrees(one.trim())?, microdegrees(other.trim())?))
}

fn microdegrees(text: &str) -> Option<i64> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.len() > 3 || decimals.len() > 12 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let millionths = decimals
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(6)
        .fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    Some(sign * (whole * 1_000_000 + millionths))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_by_number_are_told_from_addresses() {
        assert_eq!(
            coordinates("31.2304, -121.4737"),
            Some((31_230_400, -121_473_700))
        );
        assert_eq!(coordinates("31,121.5"), Some((31_000_000, 121_500_000)));
        assert_eq!(coordinates("Nanjing Road 1, Shanghai"), None);
        assert_eq!(coordinates("Shanghai"), None);
    }
}
