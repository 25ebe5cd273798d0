//! Working keys: what a sign-in hands to a terminal, hidden under the terminal's own key.
//!
//! In: a terminal master key (TMK) and the bytes of a sign-in reply, or keys to hand out. Out: the PIN key (TPK), the
//! MAC key (TAK) and the track key (TDK), each held against its check value, or those bytes. Absent: where keys come
//! from, and how long they hold.

use crate::key::{Algorithm, CheckValue, Key, KeyFault};
use zeroize::Zeroizing;

/// A place for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The key of PIN blocks.
    Pin,
    /// The key of message authentication codes.
    Mac,
    /// The key of tracks.
    Track,
}

/// The keys of a terminal until its next sign-in.
#[derive(Clone, Debug)]
pub struct WorkingKeys {
    /// The key of PIN blocks (TPK, PIK).
    pub pin: Key,
    /// The key of message authentication codes (TAK, MAK).
    pub mac: Key,
    /// The key of tracks (TDK), where tracks are enciphered.
    pub track: Option<Key>,
}

/// Why working keys cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkingFault {
    /// No sign-in reply has so many bytes.
    Length {
        /// How many there are.
        bytes: usize,
    },
    /// A key does not have its check value: the master keys differ.
    CheckValue(Slot),
    /// A key cannot be used so.
    Key(KeyFault),
}

impl From<KeyFault> for WorkingFault {
    fn from(fault: KeyFault) -> WorkingFault {
        WorkingFault::Key(fault)
    }
}

const CHECK_BYTES: usize = 4;
const DOUBLE_BYTES: usize = 16;
const SINGLE_BYTES: usize = 8;

/// The keys that a sign-in reply hides: 24 bytes are two of single length, 40 two and 60 three of double length, each
/// with four bytes of check value. A MAC key of single length may stand in a double place, filled with zero bytes.
pub fn open_working_keys(master: &Key, hidden: &[u8]) -> Result<WorkingKeys, WorkingFault> {
    if master.algorithm() == Algorithm::Aes {
        return Err(WorkingFault::Key(KeyFault::Unsuited)); // No sign-in says how its keys would stand there.
    }
    let (key_bytes, slots): (usize, &[Slot]) = match hidden.len() {
        24 => (SINGLE_BYTES, &[Slot::Pin, Slot::Mac]),
        40 => (DOUBLE_BYTES, &[Slot::Pin, Slot::Mac]),
        60 => (DOUBLE_BYTES, &[Slot::Pin, Slot::Mac, Slot::Track]),
        bytes => return Err(WorkingFault::Length { bytes }),
    };
    let mut keys = Vec::with_capacity(slots.len());
    for (slot, place) in slots
        .iter()
        .zip(hidden.chunks_exact(key_bytes + CHECK_BYTES))
    {
        let (under, check) = place.split_at(key_bytes);
        let is_short = *slot == Slot::Mac
            && master.algorithm() == Algorithm::Des
            && key_bytes == DOUBLE_BYTES
            && under[SINGLE_BYTES..].iter().all(|byte| *byte == 0);
        let under = if is_short {
            &under[..SINGLE_BYTES]
        } else {
            under
        };
        let mut clear = Zeroizing::new(under.to_vec());
        master.decipher(&mut clear)?;
        let key = Key::new(master.algorithm(), &clear)?;
        let said = CheckValue([check[0], check[1], check[2], check[3]]);
        if !key.has_check_value(said) {
            return Err(WorkingFault::CheckValue(*slot));
        }
        keys.push(key);
    }
    let mut keys = keys.into_iter();
    let (Some(pin), Some(mac)) = (keys.next(), keys.next()) else {
        return Err(WorkingFault::Length {
            bytes: hidden.len(),
        });
    };
    Ok(WorkingKeys {
        pin,
        mac,
        track: keys.next(),
    })
}

