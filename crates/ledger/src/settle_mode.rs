//! The settlement cycle of a contract: `T1`, `D0` and the like.
//!
//! In: the word of the record format. Out: the cycle. What day it means is said by [`arrival`](crate::arrival()).
//! Absent by design: calendars.

use std::fmt;

/// Both kinds of cycle reach at most this far: the longest delay the acquiring rules allow.
pub const CYCLE_DAYS_MAX: u8 = 30;

/// When a contract promises the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SettleMode {
    /// A product window after each swipe's answer (秒到).
    T0,
    /// So many workdays after the settlement day, 1 to 30.
    T(u8),
    /// So many calendar days after the settlement day, 0 to 30.
    D(u8),
}

impl SettleMode {
    /// Reads `T0`, `T1` to `T30`, `D0` to `D30`: capital letter, no plus sign, no leading zero.
    pub fn parse(text: &str) -> Option<SettleMode> {
        let days = match text.get(1..)?.as_bytes() {
            [digit @ b'0'..=b'9'] => digit - b'0',
            [tens @ b'1'..=b'9', ones @ b'0'..=b'9'] => (tens - b'0') * 10 + (ones - b'0'),
            _ => return None,
        };
        match text.as_bytes()[0] {
            _ if days > CYCLE_DAYS_MAX => None,
            b'T' if days == 0 => Some(SettleMode::T0),
            b'T' => Some(SettleMode::T(days)),
            b'D' => Some(SettleMode::D(days)),
            _ => None,
        }
    }
}

impl fmt::Display for SettleMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SettleMode::T0 => f.write_str("T0"),
            SettleMode::T(days) => write!(f, "T{days}"),
            SettleMode::D(days) => write!(f, "D{days}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cycle_is_read_and_shown() {
        for letter in ["T", "D"] {
            for days in 0..=CYCLE_DAYS_MAX {
                let text = format!("{letter}{days}");
                let mode = SettleMode::parse(&text).expect("a cycle");
                assert_eq!(mode.to_string(), text);
            }
        }
        for text in [
            "", "T", "D", "t1", "T+1", "T01", "T31", "D31", "D-1", "1", "S1", "T1 ", "元1", "T99",
            "D100",
        ] {
            assert_eq!(SettleMode::parse(text), None, "{text:?}");
        }
    }
}
