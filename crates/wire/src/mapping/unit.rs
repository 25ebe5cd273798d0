//! Decimal amounts of foreign files: exact, scaled to minor units, every rounding named.
//!
//! In: `1,234.50`, `-0.01000`, `+3`. Out: an exact decimal; or whole minor units. Absent: floats.

use crate::fault::Fault;
use crate::field::AMOUNT_MINOR_MAX;

/// The most decimals that are read.
const DECIMALS_MAX: u32 = 9;
/// What an exact decimal is counted in: 10^-9 of the unit as written.
pub const NANO: i128 = 1_000_000_000;

/// The unit in which a file writes amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Minor units already.
    Fen,
    /// A hundred minor units.
    Yuan,
}

/// What becomes of a fraction of a minor unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Round {
    /// It is a fault.
    Never,
    /// Half goes away from zero.
    HalfUp,
    /// Half goes to the even neighbour.
    HalfEven,
    /// Towards zero.
    Down,
}

/// Reads a decimal exactly, in 10^-9 units. A sign, and separators between groups of three, are allowed.
pub fn nanos(text: &str) -> Result<i128, Fault> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        all => (false, all),
    };
    let whole_length = digits
        .iter()
        .position(|byte| *byte == b'.')
        .unwrap_or(digits.len());
    let (whole, decimals) = (
        &digits[..whole_length],
        digits.get(whole_length + 1..).unwrap_or_default(),
    );
    let separated = whole.contains(&b',');
    let mut value: i128 = 0;
    let mut decimals_left = DECIMALS_MAX;
    for (place, byte) in whole.iter().enumerate() {
        let after = whole.len() - place;
        match byte {
            b'0'..=b'9' if !separated || after % 4 != 0 => {
                value = value * 10 + i128::from(byte - b'0')
            }
            b',' if after % 4 == 0 && place > 0 => {}
            _ => return Err(Fault::UnitNotANumber),
        }
        if value > i128::from(AMOUNT_MINOR_MAX) {
            return Err(Fault::AmountTooLarge);
        }
    }
    for byte in decimals {
        if !byte.is_ascii_digit() || decimals_left == 0 {
            return Err(Fault::UnitNotANumber);
        }
        value = value * 10 + i128::from(byte - b'0');
        decimals_left -= 1;
    }
    if whole.is_empty() || (whole_length < digits.len() && decimals.is_empty()) {
        return Err(Fault::UnitNotANumber);
    }
    let value = value * 10_i128.pow(decimals_left);
    Ok(if negative { -value } else { value })
}

/// Minor units of an exact decimal of this unit.
pub fn minor(nanos: i128, unit: Unit, round: Round) -> Result<i64, Fault> {
    let divisor = match unit {
        Unit::Fen => NANO,
        Unit::Yuan => NANO / 100,
    };
    let (whole, rest) = (nanos / divisor, nanos % divisor);
    let away = nanos.signum();
    let rounded = match (round, (rest.abs() * 2).cmp(&divisor)) {
        _ if rest == 0 => whole,
        (Round::Never, _) => return Err(Fault::UnitFraction),
        (Round::Down, _) | (_, std::cmp::Ordering::Less) => whole,
        (_, std::cmp::Ordering::Greater) | (Round::HalfUp, _) => whole + away,
        (Round::HalfEven, _) => whole + away * (whole % 2).abs(),
    };
    let minor = i64::try_from(rounded).map_err(|_| Fault::AmountTooLarge)?;
    if minor.abs() > AMOUNT_MINOR_MAX {
        Err(Fault::AmountTooLarge)
    } else {
        Ok(minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Lang;
    use proptest::prelude::*;

    fn check(text: &str, round: Round, expected: &str) {
        let found = match nanos(text).and_then(|value| minor(value, Unit::Yuan, round)) {
            Ok(value) => value.to_string(),
            Err(fault) => fault.sentence(None, Lang::En),
        };
        assert_eq!(found, expected, "{text} {round:?}");
    }

    #[test]
    fn yuan_become_fen_exactly() {
        check("0.01000", Round::Never, "1");
        check("12.3", Round::Never, "1230");
        check("-0.01", Round::Never, "-1");
        check("1,234,567.89", Round::Never, "123456789");
        check("+5", Round::Never, "500");
        check(
            "0.00600",
            Round::Never,
            "has a fraction of a fen; name a `round` in the mapping",
        );
        let broken = "is not an amount; write digits and a point, such as 12.34";
        for text in [
            "",
            "-",
            ".5",
            "5.",
            "1.2.3",
            "12,34",
            ",123",
            "1,2345",
            "1e3",
            "¥5",
            "0.1234567890",
        ] {
            check(text, Round::HalfUp, broken);
        }
        check(
            "99999999999999999999",
            Round::Down,
            "is above 999999999999999 fen; check the amount, and write it in fen",
        );
    }

    #[test]
    fn every_rounding_is_symmetric() {
        for (text, up, even, down) in [
            ("0.00500", "1", "0", "0"),
            ("0.01500", "2", "2", "1"),
            ("0.02500", "3", "2", "2"),
            ("0.02501", "3", "3", "2"),
            ("0.00499", "0", "0", "0"),
        ] {
            for (round, expected) in [
                (Round::HalfUp, up),
                (Round::HalfEven, even),
                (Round::Down, down),
            ] {
                check(text, round, expected);
                let negative = if expected == "0" {
                    expected.to_owned()
                } else {
                    format!("-{expected}")
                };
                check(&format!("-{text}"), round, &negative);
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[-+0-9.,¥]{0,24}") {
            if let Ok(value) = nanos(&text) {
                let _ = minor(value, Unit::Fen, Round::HalfEven);
            }
        }
    }
}
