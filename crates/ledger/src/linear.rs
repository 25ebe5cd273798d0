//! Sums of named amounts: what a posting moves, before anybody knows how much.
//!
//! In: `amount - fee`. Out: the same as a linear form, which can be added, compared and given values.
//! Absent by design: products and rates. A fee is worked out by the terms and comes in as an amount of its own.

use std::collections::BTreeMap;
use std::fmt;

/// More terms than any amount of the trade has.
pub const TERMS_MAX: usize = 16;

/// A sum of named amounts, each so many times. Two that are equal for every choice of amounts are equal here.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Linear(BTreeMap<String, i64>);

impl Linear {
    /// Nothing.
    pub fn zero() -> Linear {
        Linear::default()
    }

    /// Reads names joined by `+` and `-`: `amount`, `amount - fee`, `amount + fee - tax`, `-amount`, or `0`.
    pub fn parse(text: &str) -> Option<Linear> {
        let mut sum = Linear::zero();
        if text.trim() == "0" {
            return Some(sum);
        }
        let (mut rest, mut sign) = match text.trim().strip_prefix('-') {
            Some(rest) => (rest, -1),
            None => (text.trim(), 1),
        };
        for _ in 0..TERMS_MAX {
            let end = rest.find(['+', '-']);
            let name = rest[..end.unwrap_or(rest.len())].trim();
            if !is_name(name) {
                return None;
            }
            sum.add_term(name, sign);
            let Some(end) = end else { return Some(sum) };
            sign = if rest.as_bytes()[end] == b'-' { -1 } else { 1 };
            rest = &rest[end + 1..];
        }
        None
    }

    fn add_term(&mut self, name: &str, times: i64) {
        let now = self.0.get(name).copied().unwrap_or(0) + times;
        match now {
            0 => self.0.remove(name),
            _ => self.0.insert(name.to_owned(), now),
        };
    }

    /// Adds another sum, so many times (`-1` takes it away).
    pub fn add(&mut self, other: &Linear, times: i64) {
        for (name, count) in &other.0 {
            self.add_term(name, count * times);
        }
    }

    /// The same with some names replaced by sums.
    pub fn with(&self, given: &BTreeMap<&str, Linear>) -> Linear {
        let mut sum = Linear::zero();
        for (name, times) in &self.0 {
            match given.get(name.as_str()) {
                Some(other) => sum.add(other, *times),
                None => sum.add_term(name, *times),
            }
        }
        sum
    }

    /// Whether it is nothing, whatever the amounts are.
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// The names in it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Its value, given one for each name; `None` where a name has none, or the sum does not fit.
    pub fn value(&self, amount: impl Fn(&str) -> Option<i64>) -> Option<i64> {
        let mut sum = 0_i128;
        for (name, times) in &self.0 {
            sum += i128::from(amount(name)?) * i128::from(*times); // At most 16 terms of 2^127 / 2^60.
        }
        i64::try_from(sum).ok()
    }
}

fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    !text.is_empty() && text.bytes().all(plain)
}

impl fmt::Display for Linear {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_zero() {
            return out.write_str("0");
        }
        // What is added comes first, so that `amount - fee` reads as it was written.
        let mut terms: Vec<(&String, &i64)> = self.0.iter().collect();
        terms.sort_by_key(|(_, times)| **times < 0);
        for (index, (name, times)) in terms.into_iter().enumerate() {
            match (index, *times < 0) {
                (0, false) => {}
                (0, true) => out.write_str("-")?,
                (_, false) => out.write_str(" + ")?,
                (_, true) => out.write_str(" - ")?,
            }
            match times.unsigned_abs() {
                1 => out.write_str(name)?,
                many => write!(out, "{many} {name}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sums_are_read_and_shown() {
        for (text, shown) in [
            ("amount", "amount"),
            (" amount - fee ", "amount - fee"),
            ("-fee+amount", "amount - fee"),
            ("-amount", "-amount"),
            ("a + a - b", "2 a - b"),
            ("a - a", "0"),
            ("0", "0"),
        ] {
            assert_eq!(Linear::parse(text).expect(text).to_string(), shown);
        }
        let long = vec!["a"; TERMS_MAX + 1].join("+");
        for text in [
            "", "-", "a +", "+ a", "a b", "a * b", "2 a", "Amount", "a - - b", &long,
        ] {
            assert_eq!(Linear::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn values_that_are_missing_or_too_large_are_none() {
        let sum = Linear::parse("a + b").expect("a sum");
        assert_eq!(sum.value(|_| Some(i64::MAX)), None);
        assert_eq!(sum.value(|name| (name == "a").then_some(1)), None);
        assert_eq!(
            sum.value(|name| Some(if name == "a" { 5 } else { -7 })),
            Some(-2)
        );
    }

    proptest! {
        #[test]
        fn equal_forms_are_equal_in_value(times in proptest::collection::vec((0_usize..3, any::<bool>()), 1..8), amounts in any::<[i32; 3]>()) {
            let names = ["a", "b", "c"];
            let mut sum = Linear::zero();
            let mut want = 0_i64;
            for (which, minus) in times {
                let sign = if minus { -1 } else { 1 };
                sum.add(&Linear::parse(names[which]).expect("a name"), sign);
                want += i64::from(amounts[which]) * sign;
            }
            let value = sum.value(|name| names.iter().position(|n| *n == name).map(|at| amounts[at].into()));
            prop_assert_eq!(value, Some(want));
            let mut none = sum.clone();
            none.add(&sum, -1);
            prop_assert!(none.is_zero());
        }
    }
}
