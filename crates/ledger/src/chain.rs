//! A chain of records: each bears the hash of the one before it, so that none can be changed, taken out, put in or moved
//! without all after it being made anew; and against that, heads are signed (see [`Checkpoint`](crate::Checkpoint)).
//!
//! In: the bytes of a record. Out: its place. Absent by design: what the records are, and where they are kept.

use sha2::{Digest, Sha256};
use std::fmt;

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// What stands before the first record.
    pub const ZERO: Hash = Hash([0; 32]);

    /// As it was stored.
    pub fn from_slice(bytes: &[u8]) -> Option<Hash> {
        bytes.try_into().ok().map(Hash)
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Hash> {
        let mut bytes = [0; 32];
        let digits: Vec<u8> = text
            .chars()
            .map(|c| c.to_digit(16).map(|digit| digit as u8))
            .collect::<Option<_>>()?;
        if digits.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = pair[0] << 4 | pair[1];
        }
        Some(Hash(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

/// What is chained. The word is part of every hash, so no record of one kind passes for one of the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Entries of the ledger.
    Entries,
    /// The audit log.
    Audit,
}

impl Kind {
    /// The word of the store.
    pub const fn slug(self) -> &'static str {
        match self {
            Kind::Entries => "entries",
            Kind::Audit => "audit",
        }
    }

    /// Reads `entries`, `audit`.
    pub fn parse(slug: &str) -> Option<Kind> {
        [Kind::Entries, Kind::Audit]
            .into_iter()
            .find(|kind| kind.slug() == slug)
    }
}

/// Which chain. Each process that writes has its own of each kind, so that none waits for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChainId {
    /// What is in it.
    pub kind: Kind,
    /// Its number.
    pub number: u32,
}

impl fmt::Display for ChainId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.kind.slug(), self.number)
    }
}

/// The place of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its number, from 1 on, without gaps.
    pub sequence: u64,
    /// The hash of the record before it.
    pub previous: Hash,
    /// Its own hash.
    pub hash: Hash,
}

/// The end of a chain: what the next record follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many records there are.
    pub length: u64,
    /// The hash of the last.
    pub hash: Hash,
}

impl Head {
    /// Of a chain in which nothing is yet.
    pub const EMPTY: Head = Head {
        length: 0,
        hash: Hash::ZERO,
    };

    /// The place of the next record, which is the head from now on.
    pub fn append(&mut self, chain: ChainId, record: &[u8]) -> Place {
        let place = Place {
            sequence: self.length + 1,
            previous: self.hash,
            hash: hash_at(chain, self.length + 1, self.hash, record),
        };
        *self = Head {
            length: place.sequence,
            hash: place.hash,
        };
        place
    }
}

/// The hash that a record has in this place.
pub fn hash_at(chain: ChainId, sequence: u64, previous: Hash, record: &[u8]) -> Hash {
    let mut hash = Sha256::new();
    let kind = chain.kind.slug();
    hash.update([kind.len() as u8]);
    hash.update(kind.as_bytes());
    hash.update(chain.number.to_be_bytes());
    hash.update(sequence.to_be_bytes());
    hash.update(previous.0);
    hash.update(record);
    Hash(hash.finalize().into())
}
