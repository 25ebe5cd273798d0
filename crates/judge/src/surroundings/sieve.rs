//! Which of very many keys were seen at least twice, in a few bits each.
//!
//! In: keys, in any order. Out: "surely not" or "perhaps". A sieve errs to one side only: what was
//! seen twice is never missed.
//!
//! A key has a family, whose keys are asked for together: they stand in one line of memory, so
//! that a family costs one walk to memory, however many of its keys are looked at.

/// Cells for each key: about one key in eight meets another by chance.
const CELLS_EACH: usize = 8;
/// Words of a line: the first half says "seen", the second half "seen again".
const LINE_WORDS: usize = 8;
const LINE_CELLS: usize = LINE_WORDS / 2 * 64;
const LINES_MIN: usize = 16;
/// Lines at most (64 MiB); more keys make more false suspects.
const LINES_MAX: usize = 1 << 20;

/// Two bits a cell: seen, seen again.
#[derive(Debug)]
pub(super) struct Sieve {
    lines: Vec<[u64; LINE_WORDS]>,
}

impl Sieve {
    /// A sieve for about so many keys.
    pub fn new(keys: usize) -> Sieve {
        let lines = (keys.saturating_mul(CELLS_EACH) / LINE_CELLS).clamp(LINES_MIN, LINES_MAX);
        Sieve {
            lines: vec![[0; LINE_WORDS]; lines.next_power_of_two()],
        }
    }

    /// Notes a key. Bits are only ever set, so the order of the notes does not matter.
    pub fn note(&mut self, family: u64, key: u64) {
        let (line, word, bit) = self.cell(family, key);
        let line = &mut self.lines[line];
        line[word + LINE_WORDS / 2] |= line[word] & bit;
        line[word] |= bit;
    }

    /// Whether the key may have been noted.
    pub fn seen(&self, family: u64, key: u64) -> bool {
        let (line, word, bit) = self.cell(family, key);
        self.lines[line][word] & bit != 0
    }

    /// Whether the key may have been noted twice.
    pub fn seen_again(&self, family: u64, key: u64) -> bool {
        let (line, word, bit) = self.cell(family, key);
        self.lines[line][word + LINE_WORDS / 2] & bit != 0
    }

    fn cell(&self, family: u64, key: u64) -> (usize, usize, u64) {
        let line = family as usize & (self.lines.len() - 1);
        let cell = super::mix(family, key) as usize % LINE_CELLS;
        (line, cell / 64, 1 << (cell % 64))
    }
}
