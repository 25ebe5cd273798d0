//! Keys at rest: sealed under a key of the operator, with their name and purpose (AES-256-GCM-SIV, RFC 8452).
//!
//! In: a key, what it is called and for, twelve bytes that were not used before. Out: bytes for a file, or a row of a
//! database; from these the key again, if nothing of it was changed, exchanged or renamed. Should twelve bytes come
//! twice, this cipher gives away no more than that the same key was sealed twice. Absent by design: where that file
//! lies, and where the operator's key comes from; it must not lie beside it.

use crate::hsm::{HsmFault, KeyName, Purpose};
use crate::key::{Algorithm, Key};
use aes_gcm_siv::aead::{AeadInOut, KeyInit};
use aes_gcm_siv::{Aes256GcmSiv, Nonce, Tag};
use std::fmt;
use zeroize::Zeroizing;

/// The operator's key, under which others rest.
#[derive(Clone)]
pub struct RestKey(Zeroizing<[u8; 32]>);

/// How many bytes a sealing needs that were not used before.
pub const NONCE_BYTES: usize = 12;
/// What it begins with: the version of this form, the purpose, the algorithm.
const HEAD_BYTES: usize = 3;
const TAG_BYTES: usize = 16;
const VERSION: u8 = 1;

impl RestKey {
    /// A key of these bytes.
    pub fn new(bytes: [u8; 32]) -> RestKey {
        RestKey(Zeroizing::new(bytes))
    }

    /// A key, sealed.
    pub fn seal(
        &self,
        name: &KeyName,
        purpose: Purpose,
        key: &Key,
        nonce: [u8; NONCE_BYTES],
    ) -> Vec<u8> {
        let head = [
            VERSION,
            purpose_mark(purpose),
            algorithm_mark(key.algorithm()),
        ];
        let mut clear = Zeroizing::new(key.bytes().to_vec());
        let sealed = self.cipher().encrypt_inout_detached(
            &Nonce::from(nonce),
            &bound(head, name),
            clear.as_mut_slice().into(),
        );
        let tag = sealed.expect("a key is shorter than the cipher's limit of 2^36 bytes");
        [&head[..], &nonce, &clear, &tag].concat()
    }

    /// A key that was sealed under this name, and what it is for.
    pub fn open(&self, name: &KeyName, sealed: &[u8]) -> Result<(Purpose, Key), HsmFault> {
        let parts = || {
            let (head, rest) = sealed.split_first_chunk::<HEAD_BYTES>()?;
            let (nonce, rest) = rest.split_first_chunk::<NONCE_BYTES>()?;
            let (hidden, tag) = rest.split_last_chunk::<TAG_BYTES>()?;
            Some((*head, *nonce, hidden, *tag))
        };
        let (head, nonce, hidden, tag) = parts().ok_or(HsmFault::NotOpened)?;
        let mut clear = Zeroizing::new(hidden.to_vec());
        let opened = self.cipher().decrypt_inout_detached(
            &Nonce::from(nonce),
            &bound(head, name),
            clear.as_mut_slice().into(),
            &Tag::from(tag),
        );
        let [version, purpose, algorithm] = head;
        let mut purposes = Purpose::ALL.into_iter();
        let purpose = purposes.find(|known| purpose_mark(*known) == purpose);
        let algorithms = [Algorithm::Des, Algorithm::Sm4, Algorithm::Aes].into_iter();
        let mut algorithms = algorithms.filter(|known| algorithm_mark(*known) == algorithm);
        match (opened, version, purpose, algorithms.next()) {
            (Ok(()), VERSION, Some(purpose), Some(algorithm)) => {
                let key = Key::new(algorithm, &clear).map_err(|_| HsmFault::NotOpened)?;
                Ok((purpose, key))
            }
            _ => Err(HsmFault::NotOpened),
        }
    }

    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new((&*self.0).into())
    }
}

/// What is not hidden and cannot be changed.
fn bound(head: [u8; HEAD_BYTES], name: &KeyName) -> Vec<u8> {
    [b"daozhang key", &head[..], name.0.as_bytes()].concat()
}

fn purpose_mark(purpose: Purpose) -> u8 {
    match purpose {
        Purpose::Master => b'K',
        Purpose::Pin => b'P',
        Purpose::Mac => b'M',
        Purpose::Track => b'T',
    }
}

fn algorithm_mark(algorithm: Algorithm) -> u8 {
    match algorithm {
        Algorithm::Des => b'D',
        Algorithm::Sm4 => b'S',
        Algorithm::Aes => b'A',
    }
}

/// Nothing of it.
impl fmt::Debug for RestKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("RestKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
        (0..hex.len()).step_by(2).map(digit).collect()
    }

    fn name(said: &str) -> KeyName {
        KeyName(said.to_owned())
    }

    /// The cipher's bytes were computed with Python's `cryptography` 50.0.2 (AESGCMSIV).
    #[test]
    fn a_key_rests_as_another_library_seals_it() {
        let rest = RestKey::new(std::array::from_fn(|place| place as u8));
        let nonce = std::array::from_fn(|place| place as u8);
        let hex = "67D0A4B9C1E3F70E1C2A4F8C5B6D7F91";
        let key = Key::new(Algorithm::Des, &bytes(hex)).expect("it is a key");
        let sealed = rest.seal(&name("terminal 1 pin"), Purpose::Pin, &key, nonce);
        let hidden = "F0788535140F46F0E11BF5AE2DB7C1E430989F30D21F96484F4F41FB98B6F254";
        assert_eq!(sealed[..3], *b"\x01PD");
        assert_eq!(sealed[3..15], nonce);
        assert_eq!(sealed[15..], bytes(hidden));
        let (purpose, opened) = rest
            .open(&name("terminal 1 pin"), &sealed)
            .expect("it is whole");
        assert_eq!(purpose, Purpose::Pin);
        assert_eq!(opened.bytes(), key.bytes());
        assert_eq!(format!("{rest:?}"), "RestKey");
    }

    #[test]
    fn what_was_changed_exchanged_or_renamed_is_not_opened() {
        let rest = RestKey::new([7; 32]);
        let key = Key::new(Algorithm::Sm4, &[9; 16]).expect("it is a key");
        let sealed = rest.seal(&name("a"), Purpose::Mac, &key, [3; NONCE_BYTES]);
        assert!(rest.open(&name("a"), &sealed).is_ok());
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            let refused = rest.open(&name("a"), &changed).map(|(purpose, _)| purpose);
            assert_eq!(refused, Err(HsmFault::NotOpened), "byte {place}");
            let cut = rest.open(&name("a"), &sealed[..place]);
            assert!(cut.is_err(), "cut at {place}");
        }
        assert!(rest.open(&name("b"), &sealed).is_err());
        assert!(RestKey::new([8; 32]).open(&name("a"), &sealed).is_err());
    }
}
