//! Amounts in minor units, and how they are written.
//!
//! In: whole minor units and an ISO 4217 code. Out: checked sums, text.
//! Absent by design: floats, conversion between currencies, and reading of decimals (a mapping scales those).

use std::fmt;

/// An ISO 4217 alphabetic code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Currencies whose minor unit is not a hundredth (ISO 4217, list one).
const OTHER_EXPONENTS: [([u8; 3], u32); 25] = [
    (*b"BHD", 3),
    (*b"BIF", 0),
    (*b"CLF", 4),
    (*b"CLP", 0),
    (*b"DJF", 0),
    (*b"GNF", 0),
    (*b"IQD", 3),
    (*b"ISK", 0),
    (*b"JOD", 3),
    (*b"JPY", 0),
    (*b"KMF", 0),
    (*b"KRW", 0),
    (*b"KWD", 3),
    (*b"LYD", 3),
    (*b"OMR", 3),
    (*b"PYG", 0),
    (*b"RWF", 0),
    (*b"TND", 3),
    (*b"UGX", 0),
    (*b"UYW", 4),
    (*b"VND", 0),
    (*b"VUV", 0),
    (*b"XAF", 0),
    (*b"XOF", 0),
    (*b"XPF", 0),
];

impl Currency {
    /// The renminbi.
    pub const CNY: Currency = Currency(*b"CNY");

    /// Three capital ASCII letters; whether such a currency exists is not asked.
    pub fn parse(code: &str) -> Option<Currency> {
        let code: [u8; 3] = code.as_bytes().try_into().ok()?;
        code.iter()
            .all(u8::is_ascii_uppercase)
            .then_some(Currency(code))
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII letters are let in")
    }

    /// Decimal places of the minor unit: CNY 2, JPY 0, KWD 3.
    pub fn exponent(self) -> u32 {
        OTHER_EXPONENTS
            .iter()
            .find(|(code, _)| *code == self.0)
            .map_or(2, |&(_, exponent)| exponent)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An amount in the smallest unit of its currency: ¥12.34 is 1234 of `CNY`.
/// Sums never wrap and never cross currencies; either gives `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// That many minor units of the currency.
    pub const fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    /// That many fen.
    pub const fn fen(minor: i64) -> Money {
        Money::new(minor, Currency::CNY)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The sum; `None` when it does not fit, or the currencies differ.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        let minor = self.minor.checked_add(other.minor)?;
        (self.currency == other.currency).then_some(Money::new(minor, self.currency))
    }

    /// The difference; `None` when it does not fit, or the currencies differ.
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        let minor = self.minor.checked_sub(other.minor)?;
        (self.currency == other.currency).then_some(Money::new(minor, self.currency))
    }
}

/// For people: `¥1,234.56`, `-¥0.05`, `JPY 1,234`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.minor < 0 {
            f.write_str("-")?;
        }
        match self.currency {
            Currency::CNY => f.write_str("¥")?,
            other => write!(f, "{other} ")?,
        }
        let plain = unsigned_decimal(self.minor.unsigned_abs(), self.currency.exponent());
        let whole = plain.split('.').next().unwrap_or(&plain);
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        f.write_str(&plain[whole.len()..])
    }
}

/// Fen as plain yuan, for tables and files: `1234.56`, `-0.05`.
pub fn yuan(minor: i64) -> String {
    decimal(minor, Currency::CNY)
}

/// Minor units as a plain decimal of the currency, sign kept, no separators: JPY `1234`, KWD `1.234`.
pub fn decimal(minor: i64, currency: Currency) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let plain = unsigned_decimal(minor.unsigned_abs(), currency.exponent());
    format!("{sign}{plain}")
}

fn unsigned_decimal(minor: u64, exponent: u32) -> String {
    let unit = 10_u64.pow(exponent); // At most 10^4, by the table above.
    match exponent {
        0 => minor.to_string(),
        _ => format!(
            "{}.{:0width$}",
            minor / unit,
            minor % unit,
            width = exponent as usize
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_as_people_and_tables_read_them() {
        let code = |code| Currency::parse(code).expect("a code");
        for (minor, currency, people, plain) in [
            (123_456, "CNY", "¥1,234.56", "1234.56"),
            (0, "CNY", "¥0.00", "0.00"),
            (-5, "CNY", "-¥0.05", "-0.05"),
            (10_000_000_000, "CNY", "¥100,000,000.00", "100000000.00"),
            (99_999, "CNY", "¥999.99", "999.99"),
            (1_234, "JPY", "JPY 1,234", "1234"),
            (1_234_567, "KWD", "KWD 1,234.567", "1234.567"),
            (
                i64::MIN,
                "CNY",
                "-¥92,233,720,368,547,758.08",
                "-92233720368547758.08",
            ),
        ] {
            assert_eq!(Money::new(minor, code(currency)).to_string(), people);
            assert_eq!(decimal(minor, code(currency)), plain);
        }
        assert_eq!(yuan(123_456), "1234.56");
    }

    #[test]
    fn currencies_do_not_mix() {
        let yen = Currency::parse("JPY").expect("a code");
        assert_eq!(Money::fen(1).checked_add(Money::new(1, yen)), None);
        assert_eq!(Money::fen(1).checked_sub(Money::new(1, yen)), None);
        for code in ["", "cny", "CN", "CNYY", "C1Y", "元"] {
            assert_eq!(Currency::parse(code), None, "{code:?}");
        }
    }

    proptest! {
        #[test]
        fn sums_are_undone_or_refused(a in any::<i64>(), b in any::<i64>()) {
            let (left, right) = (Money::fen(a), Money::fen(b));
            prop_assert_eq!(left.checked_add(right), right.checked_add(left));
            match left.checked_add(right) {
                Some(sum) => prop_assert_eq!(sum.checked_sub(right), Some(left)),
                None => prop_assert!(i128::from(a) + i128::from(b) != i128::from(a.wrapping_add(b))),
            }
        }

        #[test]
        fn a_plain_decimal_holds_every_fen(minor in any::<i64>()) {
            let digits: String = yuan(minor).replace('.', "");
            prop_assert_eq!(digits.parse::<i64>().ok(), Some(minor));
        }
    }
}
