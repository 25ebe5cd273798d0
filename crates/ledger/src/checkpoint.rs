//! A checkpoint: the heads of all chains at an instant, signed, so that whoever has the public key and an old checkpoint can
//! tell that nothing before it was changed, without asking anybody.
//!
//! In: heads, and a key that comes from outside. Out: a signed checkpoint; whether one is right.
//! Absent by design: where keys are kept, and clocks.

use crate::Instant;
use crate::chain::{ChainId, Hash, Head};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use sha2::{Digest, Sha256};
use std::fmt;

/// The heads of all chains at an instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Its number, from 1 on.
    pub number: u64,
    /// When.
    pub at: Instant,
    /// The hash of the checkpoint before it; zeros for the first.
    pub previous: Hash,
    /// The heads, by chain.
    pub heads: Vec<(ChainId, Head)>,
}

/// A checkpoint that somebody vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What is vouched for.
    pub checkpoint: Checkpoint,
    /// By whom: an Ed25519 public key.
    pub key: [u8; 32],
    /// The signature.
    pub signature: [u8; 64],
}

/// What is wrong with a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointFault {
    /// It was signed with another key than the one that is trusted.
    KeyUnknown {
        /// Its number.
        number: u64,
    },
    /// The signature is not that of this checkpoint.
    SignatureWrong {
        /// Its number.
        number: u64,
    },
    /// It does not follow the one before it.
    OutOfStep {
        /// Its number.
        number: u64,
    },
}

impl fmt::Display for CheckpointFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CheckpointFault::KeyUnknown { number } => {
                write!(out, "checkpoint {number} is signed with another key")
            }
            CheckpointFault::SignatureWrong { number } => {
                write!(out, "checkpoint {number} does not bear its signature")
            }
            CheckpointFault::OutOfStep { number } => {
                write!(out, "checkpoint {number} does not follow the one before it")
            }
        }
    }
}

/// Signs checkpoints. Its key is wiped when it goes, and cannot be printed.
pub struct CheckpointKey(SigningKey);

impl fmt::Debug for CheckpointKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "CheckpointKey({})", Hash(self.public()))
    }
}

impl CheckpointKey {
    /// The key of these 32 secret bytes.
    pub fn new(secret: &[u8; 32]) -> CheckpointKey {
        CheckpointKey(SigningKey::from_bytes(secret))
    }

    /// The public key: what a verifier is given.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs a checkpoint.
    pub fn sign(&self, checkpoint: Checkpoint) -> Signed {
        let signature = self.0.sign(&checkpoint.bytes()).to_bytes();
        Signed {
            key: self.public(),
            signature,
            checkpoint,
        }
    }
}

impl Checkpoint {
    /// The bytes that are signed and hashed.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"daozhang checkpoint 1".to_vec();
        bytes.extend(self.number.to_be_bytes());
        bytes.extend(self.at.ms().to_be_bytes());
        bytes.extend(self.previous.0);
        for (chain, head) in &self.heads {
            bytes.push(chain.kind.slug().len() as u8);
            bytes.extend(chain.kind.slug().as_bytes());
            bytes.extend(chain.number.to_be_bytes());
            bytes.extend(head.length.to_be_bytes());
            bytes.extend(head.hash.0);
        }
        bytes
    }

    /// Its hash: what the next one bears.
    pub fn hash(&self) -> Hash {
        Hash(Sha256::digest(self.bytes()).into())
    }

    /// The checkpoint that follows one (or none), over these heads.
    pub fn after(
        last: Option<&Checkpoint>,
        at: Instant,
        heads: Vec<(ChainId, Head)>,
    ) -> Checkpoint {
        Checkpoint {
            number: last.map_or(1, |last| last.number + 1),
            at,
            previous: last.map_or(Hash::ZERO, Checkpoint::hash),
            heads,
        }
    }
}

