//! One scenario, read: settings, records as written, expectations.
//!
//! In: text in the format of `scenarios/README.md`. Out: lines with their keys, nothing filled in
//! yet. Trouble is a sentence with a line number.

use crate::expect::Wish;
use crate::words::{self, Dates};
use ledger::{Cutoff, Day, Instant, Zone};
use trail::Source;

/// A key and its value, as written.
pub type Keys = Vec<(&'static str, &'static str)>;

/// A record as written, or as a `plain` line writes it.
#[derive(Clone, Debug)]
pub struct Line {
    pub number: usize,
    pub source: Source,
    pub when: Option<Instant>,
    pub what: &'static str,
    pub keys: Keys,
}

/// A line of knowledge: its first word and what follows.
#[derive(Clone, Debug)]
pub struct Fact {
    pub number: usize,
    pub kind: &'static str,
    pub rest: Vec<&'static str>,
}

/// A `plain` line, to be written out once all settings are known.
#[derive(Clone, Debug)]
pub struct Plain {
    pub number: usize,
    pub keys: Keys,
    /// Records written before it: it is expanded in its place.
    pub before: usize,
}

#[derive(Clone, Debug)]
pub struct Script {
    /// `file: title`.
    pub name: String,
    pub dates: Dates,
    pub as_of: Instant,
    pub cutoff: Cutoff,
    pub defaults: Keys,
    pub facts: Vec<Fact>,
    pub lines: Vec<Line>,
    pub plains: Vec<Plain>,
    pub wishes: Vec<Wish>,
}

/// The first day of spring trade: Tuesday 2025-03-04.
fn default_day() -> Day {
    Day::ymd(2025, 3, 4).expect("a day of the calendar")
}

/// Reads a file: one scenario, or several separated by `--- title`.
pub fn read(file: &str, text: &str) -> Vec<Result<Script, String>> {
    let mut parts: Vec<(usize, String, Vec<&str>)> = vec![(0, String::new(), Vec::new())];
    for (index, line) in text.lines().enumerate() {
        if let Some(title) = line.strip_prefix("---") {
            parts.push((index + 1, title.trim().to_owned(), Vec::new()));
        } else {
            let (_, _, lines) = parts.last_mut().expect("there is always a first part");
            lines.push(line);
        }
    }
    let empty = |lines: &[&str]| {
        lines
            .iter()
            .all(|line| line.trim().is_empty() || line.trim().starts_with('#'))
    };
    parts
        .into_iter()
        .enumerate()
        .filter(|(index, (_, _, lines))| *index > 0 || !empty(lines))
        .map(|(_, (before, title, lines))| {
            let name = if title.is_empty() {
                file.to_owned()
            } else {
                format!("{file}: {title}")
            };
            read_one(&name, before, &lines).map_err(|trouble| format!("{file}:{trouble}"))
        })
        .collect()
}

fn read_one(name: &str, before: usize, lines: &[&str]) -> Result<Script, String> {
    let mut tokenised = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let number = before + index + 1;
        let tokens = words::tokens(line).map_err(|trouble| format!("{number}: {trouble}"))?;
        if !tokens.is_empty() {
            tokenised.push((number, tokens));
        }
    }
    let mut dates = Dates {
        day: default_day(),
        zone: Zone::shanghai(),
    };
    for (number, tokens) in &tokenised {
        if tokens[0] == "day" {
            let text = tokens.get(1).copied().unwrap_or("");
            dates.day = Day::parse(text).ok_or_else(|| format!("{number}: no day \"{text}\""))?;
        }
    }
    let mut script = Script {
        name: name.to_owned(),
        as_of: dates.zone.at(dates.day.plus(1), 10 * 3_600),
        dates,
        cutoff: Cutoff::default(),
        defaults: Vec::new(),
        facts: Vec::new(),
        lines: Vec::new(),
        plains: Vec::new(),
        wishes: Vec::new(),
    };
    for (number, tokens) in tokenised {
        script
            .line(number, &tokens)
            .map_err(|trouble| format!("{number}: {trouble}"))?;
    }
    if script.wishes.is_empty() {
        return Err(format!("{before}: expects nothing"));
    }
    Ok(script)
}

impl Script {
    fn line(&mut self, number: usize, tokens: &[&'static str]) -> Result<(), String> {
        let mut rest = &tokens[1..];
        match tokens[0] {
            "day" => {}
            "as_of" => {
                self.as_of = self
                    .dates
                    .take_time(&mut rest)
                    .ok_or("as_of needs a time")?;
            }
            "cutoff" => {
                let text = rest.first().copied().unwrap_or("");
                self.cutoff = Cutoff::parse(text).ok_or("cutoff needs a clock")?;
            }
            "default" => self.defaults.extend(pairs(rest)?),
            "plain" => {
                let keys = pairs(rest)?;
                let before = self.lines.len();
                self.plains.push(Plain {
                    number,
                    keys,
                    before,
                });
            }
            "=>" => self.wishes.push(Wish::read(number, rest, &self.dates)?),
            word => match Source::of_name(word) {
                Some(source) => {
                    let line = self.record(number, source, rest)?;
                    self.lines.push(line);
                }
                None => self.facts.push(Fact {
                    number,
                    kind: tokens[0],
                    rest: rest.to_vec(),
                }),
            },
        }
        Ok(())
    }

    fn record(
        &self,
        number: usize,
        source: Source,
        mut rest: &[&'static str],
    ) -> Result<Line, String> {
        let when = self.dates.take_time(&mut rest);
        let what = rest
            .first()
            .copied()
            .filter(|word| !word.contains('='))
            .ok_or("a record needs a word for what it is: sale, paid, credit ...")?;
        Ok(Line {
            number,
            source,
            when,
            what,
            keys: pairs(&rest[1..])?,
        })
    }
}

/// All of `key=value`.
pub fn pairs(tokens: &[&'static str]) -> Result<Keys, String> {
    tokens.iter().map(|token| words::pair(token)).collect()
}
