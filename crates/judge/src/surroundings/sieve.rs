//! Which of very many keys were seen at least twice, in a few bits each.
//!
//! In: keys, in any order. Out: "surely not" or "perhaps". A sieve errs to one side only: what was
//! seen twice is never missed.

/// Cells for each key: one key in eight meets another by chance.
const CELLS_EACH: usize = 8;
const CELLS_MIN: usize = 1 << 12;
/// Cells at most (64 MiB for the two bits of each); more keys make more false suspects.
const CELLS_MAX: usize = 1 << 28;

/// Two bits a cell: seen, seen again.
#[derive(Debug)]
pub(super) struct Sieve {
    once: Vec<u64>,
    again: Vec<u64>,
}

impl Sieve {
    /// A sieve for about so many keys.
    pub fn new(keys: usize) -> Sieve {
        let cells = keys.saturating_mul(CELLS_EACH).clamp(CELLS_MIN, CELLS_MAX);
        let words = cells.next_power_of_two() / 64;
        Sieve {
            once: vec![0; words],
            again: vec![0; words],
        }
    }

    /// Notes a key. Bits are only ever set, so the order of the notes does not matter.
    pub fn note(&mut self, key: u64) {
        let (word, bit) = self.cell(key);
        self.again[word] |= self.once[word] & bit;
        self.once[word] |= bit;
    }

    /// Whether the key may have been noted.
    pub fn seen(&self, key: u64) -> bool {
        let (word, bit) = self.cell(key);
        self.once[word] & bit != 0
    }

    /// Whether the key may have been noted twice.
    pub fn seen_again(&self, key: u64) -> bool {
        let (word, bit) = self.cell(key);
        self.again[word] & bit != 0
    }

    fn cell(&self, key: u64) -> (usize, u64) {
        let cell = super::mix(key, 0) as usize;
        ((cell / 64) & (self.once.len() - 1), 1 << (cell % 64))
    }
}
