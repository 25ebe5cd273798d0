//! What a person may call a swipe by.
//!
//! In: text. Out: a test of verdicts. Absent: ranking; several swipes that fit become a list.

use crate::trouble::Trouble;
use judge::Verdict;
use ledger::{Day, Zone};
use wire::MaskKey;

/// A way to name a swipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Handle {
    /// A reference number, a provider's number, an order number, a payout's id, or a merchant's number.
    Number(String),
    /// A terminal and its trace number.
    Trace {
        /// The terminal.
        tid: String,
        /// The trace number.
        stan: String,
    },
    /// The last digits of the card or the merchant's number, an amount and a day.
    Card {
        /// Last digits, or the merchant's number.
        tail: String,
        /// Minor units.
        amount: i64,
        /// The day of the swipe.
        day: Day,
    },
}

impl Handle {
    /// Reads a handle: `250926000123`, `80010001+000123`, `1234+120.00+2025-09-26`.
    pub fn parse(text: &str) -> Result<Handle, Trouble> {
        let wrong = |part: &str, key| Trouble::usage("", part, key);
        let parts: Vec<&str> = text.split('+').map(str::trim).collect();
        match parts[..] {
            [number] if !number.is_empty() => Ok(Handle::Number(number.to_owned())),
            [tid, stan] if !tid.is_empty() && !stan.is_empty() => Ok(Handle::Trace {
                tid: tid.to_owned(),
                stan: stan.to_owned(),
            }),
            [tail, amount, day] if !tail.is_empty() => {
                let amount =
                    minor(amount).ok_or_else(|| wrong(amount, "fault.usage_handle_amount"))?;
                let day = Day::parse(day).ok_or_else(|| wrong(day, "fault.usage_handle_day"))?;
                Ok(Handle::Card {
                    tail: tail.to_owned(),
                    amount,
                    day,
                })
            }
            _ => Err(wrong(text, "fault.usage_handle")),
        }
    }

    /// The same handle as the data set's references are kept: without card numbers.
    pub fn masked(self, key: MaskKey) -> Handle {
        match self {
            Handle::Number(number) => {
                Handle::Number(wire::mask_reference(&number, key).into_owned())
            }
            other => other,
        }
    }

    /// How closely the swipe goes by this name; `None` when it does not.
    pub fn closeness(&self, verdict: &Verdict<'_>, zone: &Zone) -> Option<Closeness> {
        let exact = |fits: bool| fits.then_some(Closeness::Exact);
        match self {
            Handle::Number(number) if verdict.rrn == number || verdict.order_no == number => {
                Some(Closeness::Exact)
            }
            Handle::Number(number) if is_padded(verdict.rrn, number) => Some(Closeness::Padded),
            Handle::Number(number) => (verdict.mid == number).then_some(Closeness::Merchant),
            Handle::Trace { tid, stan } if verdict.tid == tid && verdict.stan == stan => {
                Some(Closeness::Exact)
            }
            Handle::Trace { tid, stan } => {
                (verdict.tid == tid && is_padded(verdict.stan, stan)).then_some(Closeness::Padded)
            }
            Handle::Card { tail, amount, day } => exact(
                (verdict.card.ends_with(tail.as_str()) || verdict.mid == tail)
                    && verdict.amount == *amount
                    && verdict.swiped_at.is_some_and(|at| zone.day(at) == *day),
            ),
        }
    }
}

/// How closely a swipe fits a handle, the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Closeness {
    /// By its very name.
    Exact,
    /// By a number that has more or fewer zeros before it: tables drop them.
    Padded,
    /// It is the merchant's.
    Merchant,
}

/// Whether two numbers differ by zeros before them only.
fn is_padded(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.trim_start_matches('0').len();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let tail = |text: &'_ str| text.len() - bare(text);
    bare(one) > 0 && digits(one) && digits(other) && one[tail(one)..] == other[tail(other)..]
}

/// Yuan with at most two decimals to fen, exactly.
fn minor(text: &str) -> Option<i64> {
    let (yuan, fen) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || fen.len() > 2 || !digits(yuan) || !digits(fen) {
        return None;
    }
    let yuan: i64 = yuan.parse().ok()?;
    let fen: i64 = format!("{fen:0<2}").parse().ok()?;
    yuan.checked_mul(100)?.checked_add(fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_ways_to_name_a_swipe() {
        assert_eq!(
            Handle::parse("250926000123"),
            Ok(Handle::Number("250926000123".into()))
        );
        assert_eq!(
            Handle::parse("80010001+000123"),
            Ok(Handle::Trace {
                tid: "80010001".into(),
                stan: "000123".into()
            })
        );
        assert_eq!(
            Handle::parse("1234+120.5+2025-09-26"),
            Ok(Handle::Card {
                tail: "1234".into(),
                amount: 12_050,
                day: Day::parse("2025-09-26").expect("a day")
            })
        );
    }

    #[test]
    fn zeros_before_a_number_may_be_lost() {
        assert!(is_padded("000123", "123") && is_padded("123", "0123"));
        assert!(!is_padded("000", "0") && !is_padded("A01", "A1") && !is_padded("1230", "123"));
    }

    #[test]
    fn a_handle_that_is_none_says_what_to_write() {
        for (text, part) in [
            ("", "names no swipe"),
            ("1234+x+2025-09-26", "not an amount"),
            ("1+1+2025-02-30", "not a day"),
        ] {
            let said = Handle::parse(text).expect_err(text).to_string();
            assert!(said.contains(part), "{said}");
        }
    }
}