/// The bytes of a sign-in reply that hide these keys: what [`open_working_keys`] opens.
pub fn hide_working_keys(master: &Key, keys: &WorkingKeys) -> Result<Vec<u8>, WorkingFault> {
    if master.algorithm() == Algorithm::Aes {
        return Err(WorkingFault::Key(KeyFault::Unsuited));
    }
    let all = [
        (Some(&keys.pin), Slot::Pin),
        (Some(&keys.mac), Slot::Mac),
        (keys.track.as_ref(), Slot::Track),
    ];
    let given: Vec<(&Key, Slot)> = all
        .into_iter()
        .filter_map(|(key, slot)| Some((key?, slot)))
        .collect();
    let mut hidden = Vec::with_capacity(given.len() * (DOUBLE_BYTES + CHECK_BYTES));
    let under: Vec<Vec<u8>> = given
        .iter()
        .map(|(key, _)| key.under(master))
        .collect::<Result<_, KeyFault>>()?;
    let single = under.iter().all(|bytes| bytes.len() == SINGLE_BYTES) && given.len() == 2;
    let place = if single { SINGLE_BYTES } else { DOUBLE_BYTES };
    for ((key, slot), mut bytes) in given.into_iter().zip(under) {
        // Only a MAC key may be shorter than its place.
        let fits = bytes.len() == place || (bytes.len() < place && slot == Slot::Mac);
        if !fits || key.algorithm() != master.algorithm() {
            return Err(WorkingFault::Key(KeyFault::Unsuited));
        }
        bytes.resize(place, 0);
        hidden.extend(bytes);
        hidden.extend(key.check_value().0);
    }
    Ok(hidden)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mac::{Method, mac};
    use proptest::prelude::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
        (0..hex.len()).step_by(2).map(digit).collect()
    }

    fn des(hex: &str) -> Key {
        Key::new(Algorithm::Des, &bytes(hex)).expect("it is a key")
    }

    const REPLY: &str =
        "515FA4C452AEF7B07BAE0F0CF49011B0FE5406D3935E43DB1E22C29C0000000000000000EF455C7D";

    /// Message 2 of the handbook, and the sale that was sealed with its MAC key.
    #[test]
    fn the_keys_of_the_handbook_come_out() {
        let master = des("0123456789ABCDEFFEDCBA9876543210");
        let keys = open_working_keys(&master, &bytes(REPLY)).expect("they are sound");
        assert_eq!(keys.pin.check_value(), CheckValue([0xFE, 0x54, 0x06, 0xD3]));
        assert!(keys.track.is_none());
        let block = mac(Method::UnionPayEcb, &keys.mac, &bytes("5C79DAFD638AC3C4"));
        assert!(
            block.expect("it suits").is(b"8A7ADEAF"),
            "the key is of single length"
        );
        assert_eq!(
            hide_working_keys(&master, &keys).expect("they fit"),
            bytes(REPLY)
        );
    }

    /// Keys seen in public (vector V2 of the handbook).
    #[test]
    fn a_mac_key_seen_in_public_comes_out() {
        let mut key = bytes("96D605EA176B7E9E");
        des("70F2A84CCBC2AE8625CBB0F2C22AB923")
            .decipher(&mut key)
            .expect("a block");
        assert_eq!(key, bytes("C24A8FB57AA20123"));
    }

    #[test]
    fn another_master_key_is_noticed_and_other_lengths_are_refused() {
        let master = des("0123456789ABCDEFFEDCBA9876543211");
        let other = open_working_keys(&des("FEDCBA98765432100123456789ABCDEF"), &bytes(REPLY));
        assert_eq!(
            other.expect_err("it differs"),
            WorkingFault::CheckValue(Slot::Pin)
        );
        let mut changed = bytes(REPLY);
        changed[39] ^= 1;
        // The last bit of a byte of a DES key is its parity: the key is the same.
        let found = open_working_keys(&master, &changed).expect_err("the check value is wrong");
        assert_eq!(found, WorkingFault::CheckValue(Slot::Mac));
        let length = open_working_keys(&master, &[0; 57]).expect_err("no reply has so many");
        assert_eq!(length, WorkingFault::Length { bytes: 57 });
    }

    /// Whoever wipes the second half of a PIN key's place on its way must not turn it into a key of single length.
    #[test]
    fn a_short_pin_key_in_a_double_place_is_not_opened() {
        let master = des("0123456789ABCDEFFEDCBA9876543210");
        let mut hidden = bytes(REPLY);
        let short = des("67D0A4B9C1E3F70E");
        hidden[..8].copy_from_slice(&short.under(&master).expect("a block"));
        hidden[8..16].fill(0);
        hidden[16..20].copy_from_slice(&short.check_value().0);
        let refused = open_working_keys(&master, &hidden).expect_err("it is too short");
        assert_eq!(refused, WorkingFault::CheckValue(Slot::Pin));
    }

    #[test]
    fn only_a_mac_key_may_be_short() {
        let master = des("0123456789ABCDEFFEDCBA9876543210");
        let keys = |pin: &str, mac: &str| WorkingKeys {
            pin: des(pin),
            mac: des(mac),
            track: None,
        };
        let (single, double) = ("89EA2F5D7C4A1331", "67D0A4B9C1E3F70E1C2A4F8C5B6D7F91");
        for (pin, mac, length) in [
            (single, single, 24),
            (double, single, 40),
            (double, double, 40),
        ] {
            let hidden = hide_working_keys(&master, &keys(pin, mac)).expect("they fit");
            assert_eq!(hidden.len(), length);
        }
        let refused = hide_working_keys(&master, &keys(single, double)).expect_err("too short");
        assert_eq!(refused, WorkingFault::Key(KeyFault::Unsuited));
    }

    proptest! {
        /// What is hidden is opened, under either algorithm; no bytes of a key stand in what is hidden.
        #[test]
        fn hidden_keys_come_out(master: [u8; 16], pin: [u8; 16], mac_key: [u8; 16], track: Option<[u8; 16]>, sm4: bool) {
            let algorithm = if sm4 { Algorithm::Sm4 } else { Algorithm::Des };
            let key = |bytes: &[u8]| Key::new(algorithm, bytes).expect("it is a key");
            let master = key(&master);
            let keys = WorkingKeys { pin: key(&pin), mac: key(&mac_key), track: track.map(|track| key(&track)) };
            let hidden = hide_working_keys(&master, &keys).expect("they fit");
            prop_assert_eq!(hidden.len(), if track.is_some() { 60 } else { 40 });
            prop_assert!(!hidden.windows(16).any(|window| window == pin || window == mac_key));
            let opened = open_working_keys(&master, &hidden).expect("they are sound");
            prop_assert_eq!(opened.pin.check_value(), keys.pin.check_value());
            prop_assert_eq!(opened.mac.check_value(), keys.mac.check_value());
            prop_assert_eq!(opened.track.map(|key| key.check_value()), keys.track.map(|key| key.check_value()));
        }
    }
}
