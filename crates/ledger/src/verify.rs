//! Looks through a chain as it is stored, and names the first record that is not what it was.
//!
//! In: the records of one chain in the order of their numbers, read once or, where a fault is found, a second time; signed
//! checkpoints. Out: the head, or the first fault. Absent by design: the store, and what is in the records.
//!
//! Whoever changes a record may or may not make its hash anew, and renumber the others or not. What remains tells what was
//! done: a record fits a place when its own hash is what it would be there.

use crate::chain::{ChainId, Hash, Head, Place, hash_at};
use std::fmt;

/// A record as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Where it says that it stands.
    pub place: Place,
    /// What it is.
    pub record: Vec<u8>,
}

/// What was done to a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tampering {
    /// The record is not what was written.
    Edited,
    /// The record that stood here is gone.
    Removed,
    /// The record was not written here by the chain.
    Added,
    /// The record stood elsewhere in the chain.
    Reordered,
    /// All records after the last good checkpoint were made anew, this one the first that may be another.
    Rewritten,
}

impl Tampering {
    /// A stable word.
    pub const fn slug(self) -> &'static str {
        match self {
            Tampering::Edited => "edited",
            Tampering::Removed => "removed",
            Tampering::Added => "added",
            Tampering::Reordered => "reordered",
            Tampering::Rewritten => "rewritten",
        }
    }
}

/// The first fault of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainFault {
    /// Which chain.
    pub chain: ChainId,
    /// Which record, by its number.
    pub sequence: u64,
    /// What was done.
    pub tampering: Tampering,
}

impl fmt::Display for ChainFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "chain {}: record {} was {}",
            self.chain,
            self.sequence,
            self.tampering.slug()
        )
    }
}

/// How many records in a row may be missing for the gap to be recognised where the others were renumbered.
const GAP_MAX: u64 = 4096;

/// Looks through a chain. `read` hands out its records in the order of their numbers, and does so anew when asked again.
/// `signed` are heads of this chain that a checkpoint vouches for, by length.
pub fn verify<I, E>(
    chain: ChainId,
    signed: &[Head],
    read: impl Fn() -> Result<I, E>,
) -> Result<Result<Head, ChainFault>, E>
where
    I: Iterator<Item = Result<Stored, E>>,
{
    let fault = |sequence, tampering| ChainFault {
        chain,
        sequence,
        tampering,
    };
    let mut head = Head::EMPTY;
    let mut good = 0;
    let mut vouched = signed.iter().filter(|head| head.length > 0).peekable();
    let mut before = None;
    for stored in read()? {
        let stored = stored?;
        if !fits(chain, &stored, head.length + 1, head.hash)
            || stored.place.sequence != head.length + 1
            || stored.place.previous != head.hash
        {
            let others = read()?.collect::<Result<Vec<Stored>, E>>()?;
            return Ok(Err(what_was_done(
                chain,
                head,
                before.as_ref(),
                &stored,
                &others,
            )));
        }
        head = Head {
            length: stored.place.sequence,
            hash: stored.place.hash,
        };
        if let Some(signed) = vouched.next_if(|signed| signed.length == head.length) {
            if signed.hash != head.hash {
                return Ok(Err(fault(good + 1, Tampering::Rewritten)));
            }
            good = head.length;
        }
        before = Some(stored);
    }
    if vouched.next().is_some() {
        return Ok(Err(fault(head.length + 1, Tampering::Removed)));
    }
    Ok(Ok(head))
}

/// Whether a record's own hash is what it would be in this place.
fn fits(chain: ChainId, stored: &Stored, sequence: u64, previous: Hash) -> bool {
    hash_at(chain, sequence, previous, &stored.record) == stored.place.hash
}

/// What was done where a record does not stand as it should: `found` stands where one should follow `head`.
fn what_was_done(
    chain: ChainId,
    head: Head,
    before: Option<&Stored>,
    found: &Stored,
    all: &[Stored],
) -> ChainFault {
    let next = head.length + 1;
    let fault = |sequence, tampering| ChainFault {
        chain,
        sequence,
        tampering,
    };
    let place = found.place;
    if fits(chain, found, next, head.hash) {
        // The record is what it was, and so is its hash; only what it says of its place is not.
        return match place.sequence == next {
            true => fault(next, Tampering::Edited),
            false => fault(next, Tampering::Removed)
                .reordered_if(all.iter().any(|other| other.place.sequence == next)),
        };
    }
    let own = |sequence| fits(chain, found, sequence, place.previous);
    let belongs_here = all
        .iter()
        .filter(|other| *other != found)
        .find(|other| fits(chain, other, next, head.hash));
    if let Some(other) = belongs_here {
        let moved = own(other.place.sequence)
            || (next + 1..=next + GAP_MAX).any(own)
            || place.sequence == next && other.place.sequence < next;
        return fault(
            next,
            if moved {
                Tampering::Reordered
            } else {
                Tampering::Added
            },
        );
    }
    if place.previous != head.hash && own(next) && before.is_some() {
        return fault(head.length, Tampering::Edited); // The one before was changed, and its hash made anew.
    }
    if head.length > 0 && own(head.length) {
        return fault(head.length, Tampering::Added); // This one stood where the one before it stands now.
    }
    if place.sequence > next || (next + 1..=next + GAP_MAX).any(own) {
        return fault(next, Tampering::Removed);
    }
    match place.sequence <= head.length {
        true => fault(place.sequence, Tampering::Added),
        false => fault(next, Tampering::Edited),
    }
}

impl ChainFault {
    fn reordered_if(self, moved: bool) -> ChainFault {
        match moved {
            true => ChainFault {
                tampering: Tampering::Reordered,
                ..self
            },
            false => self,
        }
    }
}

#[cfg(test)]
mod tests;
