//! What an acquirer asks of a hardware security module (HSM): PINs moved from key to key, codes, working keys.
//!
//! In: names of keys, and bytes. Out: bytes that are enciphered, codes, check values. Keys and PINs in clear never come
//! out, so whoever holds an `Hsm` holds no secret. Absent: how a module is reached, and verifying PINs, which is the
//! issuer's.

use crate::key::{CheckValue, KeyFault};
use crate::mac::{Mac, Method};
use crate::pin::PinFormat;
use std::fmt;

/// What a key in a module is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyName(pub String);

/// What a key in a module is for: it is good for nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Hides working keys.
    Master,
    /// PIN blocks.
    Pin,
    /// Message authentication codes.
    Mac,
    /// Tracks.
    Track,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Purpose; 4] = [Purpose::Master, Purpose::Pin, Purpose::Mac, Purpose::Track];
}

/// How a PIN block is enciphered.
#[derive(Clone, Copy, Debug)]
pub struct PinSeal<'a> {
    /// How the PIN stands in it.
    pub format: PinFormat,
    /// The key.
    pub key: &'a KeyName,
}

/// What the keys of a sign-in are to be called.
#[derive(Clone, Copy, Debug)]
pub struct WorkingNames<'a> {
    /// The key of PIN blocks.
    pub pin: &'a KeyName,
    /// The key of message authentication codes.
    pub mac: &'a KeyName,
    /// The key of tracks, where there is to be one.
    pub track: Option<&'a KeyName>,
}

/// A module. Its answers hold nothing in clear.
pub trait Hsm {
    /// A PIN block under another key, in the same format or another one. The card number, in ASCII digits, is that of
    /// the swipe, and stays the same. A PIN that was bound to a card is not set free (format 1).
    fn translate_pin(
        &mut self,
        block: &[u8],
        from: PinSeal<'_>,
        to: PinSeal<'_>,
        card: &[u8],
    ) -> Result<Vec<u8>, HsmFault>;

    /// The code of these bytes.
    fn mac(&mut self, key: &KeyName, method: Method, bytes: &[u8]) -> Result<Mac, HsmFault>;

    /// Whether a message bears the code of these bytes.
    fn verify_mac(
        &mut self,
        key: &KeyName,
        method: Method,
        bytes: &[u8],
        said: &[u8],
    ) -> Result<bool, HsmFault> {
        Ok(self.mac(key, method, bytes)?.is(said))
    }

    /// New working keys: kept under these names from now on, and hidden under the terminal's master key for the reply
    /// to its sign-in.
    fn renew_working_keys(
        &mut self,
        master: &KeyName,
        names: WorkingNames<'_>,
    ) -> Result<Vec<u8>, HsmFault>;

    /// A key's check value.
    fn check_value(&mut self, key: &KeyName) -> Result<CheckValue, HsmFault>;
}

/// Why a module did not do it. It holds numbers and purposes, never a key or a digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HsmFault {
    /// No key has this name.
    UnknownKey,
    /// A key is for something else.
    OtherPurpose {
        /// What it is for.
        purpose: Purpose,
    },
    /// A key cannot do that by its algorithm or length.
    Unsuited,
    /// This is no card number.
    Card {
        /// How many digits it has.
        digits: usize,
    },
    /// There is no PIN in the block: another key, format or card, or damaged.
    NoPin,
    /// A PIN that is bound to a card would be bound to none.
    Unbound,
    /// The module has no room for another key.
    Full {
        /// How many it has.
        keys: usize,
    },
    /// A key at rest cannot be opened: another key, another name, or damaged.
    NotOpened,
}

impl From<KeyFault> for HsmFault {
    fn from(_: KeyFault) -> HsmFault {
        HsmFault::Unsuited
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
