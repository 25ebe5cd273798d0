//! A key: it enciphers and deciphers blocks, tells its check value, and is wiped when it goes.

use aes::{Aes128, Aes192, Aes256};
use cipher::{Array, BlockCipherDecrypt, BlockCipherEncrypt, BlockSizeUser, KeyInit};
use des::{Des, TdesEde2, TdesEde3};
use sm4::Sm4;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// How blocks are enciphered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// DES with a key of 8 bytes; with 16 or 24, triple DES (encipher, decipher, encipher).
    Des,
    /// SM4 (GB/T 32907), keys of 16 bytes.
    Sm4,
    /// AES, keys of 16, 24 or 32 bytes: for PIN blocks of format 4, and for nothing else here.
    Aes,
}

/// Why bytes are no key, or a key cannot do what is asked. It holds lengths, never bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// No key of this algorithm has so many bytes.
    Length {
        /// How many there are.
        bytes: usize,
    },
    /// The method needs a key of another length or algorithm.
    Unsuited,
    /// Bytes that are no whole blocks.
    NotBlocks {
        /// How many there are.
        bytes: usize,
    },
}

/// The first four bytes of eight (or sixteen) enciphered zero bytes: it names a key and does not give it away. Other
/// systems may tell an AES key by its CMAC over zero bytes; that is another value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckValue(pub [u8; 4]);

/// The largest block.
pub(crate) const BLOCK_BYTES_MAX: usize = 16;

/// A key. It cannot be printed or compared; two keys are told apart by their check values.
#[derive(Clone)]
pub struct Key {
    algorithm: Algorithm,
    bytes: Zeroizing<Vec<u8>>,
}

impl Key {
    /// A key of these bytes. DES keys have 8, 16 or 24, SM4 keys 16, AES keys 16, 24 or 32; the parity of DES keys is
    /// not looked at.
    pub fn new(algorithm: Algorithm, bytes: &[u8]) -> Result<Key, KeyFault> {
        match (algorithm, bytes.len()) {
            (Algorithm::Des, 8 | 16 | 24)
            | (Algorithm::Sm4, 16)
            | (Algorithm::Aes, 16 | 24 | 32) => Ok(Key {
                algorithm,
                bytes: Zeroizing::new(bytes.to_vec()),
            }),
            (_, length) => Err(KeyFault::Length { bytes: length }),
        }
    }

    /// Its algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// How many bytes a block has.
    pub fn block_bytes(&self) -> usize {
        match self.algorithm {
            Algorithm::Des => 8,
            Algorithm::Sm4 | Algorithm::Aes => 16,
        }
    }

    /// Its bytes, for the room's own use.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The two halves of a double-length DES key, each a key.
    pub(crate) fn halves(&self) -> Result<[Key; 2], KeyFault> {
        match (self.algorithm, self.bytes.split_at_checked(8)) {
            (Algorithm::Des, Some((left, right))) if right.len() == 8 => Ok([
                Key::new(self.algorithm, left)?,
                Key::new(self.algorithm, right)?,
            ]),
            _ => Err(KeyFault::Unsuited),
        }
    }

    /// Enciphers whole blocks, each by itself (ECB).
    pub fn encipher(&self, blocks: &mut [u8]) -> Result<(), KeyFault> {
        self.each(blocks, true)
    }

    /// Deciphers whole blocks, each by itself (ECB).
    pub fn decipher(&self, blocks: &mut [u8]) -> Result<(), KeyFault> {
        self.each(blocks, false)
    }

    fn each(&self, blocks: &mut [u8], encipher: bool) -> Result<(), KeyFault> {
        match (self.algorithm, self.bytes.len()) {
            (Algorithm::Des, 8) => through::<Des>(&self.bytes, blocks, encipher),
            (Algorithm::Des, 16) => through::<TdesEde2>(&self.bytes, blocks, encipher),
            (Algorithm::Des, _) => through::<TdesEde3>(&self.bytes, blocks, encipher),
            (Algorithm::Sm4, _) => through::<Sm4>(&self.bytes, blocks, encipher),
            (Algorithm::Aes, 16) => through::<Aes128>(&self.bytes, blocks, encipher),
            (Algorithm::Aes, 24) => through::<Aes192>(&self.bytes, blocks, encipher),
            (Algorithm::Aes, _) => through::<Aes256>(&self.bytes, blocks, encipher),
        }
    }

    /// This key under another one: its blocks, each enciphered by itself.
    pub(crate) fn under(&self, master: &Key) -> Result<Vec<u8>, KeyFault> {
        let mut blocks = Zeroizing::new(self.bytes.to_vec());
        master.encipher(&mut blocks)?;
        Ok(blocks.to_vec())
    }

    /// Its check value.
    pub fn check_value(&self) -> CheckValue {
        let mut block = [0; BLOCK_BYTES_MAX];
        let block = &mut block[..self.block_bytes()];
        self.encipher(block).expect("a block is a whole block");
        CheckValue([block[0], block[1], block[2], block[3]])
    }

