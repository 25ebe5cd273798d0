//! Looks through the whole books: chains, checkpoints, and the laws of the ledger.
//!
//! In: a reader, and the public key of whoever signs checkpoints. Out: what was looked at, and everything that is wrong.
//! Absent by design: mending anything.

use crate::{Error, NoteRow, Reader};
use ledger::chain::{ChainId, Kind};
use ledger::verify::verify;
use ledger::{
    Balance, ChainFault, CheckpointFault, Currency, EntryId, Head, Instant, Phase, Position,
    Signed, Stored, Tampering, balances_at, unbalanced, verify_checkpoints,
};
use std::collections::BTreeMap;

/// What is wrong with books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A record is not what it was.
    Chain(ChainFault),
    /// A checkpoint is not what was signed.
    Checkpoint(CheckpointFault),
    /// The end of a chain is not where its writer left it.
    End {
        /// Which.
        chain: ChainId,
        /// How many records its writer wrote.
        written: u64,
    },
    /// What an entry resolves is not there, or was resolved twice.
    Resolves {
        /// The entry.
        id: EntryId,
    },
    /// What is kept of a balance is not what the entries come to.
    Balance {
        /// The account.
        position: Position,
        /// What is kept.
        kept: Balance,
        /// What the entries come to.
        summed: Balance,
    },
    /// The entries do not balance.
    Unbalanced {
        /// In which currency.
        currency: Currency,
        /// What is too much on the debit side.
        by: i128,
    },
}

/// What was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many entries.
    pub entries: u64,
    /// How many lines of the audit log.
    pub notes: u64,
    /// How many checkpoints, and with how many signatures of the trusted key.
    pub checkpoints: u64,
    /// Whether signatures were looked at.
    pub signatures: bool,
    /// What is wrong; empty when nothing is.
    pub findings: Vec<Finding>,
}

impl Reader {
    /// Looks through everything. Without a trusted key signatures are not looked at; chains are held against the heads all the same.
    pub fn verify(&self, trusted: Option<&[u8; 32]>) -> Result<Verified, Error> {
        self.at_once(|| self.verified(trusted))
    }

    fn verified(&self, trusted: Option<&[u8; 32]>) -> Result<Verified, Error> {
        let mut said = Verified {
            signatures: trusted.is_some(),
            ..Verified::default()
        };
        let signed = self.checkpoints()?;
        said.checkpoints = signed.len() as u64;
        if let Some(fault) = trusted.and_then(|key| verify_checkpoints(&signed, key).err()) {
            said.findings.push(Finding::Checkpoint(fault));
        }
        for kind in [Kind::Entries, Kind::Audit] {
            for chain in self.chains(kind)? {
                self.verify_chain(chain, &signed, &mut said)?;
            }
        }
        if said.findings.is_empty() {
            self.verify_laws(&mut said)?; // What is no longer what was written has no laws to keep.
        }
        Ok(said)
    }

    fn verify_chain(
        &self,
        chain: ChainId,
        signed: &[Signed],
        said: &mut Verified,
    ) -> Result<(), Error> {
        let of_chain = |one: &Signed| {
            one.checkpoint
                .heads
                .iter()
                .find(|(of, _)| *of == chain)
                .map(|(_, head)| *head)
        };
        let mut heads: Vec<Head> = signed.iter().filter_map(of_chain).collect();
        heads.dedup();
        let found = match chain.kind {
            Kind::Entries => verify(chain, &heads, || {
                Ok(self.chain_entries(chain.number).map(|booked| {
                    booked.map(|booked| Stored {
                        place: booked.place,
                        record: booked.entry.bytes(),
                    })
                }))
            })?,
            Kind::Audit => verify(chain, &heads, || {
                let stored = |row: NoteRow| Stored {
                    place: row.place,
                    record: row.note.bytes(),
                };
                Ok(self.notes(chain.number).map(move |row| row.map(stored)))
            })?,
        };
        let desks = crate::read::desks(self.engine.borrow_mut().as_mut())?;
        let desk = desks.iter().find(|desk| desk.number == chain.number);
        let written = desk.map_or(Head::EMPTY, |desk| match chain.kind {
            Kind::Entries => desk.entries,
            Kind::Audit => desk.audit,
        });
        let head = match found {
            Ok(head) => head,
            Err(mut fault) => {
                if fault.tampering == Tampering::Edited && fault.sequence > written.length {
                    fault.tampering = Tampering::Added; // Its writer wrote no record of that number.
                }
                said.findings.push(Finding::Chain(fault));
                return Ok(());
            }
        };
        if written != head {
            said.findings.push(Finding::End {
                chain,
                written: written.length,
            });
        }
        match chain.kind {
            Kind::Entries => said.entries += head.length,
            Kind::Audit => said.notes += head.length,
        }
        Ok(())
    }

    fn verify_laws(&self, said: &mut Verified) -> Result<(), Error> {
        let mut entries = Vec::new();
        for chain in self.chains(Kind::Entries)? {
            for booked in self.chain_entries(chain.number) {
                entries.push(booked?.entry);
            }
        }
        let mut open: BTreeMap<EntryId, bool> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| entry.phase == Phase::Pending) {
            open.insert(entry.id, true);
        }
        for entry in &entries {
            let Some(id) = entry.phase.resolves() else {
                continue;
            };
            if open.insert(id, false) != Some(true) {
                said.findings.push(Finding::Resolves { id: entry.id });
            }
        }
        let summed = balances_at(entries.iter(), Instant::MAX);
        let kept = self.balances()?;
        for position in kept.keys().chain(
            summed
                .keys()
                .filter(|position| !kept.contains_key(position)),
        ) {
            let of =
                |all: &BTreeMap<Position, Balance>| all.get(position).copied().unwrap_or_default();
            if of(&kept) != of(&summed) {
                said.findings.push(Finding::Balance {
                    position: position.clone(),
                    kept: of(&kept),
                    summed: of(&summed),
                });
            }
        }
        if let Some((currency, by)) = unbalanced(summed.iter()) {
            said.findings.push(Finding::Unbalanced { currency, by });
        }
        Ok(())
    }
}
