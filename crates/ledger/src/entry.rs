//! An entry: one thing that happened to money, as pairs of a debit and a credit.
//!
//! In: legs, and what they are about. Out: an entry that cannot be unbalanced, and the bytes that are hashed of it.
//! Absent by design: why it was made, and whether the books take it (see [`Books`](crate::Books)).

use crate::{AccountId, Day, Instant, Money};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// More legs than any entry of the trade has.
pub const LEGS_MAX: usize = 64;
/// The most characters of a reference.
pub const REFERENCE_LENGTH_MAX: usize = 64;

/// Names an entry after what it books: the same event of the same reference is the same entry, however often it is told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId([u8; 16]);

impl EntryId {
    /// The name of an event's entry. What tells two events of one kind apart (an attempt, a hold) belongs to the reference.
    pub fn of(event: &str, reference: &str) -> EntryId {
        let mut hash = Sha256::new();
        for part in ["entry", event, reference] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let whole = hash.finalize();
        let mut id = [0; 16];
        id.copy_from_slice(&whole[..16]);
        EntryId(id)
    }

    /// As it was stored.
    pub const fn from_bytes(bytes: [u8; 16]) -> EntryId {
        EntryId(bytes)
    }

    /// To be stored.
    pub const fn bytes(self) -> [u8; 16] {
        self.0
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{self}")
    }
}

/// Money moving from one account to another. One amount and two names: it cannot be unbalanced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The account that is debited.
    pub debit: AccountId,
    /// The account that is credited.
    pub credit: AccountId,
    /// How much; more than nothing.
    pub amount: Money,
}

/// How firmly an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// For good.
    Posted,
    /// Until it is posted or released: a request whose outcome is not known, a guarantee that may be called.
    Pending,
    /// Makes a pending entry stand for good; it has that entry's legs and none of its own.
    Post(EntryId),
    /// Undoes a pending entry; it has no legs.
    Release(EntryId),
}

impl Phase {
    /// The word of the tables.
    pub const fn slug(self) -> &'static str {
        match self {
            Phase::Posted => "posted",
            Phase::Pending => "pending",
            Phase::Post(_) => "post",
            Phase::Release(_) => "release",
        }
    }

    /// The pending entry that it resolves.
    pub const fn resolves(self) -> Option<EntryId> {
        match self {
            Phase::Posted | Phase::Pending => None,
            Phase::Post(id) | Phase::Release(id) => Some(id),
        }
    }

    /// As it was stored: the word, and the entry that it resolves.
    pub fn parse(slug: &str, resolves: Option<EntryId>) -> Option<Phase> {
        match (slug, resolves) {
            ("posted", None) => Some(Phase::Posted),
            ("pending", None) => Some(Phase::Pending),
            ("post", Some(id)) => Some(Phase::Post(id)),
            ("release", Some(id)) => Some(Phase::Release(id)),
            _ => None,
        }
    }
}

/// One thing that happened to money. Never changed once it is booked: what was wrong is booked back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub id: EntryId,
    /// The slug of the posting template that it was made by.
    pub event: Arc<str>,
    /// What it is about, in the caller's words: a swipe, a payout, a hold.
    pub reference: Arc<str>,
    /// When it was booked.
    pub at: Instant,
    /// The settlement day that it belongs to.
    pub day: Day,
    /// How firmly it stands.
    pub phase: Phase,
    /// What it moves.
    pub legs: Vec<Leg>,
}

impl Entry {
    /// The bytes that are hashed: every field in a fixed order, each text with its length before it, so that no two
    /// entries have the same.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(96 + self.legs.len() * 64);
        let text = |bytes: &mut Vec<u8>, text: &str| {
            let length = u32::try_from(text.len()).expect("texts of an entry are short");
            bytes.extend(length.to_be_bytes());
            bytes.extend(text.as_bytes());
        };
        bytes.extend(self.id.bytes());
        text(&mut bytes, &self.event);
        text(&mut bytes, &self.reference);
        bytes.extend(self.at.ms().to_be_bytes());
        bytes.extend(self.day.epoch().to_be_bytes());
        text(&mut bytes, self.phase.slug());
        if let Some(of) = self.phase.resolves() {
            bytes.extend(of.bytes());
        }
        let legs = u32::try_from(self.legs.len()).expect("an entry has few legs");
        bytes.extend(legs.to_be_bytes());
        for leg in &self.legs {
            for account in [&leg.debit, &leg.credit] {
                bytes.extend(account.code.0.to_be_bytes());
                text(&mut bytes, account.subject.as_str());
            }
            bytes.extend(leg.amount.minor().to_be_bytes());
            bytes.extend(leg.amount.currency().code().as_bytes());
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AccountCode, Subject};

    fn entry() -> Entry {
        let account =
            |code| AccountId::new(AccountCode(code), Subject::parse("M1").expect("a subject"));
        Entry {
            id: EntryId::of("sale_approved", "250926000123"),
            event: "sale_approved".into(),
            reference: "250926000123".into(),
            at: Instant::from_ms(1_000),
            day: Day::from_epoch(20_000),
            phase: Phase::Posted,
            legs: vec![Leg {
                debit: account(1101),
                credit: account(2101),
                amount: Money::fen(12_000),
            }],
        }
    }

    #[test]
    fn an_entry_is_named_after_what_it_books() {
        let id = EntryId::of("sale_approved", "250926000123");
        assert_eq!(id, EntryId::of("sale_approved", "250926000123"));
        assert_ne!(id, EntryId::of("sale_approved", "250926000124"));
        assert_ne!(EntryId::of("ab", "c"), EntryId::of("a", "bc"));
        assert_eq!(EntryId::from_bytes(id.bytes()).to_string().len(), 32);
    }

    #[test]
    fn every_field_is_in_the_bytes() {
        let plain = entry().bytes();
        let changes: [fn(&mut Entry); 10] = [
            |e| e.id = EntryId::of("x", "y"),
            |e| e.event = "sale_approve".into(),
            |e| e.reference = "250926000124".into(),
            |e| e.at = Instant::from_ms(1_001),
            |e| e.day = Day::from_epoch(20_001),
            |e| e.phase = Phase::Pending,
            |e| e.legs[0].amount = Money::fen(12_001),
            |e| e.legs[0].debit.code = AccountCode(1102),
            |e| e.legs[0].credit.subject = Subject::none(),
            |e| e.legs.clear(),
        ];
        for (number, change) in changes.into_iter().enumerate() {
            let mut changed = entry();
            change(&mut changed);
            assert_ne!(changed.bytes(), plain, "change {number}");
        }
        let (post, release) = (Phase::Post(entry().id), Phase::Release(entry().id));
        for phase in [Phase::Posted, Phase::Pending, post, release] {
            assert_eq!(Phase::parse(phase.slug(), phase.resolves()), Some(phase));
        }
        assert_eq!(Phase::parse("post", None), None);
    }
}
