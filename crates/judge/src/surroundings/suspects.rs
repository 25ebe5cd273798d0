//! Rows that have a neighbour with the same key: a double charge, a request sent before, an order
//! paid by QR.
//!
//! In: a compact entry a row, most of which meet nobody. Out: the few that do, in order. Entries
//! are 24 bytes until [`Suspects::settle`] throws nearly all of them away.

use super::mix;
use super::sieve::Sieve;
use ledger::Instant;
use trail::{FileId, Place, Source};

/// One row of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Suspect {
    pub key: u64,
    /// Whole seconds since 1970, cut to what 32 bits hold (until 2106).
    pub at_s: u32,
    /// Tells two requests of one key apart.
    pub tag: u32,
    file: u32,
    line: u32,
}

impl Suspect {
    pub fn new(key: u64, tag: u64, at: Instant, place: Place) -> Suspect {
        Suspect {
            key,
            at_s: seconds(at),
            tag: (mix(tag, 3) >> 32) as u32,
            file: place.file.0,
            line: place.line,
        }
    }

    pub const fn place(&self) -> Place {
        Place {
            source: Source::Platform,
            file: FileId(self.file),
            line: self.line,
        }
    }
}

pub(super) fn seconds(at: Instant) -> u32 {
    let seconds = at.ms().div_euclid(1_000);
    u32::try_from(seconds.max(0)).unwrap_or(u32::MAX)
}

/// Rows by key, time, tag and place.
#[derive(Clone, Debug, Default)]
pub(super) struct Suspects(Vec<Suspect>);

impl Suspects {
    pub fn push(&mut self, suspect: Suspect) {
        self.0.push(suspect);
    }

    pub fn merge(&mut self, other: Suspects) {
        if self.0.is_empty() {
            self.0 = other.0;
        } else {
            self.0.extend(other.0);
        }
    }

    pub fn sort(&mut self) {
        self.0.sort_unstable();
    }

    /// Keeps what may have a neighbour of the same key within so many seconds, in order.
    pub fn settle_within(&mut self, within_s: u32) {
        let length = within_s.max(1);
        let stretch =
            |one: &Suspect, later: u32| u64::from((one.at_s / length).wrapping_add(later));
        let mut sieve = Sieve::new(self.0.len());
        self.0
            .iter()
            .for_each(|one| sieve.note(one.key, stretch(one, 0)));
        self.0.retain(|one| {
            sieve.seen_again(one.key, stretch(one, 0))
                || sieve.seen(one.key, stretch(one, 1))
                || sieve.seen(one.key, stretch(one, u32::MAX))
        });
        self.0.shrink_to_fit();
        self.sort();
    }

    /// Keeps what may have a neighbour of the same key at any time, in order.
    pub fn settle(&mut self) {
        let mut sieve = Sieve::new(self.0.len());
        self.0.iter().for_each(|one| sieve.note(one.key, 0));
        self.0.retain(|one| sieve.seen_again(one.key, 0));
        self.0.shrink_to_fit();
        self.sort();
    }

    /// All of one key after another, earliest first.
    pub fn by_key(&self) -> impl Iterator<Item = &[Suspect]> {
        self.0.chunk_by(|a, b| a.key == b.key)
    }

    /// Those of a key from one second to another, both included, earliest first.
    pub fn between(&self, key: u64, from_s: u32, to_s: u32) -> impl Iterator<Item = &Suspect> {
        let first = self
            .0
            .partition_point(|one| (one.key, one.at_s) < (key, from_s));
        self.0[first..]
            .iter()
            .take_while(move |one| one.key == key && one.at_s <= to_s)
    }
}
