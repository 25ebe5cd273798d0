//! Texts of low cardinality as small numbers: merchant and terminal numbers, names, banks, channels.
//!
//! In: text, from several threads at once. Out: a `Symbol`, the same for the same text.
//! After the scan the table is frozen: texts are then read without a lock, and `rank` tells the
//! order of the texts, so that sorting by symbols needs no text. Absent: removal, and any meaning.

use rustc_hash::FxBuildHasher;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use wire::MaskKey;

/// A text, by its place in a `SymbolTable`. Its number tells nothing about the text's order, and
/// differs from run to run: only `SymbolTable::rank` may decide what comes first in an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(pub u32);

impl Symbol {
    /// The empty text, which is also what an absent value reads as.
    pub const NONE: Symbol = Symbol(0);

    /// Whether this is the empty text.
    pub fn is_none(self) -> bool {
        self == Symbol::NONE
    }
}

/// A hasher for short texts: eight bytes a step. The keys come from files, not from attackers who
/// watch us, and a bad spread costs time only.
#[derive(Default)]
pub(crate) struct TextHasher(u64);

impl Hasher for TextHasher {
    fn write(&mut self, bytes: &[u8]) {
        const FACTOR: u64 = 0x517c_c1b7_2722_0a95;
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(FACTOR);
        }
        let mut last = [0_u8; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(last) ^ bytes.len() as u64)
            .wrapping_mul(FACTOR);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

type TextMap = HashMap<Arc<str>, Symbol, BuildHasherDefault<TextHasher>>;

/// The table while a scan fills it. Threads do not use it directly: each has an `Interner`.
pub struct Symbols {
    shared: Mutex<Shared>,
    key: MaskKey,
}

struct Shared {
    known: TextMap,
    texts: Vec<Arc<str>>,
}

impl Default for Symbols {
    fn default() -> Self {
        Symbols::new()
    }
}

impl Symbols {
    /// A table that knows the empty text only.
    pub fn new() -> Symbols {
        Symbols::keyed(MaskKey::default())
    }

    /// As `new`, for a data set whose references are masked under this key.
    pub fn keyed(key: MaskKey) -> Symbols {
        let empty: Arc<str> = Arc::from("");
        let mut known = TextMap::default();
        known.insert(Arc::clone(&empty), Symbol::NONE);
        Symbols {
            shared: Mutex::new(Shared {
                known,
                texts: vec![empty],
            }),
            key,
        }
    }

    /// One thread's way in.
    pub fn interner(&self) -> Interner<'_> {
        Interner {
            symbols: self,
            short: HashMap::default(),
            long: TextMap::default(),
        }
    }

    fn intern(&self, text: &str) -> (Arc<str>, Symbol) {
        // A thread that panicked while it held the lock left a whole table behind: pushes cannot fail half way.
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((text, symbol)) = shared.known.get_key_value(text) {
            return (Arc::clone(text), *symbol);
        }
        let number =
            u32::try_from(shared.texts.len()).expect("fewer than 2^32 texts fit in memory");
        let text: Arc<str> = Arc::from(text);
        shared.texts.push(Arc::clone(&text));
        shared.known.insert(Arc::clone(&text), Symbol(number));
        (text, Symbol(number))
    }

    /// The table as it is so far.
    pub fn so_far(&self) -> SymbolTable {
        let shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        SymbolTable::of(shared.texts.clone())
    }

    /// The finished table.
    pub fn freeze(self) -> SymbolTable {
        let shared = self
            .shared
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        SymbolTable::of(shared.texts)
    }
}

/// One thread's way into `Symbols`: what it has met before it finds without a lock.
pub struct Interner<'a> {
    symbols: &'a Symbols,
    /// Texts of up to fifteen bytes, which nearly all are, stand in their keys: no walk to the text itself.
    short: HashMap<u128, Symbol, FxBuildHasher>,
    long: TextMap,
}

/// A text of up to fifteen bytes as a number, its length in the last byte.
fn short(text: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes
        .get_mut(..text.len())
        .filter(|_| text.len() < 16)?
        .copy_from_slice(text.as_bytes());
    bytes[15] = u8::try_from(text.len()).ok()?;
    Some(u128::from_le_bytes(bytes))
}

impl Interner<'_> {
    /// What references of this data set are masked under.
    pub fn key(&self) -> MaskKey {
        self.symbols.key
    }

    /// The symbol of `text`.
    pub fn intern(&mut self, text: &str) -> Symbol {
        if text.is_empty() {
            return Symbol::NONE;
        }
        if let Some(key) = short(text) {
            let new = || self.symbols.intern(text).1;
            return *self.short.entry(key).or_insert_with(new);
        }
        if let Some(symbol) = self.long.get(text) {
            return *symbol;
        }
        let (text, symbol) = self.symbols.intern(text);
        self.long.insert(text, symbol);
        symbol
    }
}

/// The finished table: symbol to text, and the order of the texts.
pub struct SymbolTable {
    texts: Vec<Arc<str>>,
    ranks: Vec<u32>,
    sorted: Vec<Symbol>,
}

impl SymbolTable {
    fn of(texts: Vec<Arc<str>>) -> SymbolTable {
        let count = u32::try_from(texts.len()).expect("fewer than 2^32 texts were interned");
        let mut sorted: Vec<Symbol> = (0..count).map(Symbol).collect();
        sorted.sort_unstable_by(|a, b| texts[a.0 as usize].cmp(&texts[b.0 as usize]));
        let mut ranks = vec![0; texts.len()];
        for (rank, symbol) in (0..count).zip(&sorted) {
            ranks[symbol.0 as usize] = rank;
        }
        SymbolTable {
            texts,
            ranks,
            sorted,
        }
    }

    /// The text.
    pub fn text(&self, symbol: Symbol) -> &str {
        &self.texts[symbol.0 as usize]
    }

    /// The text's position among all texts, in byte order.
    pub fn rank(&self, symbol: Symbol) -> u32 {
        self.ranks[symbol.0 as usize]
    }

    /// The symbol of a text, if any record or this table's maker knew it.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        let found = self
            .sorted
            .binary_search_by(|symbol| self.text(*symbol).cmp(text));
        found.ok().map(|position| self.sorted[position])
    }

    /// How many texts there are, the empty one included.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Never: the empty text is always known.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_is_one_symbol_whoever_asks() {
        let symbols = Symbols::new();
        let texts: Vec<String> = (0..1000).map(|n| format!("8983101541{n:05}")).collect();
        let intern = |step: usize| {
            let mut interner = symbols.interner();
            let order = (0..texts.len()).map(|n| (n * step) % texts.len());
            let mut found: Vec<(usize, Symbol)> =
                order.map(|n| (n, interner.intern(&texts[n]))).collect();
            found.sort();
            found
        };
        let (one, other) = std::thread::scope(|scope| {
            let other = scope.spawn(|| intern(7));
            (intern(1), other.join().expect("the thread does not panic"))
        });
        assert_eq!(one, other);
        let table = symbols.freeze();
        assert_eq!(table.len(), 1001);
        for (n, symbol) in one {
            assert_eq!(table.text(symbol), texts[n]);
            assert_eq!(table.find(&texts[n]), Some(symbol));
            assert_eq!(
                table.rank(symbol),
                n as u32 + 1,
                "the texts were made in order, after the empty one"
            );
        }
        assert_eq!(table.find("nobody"), None);
        assert_eq!(table.text(Symbol::NONE), "");
    }
}
