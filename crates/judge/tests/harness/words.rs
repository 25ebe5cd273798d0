//! Words of a scenario: tokens, days, times, numbers.
//!
//! In: one line of text. Out: its tokens, and what they mean relative to the default day.
//! Texts are leaked: rows borrow them, and a test run is short.

use ledger::{Day, Instant, Zone};

/// Keeps a text for the rest of the test run.
pub fn keep(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// Splits a line at spaces outside double quotes, drops the quotes, and stops at a comment.
pub fn tokens(line: &str) -> Result<Vec<&'static str>, String> {
    let mut found = Vec::new();
    let mut word = String::new();
    let (mut quoted, mut begun) = (false, false);
    for c in line.chars() {
        match c {
            '"' => {
                quoted = !quoted;
                begun = true;
            }
            '#' if !quoted && !begun => break,
            c if c.is_whitespace() && !quoted => {
                if begun {
                    found.push(keep(&word));
                    word.clear();
                    begun = false;
                }
            }
            c => {
                word.push(c);
                begun = true;
            }
        }
    }
    if quoted {
        return Err("a quote is not closed".to_owned());
    }
    if begun {
        found.push(keep(&word));
    }
    Ok(found)
}

/// `key=value`.
pub fn pair(token: &'static str) -> Result<(&'static str, &'static str), String> {
    token
        .split_once('=')
        .filter(|(key, _)| !key.is_empty())
        .ok_or_else(|| format!("\"{token}\" is not key=value"))
}

/// What days and clocks are relative to.
#[derive(Clone, Debug)]
pub struct Dates {
    pub day: Day,
    pub zone: Zone,
}

impl Dates {
    /// `+1`, `-3`, or `2025-03-05`.
    pub fn day(&self, text: &str) -> Option<Day> {
        if text.starts_with(['+', '-']) {
            return text.parse().ok().map(|days: i32| self.day.plus(days));
        }
        Day::parse(text)
    }

    /// Seconds of the day: `10:00` or `10:00:00`.
    pub fn clock(text: &str) -> Option<u32> {
        let parts: Vec<&str> = text.split(':').collect();
        let number = |text: &str, below: u32| {
            let ok = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
            text.parse().ok().filter(|n: &u32| ok && *n < below)
        };
        match parts[..] {
            [h, m] => Some(number(h, 24)? * 3_600 + number(m, 60)? * 60),
            [h, m, s] => Some(number(h, 24)? * 3_600 + number(m, 60)? * 60 + number(s, 60)?),
            _ => None,
        }
    }

    /// A clock on the default day, a day at midnight, or both joined by `T` or a space.
    pub fn time(&self, text: &str) -> Option<Instant> {
        if let Some(seconds) = Dates::clock(text) {
            return Some(self.zone.at(self.day, seconds));
        }
        let (day, clock) = text.split_once(['T', ' ']).unwrap_or((text, "00:00"));
        Some(self.zone.at(self.day(day)?, Dates::clock(clock)?))
    }

    /// The same, or what is wrong with it.
    pub fn time_of(&self, key: &str, text: &str) -> Result<Instant, String> {
        self.time(text)
            .ok_or_else(|| format!("{key}={text} is no time"))
    }

    /// A day, or what is wrong with it.
    pub fn day_of(&self, key: &str, text: &str) -> Result<Day, String> {
        self.day(text)
            .ok_or_else(|| format!("{key}={text} is no day"))
    }

    /// Takes a day, a clock, or a day and a clock from the front of `tokens`.
    pub fn take_time(&self, tokens: &mut &[&'static str]) -> Option<Instant> {
        let first = tokens.first()?;
        let both = tokens
            .get(1)
            .filter(|next| self.day(first).is_some() && Dates::clock(next).is_some());
        let (text, used) = match both {
            Some(next) => (format!("{first} {next}"), 2),
            None => ((*first).to_owned(), 1),
        };
        let time = self.time(&text)?;
        *tokens = &tokens[used..];
        Some(time)
    }
}

/// A whole number, or what is wrong with it.
pub fn number<N: std::str::FromStr>(key: &str, text: &str) -> Result<N, String> {
    text.parse()
        .map_err(|_| format!("{key}={text} is no number"))
}
