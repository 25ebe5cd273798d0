//! A module made of software. **It is no HSM: for tests and demonstrations only, never for the PIN of a real card.**
//!
//! Its keys, and for a moment every PIN that goes through it, stand in the memory of the process: whoever can read
//! that memory, a core dump or a swapped page has them. What handles real PINs must be a certified device (PCI PIN,
//! and in China the commercial cipher rules) behind the same [`Hsm`]. What this one does keep to: PINs and keys in
//! clear never come out of it, buffers are wiped, and a key does what it is for and nothing else.

use crate::hsm::{Hsm, HsmFault, KeyName, PinSeal, Purpose, WorkingNames};
use crate::key::{Algorithm, CheckValue, Key};
use crate::mac::{Mac, Method, mac};
use crate::pin::{self, Card};
use crate::rest::{NONCE_BYTES, RestKey};
use crate::working::{WorkingKeys, hide_working_keys};
use std::collections::BTreeMap;
use std::fmt;
use zeroize::Zeroizing;

/// The most keys. One more is refused: sign-ins that run wild end here, and not in the last page of memory.
const KEYS_MAX: usize = 1 << 20;

/// Fills bytes with what nobody can foresee: from the system, by whoever may ask it.
pub type Random = Box<dyn FnMut(&mut [u8]) + Send>;

/// **Not for real PINs**: see the head of this module.
pub struct SoftwareHsm {
    keys: BTreeMap<KeyName, (Purpose, Key)>,
    random: Random,
}

impl SoftwareHsm {
    /// One without keys.
    pub fn new(random: Random) -> SoftwareHsm {
        SoftwareHsm {
            keys: BTreeMap::new(),
            random,
        }
    }

    /// Takes a key in, instead of one that had this name.
    pub fn insert(&mut self, name: KeyName, purpose: Purpose, key: Key) -> Result<(), HsmFault> {
        if self.keys.len() >= KEYS_MAX && !self.keys.contains_key(&name) {
            return Err(HsmFault::Full { keys: KEYS_MAX });
        }
        self.keys.insert(name, (purpose, key));
        Ok(())
    }

    /// All keys, sealed under the operator's: what may lie in a file.
    pub fn seal(&mut self, rest: &RestKey) -> Vec<(KeyName, Vec<u8>)> {
        let random = &mut self.random;
        let keys = self.keys.iter().map(|(name, (purpose, key))| {
            let mut nonce = [0; NONCE_BYTES];
            random(&mut nonce);
            (name.clone(), rest.seal(name, *purpose, key, nonce))
        });
        keys.collect()
    }

    /// Takes a key in that was sealed.
    pub fn open(&mut self, rest: &RestKey, name: KeyName, sealed: &[u8]) -> Result<(), HsmFault> {
        let (purpose, key) = rest.open(&name, sealed)?;
        self.insert(name, purpose, key)
    }

    fn key(&self, name: &KeyName, wanted: Purpose) -> Result<&Key, HsmFault> {
        match self.keys.get(name) {
            Some((purpose, key)) if *purpose == wanted => Ok(key),
            Some((purpose, _)) => Err(HsmFault::OtherPurpose { purpose: *purpose }),
            None => Err(HsmFault::UnknownKey),
        }
    }

    /// A new key of double length, of odd parity where it is one of DES.
    fn new_key(&mut self, algorithm: Algorithm) -> Result<Key, HsmFault> {
        let mut bytes = Zeroizing::new([0; 16]);
        (self.random)(&mut bytes[..]);
        if algorithm == Algorithm::Des {
            for byte in bytes.iter_mut() {
                *byte ^= u8::from(byte.count_ones().is_multiple_of(2));
            }
        }
        Ok(Key::new(algorithm, &bytes[..])?)
    }
}

impl Hsm for SoftwareHsm {
    fn translate_pin(
        &mut self,
        block: &[u8],
        from: PinSeal<'_>,
        to: PinSeal<'_>,
        card: &[u8],
    ) -> Result<Vec<u8>, HsmFault> {
        if from.format.has_card() && !to.format.has_card() {
            return Err(HsmFault::Unbound);
        }
        let card = Card::new(card)?;
        let pin = pin::decipher(from.format, self.key(from.key, Purpose::Pin)?, block, &card)?;
        let key = self.key(to.key, Purpose::Pin)?.clone();
        pin::encipher(to.format, &key, &pin, &card, &mut self.random)
    }

    fn mac(&mut self, key: &KeyName, method: Method, bytes: &[u8]) -> Result<Mac, HsmFault> {
        Ok(mac(method, self.key(key, Purpose::Mac)?, bytes)?)
    }

    fn renew_working_keys(
        &mut self,
        master: &KeyName,
        names: WorkingNames<'_>,
    ) -> Result<Vec<u8>, HsmFault> {
        let master = self.key(master, Purpose::Master)?.clone();
        let algorithm = master.algorithm();
        let keys = WorkingKeys {
            pin: self.new_key(algorithm)?,
            mac: self.new_key(algorithm)?,
            track: match names.track {
                Some(_) => Some(self.new_key(algorithm)?),
                None => None,
            },
        };
        let hidden = hide_working_keys(&master, &keys).map_err(|_| HsmFault::Unsuited)?;
        self.insert(names.pin.clone(), Purpose::Pin, keys.pin)?;
        self.insert(names.mac.clone(), Purpose::Mac, keys.mac)?;
        if let (Some(name), Some(key)) = (names.track, keys.track) {
            self.insert(name.clone(), Purpose::Track, key)?;
        }
        Ok(hidden)
    }

    fn check_value(&mut self, key: &KeyName) -> Result<CheckValue, HsmFault> {
        let (_, key) = self.keys.get(key).ok_or(HsmFault::UnknownKey)?;
        Ok(key.check_value())
    }
}

/// How many keys it has, and what it is not.
impl fmt::Debug for SoftwareHsm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.keys.len();
        write!(out, "SoftwareHsm({keys} keys; not for real PINs)")
    }
}
