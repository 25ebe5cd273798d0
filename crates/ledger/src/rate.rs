//! Rates as exact decimals, and the three roundings of a fee.
//!
//! In: `0.0060` and an amount in minor units. Out: the fee in minor units, rounded by name.
//! Absent by design: floats, and a rounding that nobody named.

use std::fmt;

const BILLION: i64 = 1_000_000_000;
const DECIMALS_MAX: usize = 9;
/// A rate is shown with at least these decimals, as contracts write it: `0.0060`.
const DECIMALS_SHOWN_MIN: usize = 4;

/// A fraction from 0 to 1 in parts per billion: 0.6 % is 6,000,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate {
    ppb: i64,
}

/// What becomes of half a fen. All are symmetric: the fee of a negative amount is the negative of the fee.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rounding {
    /// Half a fen goes away from zero: 1.5 → 2, −1.5 → −2. The custom of the trade.
    #[default]
    HalfUp,
    /// Half a fen goes to the even neighbour: 1.5 → 2, 2.5 → 2.
    HalfEven,
    /// Towards zero: 1.9 → 1, −1.9 → −1.
    Down,
}

impl Rounding {
    /// All of them, in the order in which a month of data is tried.
    pub const ALL: [Rounding; 3] = [Rounding::HalfUp, Rounding::HalfEven, Rounding::Down];

    /// Reads `half_up`, `half_even`, `down`.
    pub fn parse(slug: &str) -> Option<Rounding> {
        Rounding::ALL
            .into_iter()
            .find(|rounding| rounding.slug() == slug)
    }

    /// The word of the record format.
    pub const fn slug(self) -> &'static str {
        match self {
            Rounding::HalfUp => "half_up",
            Rounding::HalfEven => "half_even",
            Rounding::Down => "down",
        }
    }
}

impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl Rate {
    /// Nothing.
    pub const ZERO: Rate = Rate { ppb: 0 };

    /// That many parts per billion, 0 to 1,000,000,000.
    pub const fn from_ppb(ppb: i64) -> Option<Rate> {
        if ppb < 0 || ppb > BILLION {
            return None;
        }
        Some(Rate { ppb })
    }

    /// Parts per billion.
    pub const fn ppb(self) -> i64 {
        self.ppb
    }

    /// Reads a fraction from 0 to 1 such as `0.0060`. More than 9 decimals are refused, not rounded; so are
    /// signs, per cent signs and exponents.
    pub fn parse(text: &str) -> Option<Rate> {
        let (whole, decimals) = match text.split_once('.') {
            Some((_, "")) => return None,
            Some((whole, decimals)) => (whole, decimals),
            None => (text, ""),
        };
        if decimals.len() > DECIMALS_MAX || !decimals.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let mut ppb = match whole {
            "0" => 0,
            "1" => 1,
            _ => return None,
        };
        for place in 0..DECIMALS_MAX {
            let digit = decimals.as_bytes().get(place).map_or(0, |b| b - b'0');
            ppb = ppb * 10 + i64::from(digit);
        }
        Rate::from_ppb(ppb)
    }

    /// The part of an amount. It never exceeds the amount, so it always fits.
    pub fn of(self, amount_minor: i64, rounding: Rounding) -> i64 {
        let billion = i128::from(BILLION);
        let exact = i128::from(amount_minor).abs() * i128::from(self.ppb);
        let (down, rest) = (exact / billion, exact % billion);
        let up = match rounding {
            Rounding::HalfUp => rest * 2 >= billion,
            Rounding::HalfEven => rest * 2 > billion || (rest * 2 == billion && down % 2 == 1),
            Rounding::Down => false,
        };
        let size = down + i128::from(up);
        let signed = if amount_minor < 0 { -size } else { size };
        i64::try_from(signed).expect("a rate of at most 1 gives at most the amount")
    }

    /// For people: `0.60%`, at least two decimals.
    pub fn percent(self) -> String {
        format!("{}%", decimals(self.ppb, BILLION / 100, 2))
    }
}

/// A fraction with at least four decimals, as [`Rate::parse`] reads it: `0.0060`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&decimals(self.ppb, BILLION, DECIMALS_SHOWN_MIN))
    }
}

/// `value / unit` exactly (`unit` a power of ten), without needless zeros after `shown_min` decimals.
fn decimals(value: i64, unit: i64, shown_min: usize) -> String {
    let width = unit.ilog10() as usize;
    let mut text = format!("{}.{:0width$}", value / unit, value % unit);
    let shortest = text.len() - width + shown_min;
    while text.len() > shortest && text.ends_with('0') {
        text.pop();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rates_are_read_exactly_or_not_at_all() {
        for (text, shown, percent) in [
            ("0.0060", "0.0060", "0.60%"),
            ("0.006", "0.0060", "0.60%"),
            ("0.000325", "0.000325", "0.0325%"),
            ("0", "0.0000", "0.00%"),
            ("1", "1.0000", "100.00%"),
            ("1.000", "1.0000", "100.00%"),
            ("0.123456789", "0.123456789", "12.3456789%"),
        ] {
            let rate = Rate::parse(text).expect(text);
            assert_eq!(
                (rate.to_string(), rate.percent()),
                (shown.into(), percent.into())
            );
        }
        for text in [
            "",
            ".",
            "0.",
            ".006",
            "1.000000001",
            "2",
            "-0.1",
            "+0.1",
            "0.6%",
            "6e-3",
            "0.1234567890",
            "0,006",
            " 0.006",
            "00.006",
            "0.00.6",
            "０.006",
        ] {
            assert_eq!(Rate::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn half_a_fen_by_name() {
        let half = Rate::parse("0.5").expect("a rate");
        for (amount, up, even, down) in [
            (1, 1, 0, 0),
            (3, 2, 2, 1),
            (5, 3, 2, 2),
            (-1, -1, 0, 0),
            (-3, -2, -2, -1),
            (-5, -3, -2, -2),
        ] {
            let all = Rounding::ALL.map(|rounding| half.of(amount, rounding));
            assert_eq!(all, [up, even, down], "half of {amount}");
        }
        for rounding in Rounding::ALL {
            assert_eq!(Rounding::parse(&rounding.to_string()), Some(rounding));
            let all = Rate::parse("1").expect("a rate");
            assert_eq!(all.of(i64::MIN, rounding), i64::MIN);
        }
        assert_eq!(Rounding::parse("up"), None);
    }

    proptest! {
        #[test]
        fn a_part_is_bounded_symmetric_and_monotone(
            ppb in 0..=BILLION, amount in -1_000_000_000_000_i64..1_000_000_000_000, more in 0_i64..1_000_000, which in 0_usize..3,
        ) {
            let (rate, rounding) = (Rate::from_ppb(ppb).expect("in range"), Rounding::ALL[which]);
            let part = rate.of(amount, rounding);
            prop_assert!(part.abs() <= amount.abs());
            prop_assert_eq!(rate.of(-amount, rounding), -part);
            prop_assert!(rate.of(amount + more, rounding) >= part);
            // Never a whole fen away from the exact part.
            let exact = i128::from(amount) * i128::from(ppb);
            prop_assert!((i128::from(part) * i128::from(BILLION) - exact).abs() < i128::from(BILLION));
        }

        #[test]
        fn what_is_shown_is_read_again(ppb in 0..=BILLION) {
            let rate = Rate::from_ppb(ppb).expect("in range");
            prop_assert_eq!(Rate::parse(&rate.to_string()), Some(rate));
        }
    }
}