/// Looks at checkpoints in the order of their numbers: signed with this key, each following the one before it, no chain ever
/// shorter. What the heads vouch for is looked at by [`verify`](crate::verify::verify()).
pub fn verify_checkpoints(signed: &[Signed], trusted: &[u8; 32]) -> Result<(), CheckpointFault> {
    let mut last: Option<&Checkpoint> = None;
    for one in signed {
        let number = one.checkpoint.number;
        let key = VerifyingKey::from_bytes(trusted)
            .ok()
            .filter(|_| one.key == *trusted);
        let key = key.ok_or(CheckpointFault::KeyUnknown { number })?;
        let signature = Signature::from_bytes(&one.signature);
        if key.verify(&one.checkpoint.bytes(), &signature).is_err() {
            return Err(CheckpointFault::SignatureWrong { number });
        }
        let follows = Checkpoint::after(last, one.checkpoint.at, one.checkpoint.heads.clone())
            == one.checkpoint;
        if !follows || last.is_some_and(|last| shrank(last, &one.checkpoint)) {
            return Err(CheckpointFault::OutOfStep { number });
        }
        last = Some(&one.checkpoint);
    }
    Ok(())
}

fn shrank(last: &Checkpoint, next: &Checkpoint) -> bool {
    last.heads.iter().any(|(chain, head)| {
        let now = next.heads.iter().find(|(other, _)| other == chain);
        now.is_none_or(|(_, now)| now.length < head.length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Kind;

    fn heads(length: u64) -> Vec<(ChainId, Head)> {
        let chain = ChainId {
            kind: Kind::Entries,
            number: 1,
        };
        vec![(
            chain,
            Head {
                length,
                hash: Hash([7; 32]),
            },
        )]
    }

    fn three(key: &CheckpointKey) -> Vec<Signed> {
        let mut all: Vec<Signed> = Vec::new();
        for length in [3, 3, 9] {
            let last = all.last().map(|signed| &signed.checkpoint);
            let next = Checkpoint::after(last, Instant::from_ms(length as i64), heads(length));
            all.push(key.sign(next));
        }
        all
    }

    #[test]
    fn signed_checkpoints_that_follow_each_other_are_right() {
        let key = CheckpointKey::new(&[1; 32]);
        assert_eq!(verify_checkpoints(&three(&key), &key.public()), Ok(()));
        assert_eq!(verify_checkpoints(&[], &key.public()), Ok(()));
    }

    #[test]
    fn what_is_changed_left_out_or_signed_by_another_is_seen() {
        let (key, other) = (CheckpointKey::new(&[1; 32]), CheckpointKey::new(&[2; 32]));
        let check = |change: fn(&mut Vec<Signed>), fault| {
            let mut all = three(&key);
            change(&mut all);
            assert_eq!(verify_checkpoints(&all, &key.public()), Err(fault));
        };
        check(
            |all| all[1].checkpoint.at = Instant::from_ms(4),
            CheckpointFault::SignatureWrong { number: 2 },
        );
        check(
            |all| all[2].checkpoint.heads[0].1.length = 10,
            CheckpointFault::SignatureWrong { number: 3 },
        );
        check(
            |all| all[0].signature[5] ^= 1,
            CheckpointFault::SignatureWrong { number: 1 },
        );
        check(
            |all| drop(all.remove(1)),
            CheckpointFault::OutOfStep { number: 3 },
        );
        check(
            |all| drop(all.remove(0)),
            CheckpointFault::OutOfStep { number: 2 },
        );
        assert_eq!(
            verify_checkpoints(&three(&other), &key.public()),
            Err(CheckpointFault::KeyUnknown { number: 1 })
        );
        let shorter = Checkpoint::after(
            Some(&three(&key)[2].checkpoint),
            Instant::from_ms(99),
            heads(8),
        );
        let mut all = three(&key);
        all.push(key.sign(shorter));
        assert_eq!(
            verify_checkpoints(&all, &key.public()),
            Err(CheckpointFault::OutOfStep { number: 4 })
        );
    }

    #[test]
    fn a_key_prints_its_public_half() {
        let key = CheckpointKey::new(&[0xab; 32]);
        assert!(!format!("{key:?}").contains(&"ab".repeat(4)));
    }
}
