//! A point in time, in milliseconds since the Unix epoch (UTC).
//!
//! In: milliseconds. Out: differences in seconds. Days and texts come from a [`Zone`](crate::Zone).
//! Absent by design: "now". Whoever needs the present is handed it.

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// The earliest instant: before every record.
    pub const MIN: Instant = Instant(i64::MIN);
    /// The last instant: after every record.
    pub const MAX: Instant = Instant(i64::MAX);

    /// The instant that many milliseconds after the Unix epoch.
    pub const fn from_ms(ms: i64) -> Instant {
        Instant(ms)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn ms(self) -> i64 {
        self.0
    }

    /// Later by that many seconds (earlier when negative); stays at `MIN` or `MAX` instead of wrapping.
    pub const fn plus_seconds(self, seconds: i64) -> Instant {
        self.plus_ms(seconds.saturating_mul(1000))
    }

    /// Later by that many milliseconds; stays at `MIN` or `MAX` instead of wrapping.
    pub const fn plus_ms(self, ms: i64) -> Instant {
        Instant(self.0.saturating_add(ms))
    }

    /// Whole seconds from `earlier` to `self`, rounded down (towards the past); negative when `earlier` is later.
    pub const fn seconds_since(self, earlier: Instant) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_round_down_and_never_wrap() {
        let at = Instant::from_ms;
        assert_eq!(at(2_999).seconds_since(at(1_000)), 1);
        assert_eq!(at(1_000).seconds_since(at(1_001)), -1);
        assert_eq!(at(5).plus_seconds(-2), at(-1_995));
        assert_eq!(Instant::MAX.plus_seconds(1), Instant::MAX);
        assert_eq!(at(0).plus_seconds(i64::MIN), Instant::MIN);
    }
}
