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
    /// The currency's own unit: as many minor units as ISO 4217 says of it, which is a hundred for most.
    Currency,
}

/// What stands between whole units and decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// A point; commas may stand between groups of three.
    Dot,
    /// A comma, and nothing between groups.
    Comma,
    /// A point or a comma, whichever is there, and nothing between groups.
    Either,
}

/// Currencies whose unit is not a hundred minor ones, by ISO 4217, and their decimals.
const DECIMALS: [(&str, u32); 23] = [
    ("BHD", 3),
    ("BIF", 0),
    ("CLP", 0),
    ("DJF", 0),
    ("GNF", 0),
    ("IQD", 3),
    ("ISK", 0),
    ("JOD", 3),
    ("JPY", 0),
    ("KMF", 0),
    ("KRW", 0),
    ("KWD", 3),
    ("LYD", 3),
    ("OMR", 3),
    ("PYG", 0),
    ("RWF", 0),
    ("TND", 3),
    ("UGX", 0),
    ("VND", 0),
    ("VUV", 0),
    ("XAF", 0),
    ("XOF", 0),
    ("XPF", 0),
];

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

/// Reads a decimal exactly, in 10^-9 units. A sign is allowed, and what the point allows.
pub fn nanos(text: &str, point: Point) -> Result<i128, Fault> {
    match point {
        Point::Dot => dotted(text),
        // A grouped number is refused: whether its comma is a point cannot be known.
        Point::Either if !text.contains(',') => dotted(text),
        _ if text.contains('.') || text.matches(',').count() > 1 => Err(Fault::UnitNotANumber),
        // SWIFT writes the comma always, also with nothing behind it.
        _ => dotted(&text.strip_suffix(',').unwrap_or(text).replace(',', ".")),
    }
}

fn dotted(text: &str) -> Result<i128, Fault> {
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

/// Minor units of an exact decimal of this unit. Without a name, or an unknown one, a currency has a hundred.
pub fn minor(nanos: i128, unit: Unit, currency: &str, round: Round) -> Result<i64, Fault> {
    let known = DECIMALS.iter().find(|(name, _)| *name == currency);
    let divisor = match unit {
        Unit::Fen => NANO,
        Unit::Yuan => NANO / 100,
        Unit::Currency => NANO / 10_i128.pow(known.map_or(2, |(_, decimals)| *decimals)),
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
        let found =
            match nanos(text, Point::Dot).and_then(|value| minor(value, Unit::Yuan, "", round)) {
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
    fn commas_may_be_points_and_currencies_have_their_own_units() {
        let value = |text: &str, point| nanos(text, point).map(|value| value / (NANO / 1000));
        assert_eq!(value("12,5", Point::Comma), Ok(12_500));
        assert_eq!(value("9,", Point::Comma), Ok(9_000));
        assert_eq!(value("000000001000,00", Point::Comma), Ok(1_000_000));
        assert_eq!(value("-2000,00", Point::Either), Ok(-2_000_000));
        assert_eq!(value("-10.00", Point::Either), Ok(-10_000));
        for (text, point) in [
            ("1.234,50", Point::Comma),
            ("1,234.50", Point::Either),
            ("1,234,567", Point::Either),
            (",", Point::Comma),
        ] {
            assert_eq!(value(text, point), Err(Fault::UnitNotANumber), "{text}");
        }
        let minor = |currency| minor(1200 * NANO, Unit::Currency, currency, Round::Never);
        assert_eq!(
            ["CNY", "JPY", "KWD", ""].map(minor),
            [Ok(120_000), Ok(1_200), Ok(1_200_000), Ok(120_000)]
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
            for point in [Point::Dot, Point::Comma, Point::Either] {
                if let Ok(value) = nanos(&text, point) {
                    let _ = minor(value, Unit::Currency, "JPY", Round::HalfEven);
                }
            }
        }
    }
}