    /// Whether this is its check value; how long that takes does not tell how much of it is right.
    pub fn has_check_value(&self, check: CheckValue) -> bool {
        self.check_value().0.ct_eq(&check.0).into()
    }
}

/// Blocks through a cipher, each by itself. The cipher's own schedule of the key is wiped when it goes.
fn through<C>(key: &[u8], blocks: &mut [u8], encipher: bool) -> Result<(), KeyFault>
where
    C: KeyInit + BlockSizeUser + BlockCipherEncrypt + BlockCipherDecrypt + ZeroizeOnDrop,
{
    let wrong = KeyFault::NotBlocks {
        bytes: blocks.len(),
    };
    let cipher = C::new_from_slice(key).map_err(|_| KeyFault::Length { bytes: key.len() })?;
    if !blocks.len().is_multiple_of(C::block_size()) {
        return Err(wrong);
    }
    for chunk in blocks.chunks_exact_mut(C::block_size()) {
        let block: &mut Array<u8, C::BlockSize> = chunk.try_into().map_err(|_| wrong)?;
        match encipher {
            true => cipher.encrypt_block(block),
            false => cipher.decrypt_block(block),
        }
    }
    Ok(())
}

/// Algorithm and length only.
impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Key({:?}, {} bytes)", self.algorithm, self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
        (0..hex.len()).step_by(2).map(digit).collect()
    }

    fn check(algorithm: Algorithm, key: &str, plain: &[u8], enciphered: &str) {
        let key = Key::new(algorithm, &bytes(key)).expect("it is a key");
        let mut blocks = plain.to_vec();
        key.encipher(&mut blocks).expect("whole blocks");
        assert_eq!(blocks, bytes(enciphered));
        key.decipher(&mut blocks).expect("whole blocks");
        assert_eq!(blocks, plain);
    }

    /// FIPS 81, SP 800-67, GB/T 32907 and FIPS 197.
    #[test]
    fn published_blocks_come_out() {
        let enciphered = "3FA40E8A984D48156A271787AB8883F9893D51EC4B563B53";
        check(
            Algorithm::Des,
            "0123456789ABCDEF",
            b"Now is the time for all ",
            enciphered,
        );
        let key = "0123456789ABCDEF23456789ABCDEF01456789ABCDEF0123";
        let enciphered = "A826FD8CE53B855FCCE21C8112256FE668D5C05DD9B6B900";
        check(Algorithm::Des, key, b"The qufck brown fox jump", enciphered);
        let same = "0123456789ABCDEFFEDCBA9876543210";
        check(
            Algorithm::Sm4,
            same,
            &bytes(same),
            "681EDF34D206965E86B3E94F536E4246",
        );
        let plain = bytes("00112233445566778899AABBCCDDEEFF");
        let key = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";
        for (digits, enciphered) in [
            (32, "69C4E0D86A7B0430D8CDB78070B4C55A"),
            (48, "DDA97CA4864CDFE06EAF70A0EC0D7191"),
            (64, "8EA2B7CA516745BFEAFC49904B496089"),
        ] {
            check(Algorithm::Aes, &key[..digits], &plain, enciphered);
        }
    }

    #[test]
    fn check_values_of_the_handbook_come_out() {
        for (key, value) in [
            ("0123456789ABCDEFFEDCBA9876543210", [0x08, 0xD7, 0xB4, 0xFB]),
            ("67D0A4B9C1E3F70E1C2A4F8C5B6D7F91", [0xFE, 0x54, 0x06, 0xD3]),
            ("89EA2F5D7C4A1331", [0xEF, 0x45, 0x5C, 0x7D]),
        ] {
            let key = Key::new(Algorithm::Des, &bytes(key)).expect("it is a key");
            assert_eq!(key.check_value(), CheckValue(value));
            assert!(key.has_check_value(CheckValue(value)));
            assert!(!key.has_check_value(CheckValue([value[0], value[1], value[2], !value[3]])));
        }
    }

    #[test]
    fn what_is_no_key_is_refused_and_no_key_is_printed() {
        for (algorithm, length) in [
            (Algorithm::Des, 7),
            (Algorithm::Des, 12),
            (Algorithm::Sm4, 8),
        ] {
            let refused = Key::new(algorithm, &vec![0x41; length]).expect_err("it is no key");
            assert_eq!(refused, KeyFault::Length { bytes: length });
        }
        let key = Key::new(Algorithm::Des, b"AbCdEfGh").expect("it is a key");
        assert_eq!(format!("{key:?}"), "Key(Des, 8 bytes)");
        let not_blocks = key.encipher(&mut [0; 9]).expect_err("nine bytes");
        assert_eq!(not_blocks, KeyFault::NotBlocks { bytes: 9 });
    }
}
