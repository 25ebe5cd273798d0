//! Message authentication codes, as terminals and networks in China compute them.
//!
//! In: a method, a key, the bytes that the code speaks for. Out: eight bytes. The last block is filled with zero bytes;
//! no bytes at all are one block of them. Each method works with DES, triple DES and SM4, but where it is defined by
//! halves of a DES key.

use crate::key::{BLOCK_BYTES_MAX, Key, KeyFault};
use subtle::ConstantTimeEq;

/// How a code is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// UnionPay terminals: blocks are XORed, written in hexadecimal digits, and enciphered in two steps; the code is
    /// the first eight digits of the result.
    UnionPayEcb,
    /// ANSI X9.9 and its like: blocks are chained (CBC), and the last one is the code. With a double-length key every
    /// block goes through triple DES; with SM4 the left half of the last block is the code.
    X9_9,
    /// ANSI X9.19, the retail MAC: chained with the left half of the key, and the last block deciphered with the right
    /// half and enciphered with the left. Double-length DES keys only.
    X9_19,
}

/// A code.
#[derive(Clone, Copy, Debug)]
pub struct Mac(pub [u8; 8]);

impl Mac {
    /// Whether a message bears this code; how long that takes does not tell how much of it is right.
    pub fn is(&self, said: &[u8]) -> bool {
        self.0.ct_eq(said).into()
    }
}

/// The code of these bytes.
pub fn mac(method: Method, key: &Key, bytes: &[u8]) -> Result<Mac, KeyFault> {
    match method {
        Method::UnionPayEcb => unionpay_ecb(key, bytes),
        Method::X9_9 => Ok(first_eight(&chained(key, bytes)?)),
        Method::X9_19 => {
            let [left, right] = key.halves()?;
            let mut last = chained(&left, bytes)?;
            let block = &mut last[..left.block_bytes()];
            right.decipher(block)?;
            left.encipher(block)?;
            Ok(first_eight(&last))
        }
    }
}

type Block = [u8; BLOCK_BYTES_MAX];

fn unionpay_ecb(key: &Key, bytes: &[u8]) -> Result<Mac, KeyFault> {
    let size = key.block_bytes();
    let mut sum: Block = [0; BLOCK_BYTES_MAX];
    bytes.chunks(size).for_each(|chunk| xor(&mut sum, chunk));
    let mut digits = [0; 2 * BLOCK_BYTES_MAX];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(&sum) {
        pair.copy_from_slice(&hex_digits(*byte));
    }
    let mut block: Block = [0; BLOCK_BYTES_MAX];
    xor(&mut block, &digits[..size]);
    key.encipher(&mut block[..size])?;
    xor(&mut block, &digits[size..2 * size]);
    key.encipher(&mut block[..size])?;
    let mut code = [0; 8];
    for (pair, byte) in code.chunks_exact_mut(2).zip(&block) {
        pair.copy_from_slice(&hex_digits(*byte));
    }
    Ok(Mac(code))
}

/// The last block of a chain that begins with zero bytes.
fn chained(key: &Key, bytes: &[u8]) -> Result<Block, KeyFault> {
    let size = key.block_bytes();
    let mut block: Block = [0; BLOCK_BYTES_MAX];
    if bytes.is_empty() {
        key.encipher(&mut block[..size])?;
    }
    for chunk in bytes.chunks(size) {
        xor(&mut block, chunk);
        key.encipher(&mut block[..size])?;
    }
    Ok(block)
}

/// XORs bytes into the beginning of a block.
fn xor(block: &mut Block, bytes: &[u8]) {
    for (left, right) in block.iter_mut().zip(bytes) {
        *left ^= right;
    }
}

fn first_eight(block: &Block) -> Mac {
    let mut code = [0; 8];
    code.copy_from_slice(&block[..8]);
    Mac(code)
}

/// A byte in hexadecimal digits, upper case: how the digits are written changes the code.
fn hex_digits(byte: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    [
        DIGITS[usize::from(byte >> 4)],
        DIGITS[usize::from(byte & 15)],
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Algorithm;
    use proptest::prelude::*;

    fn bytes(hex: &str) -> Vec<u8> {
        let digit = |at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal digits");
        (0..hex.len()).step_by(2).map(digit).collect()
    }

    fn check(method: Method, algorithm: Algorithm, key: &str, text: &[u8], expected: &[u8]) {
        let key = Key::new(algorithm, &bytes(key)).expect("it is a key");
        let code = mac(method, &key, text).expect("the key suits");
        assert!(code.is(expected), "{code:02X?} is not {expected:02X?}");
    }

    const SINGLE: &str = "0123456789ABCDEF";
    const DOUBLE: &str = "0123456789ABCDEFFEDCBA9876543210";

    /// A message seen in public with its code, and those of the handbook; the third is a sale.
    #[test]
    fn codes_of_unionpay_terminals_come_out() {
        let des = |key, text: &str, code| {
            check(Method::UnionPayEcb, Algorithm::Des, key, &bytes(text), code);
        };
        des(
            "0723C80DB5F4CD3D",
            "02003020048000C080150000000000000012340000020300993030303030303031393532373138313832323137383735\
             31353600192600000100060000000000435F01123238343431323334353637383930313233345F03063136303033365F\
             04063230303832365C023031",
            b"B3A092AE",
        );
        des("C24A8FB57AA20123", "4D08F434464FE7BF", b"8A9E91B8");
        des(
            "89EA2F5D7C4A1331",
            "0200302004C020C0981100000000000001234500000202100006376222029900000000010D3012220600000000003130303030\
             313631383938333130313534313130303032313536DE6D8B8F7D4E623D2600000000000000001322000001000500",
            b"8A7ADEAF",
        );
        check(
            Method::UnionPayEcb,
            Algorithm::Sm4,
            "12345678901234567890123456789012",
            b"6000112018111411003020170930101010120171025000755000000005553",
            b"1E80F373",
        );
    }

    /// FIPS 113, and ISO/IEC 9797-1: algorithms 1 and 3 with the first padding, which is zero bytes.
    #[test]
    fn published_codes_come_out() {
        let x9_9 =
            |text: &[u8], code| check(Method::X9_9, Algorithm::Des, SINGLE, text, &bytes(code));
        x9_9(b"7654321 Now is the time for ", "F1D30F6849312CA4");
        x9_9(b"Now is the time for all ", "70A30640CC76DD8B");
        x9_9(b"Now is the time for it", "E45B3AD2B7CC0856");
        let x9_19 =
            |text: &[u8], code| check(Method::X9_19, Algorithm::Des, DOUBLE, text, &bytes(code));
        x9_19(b"7654321 Now is the time for ", "AE4B45B1B527642F");
        x9_19(b"Now is the time for all ", "A1C72E74EA3FA9B6");
        x9_19(b"Now is the time for it", "2E2B1428CC78254F");
    }

    #[test]
    fn the_retail_mac_needs_two_halves() {
        for (algorithm, key) in [(Algorithm::Des, SINGLE), (Algorithm::Sm4, DOUBLE)] {
            let key = Key::new(algorithm, &bytes(key)).expect("it is a key");
            let refused = mac(Method::X9_19, &key, b"x").expect_err("there are none");
            assert_eq!(refused, KeyFault::Unsuited);
        }
    }

    proptest! {
        /// A triple DES key of equal halves is a single one, so every method must agree on it; zero bytes at the end
        /// within a block do not count, any other change does.
        #[test]
        fn equal_halves_are_one_key(key: [u8; 8], text in prop::collection::vec(any::<u8>(), 1..80), at: usize, flip in 1..=255_u8) {
            let single = Key::new(Algorithm::Des, &key).expect("it is a key");
            let double = Key::new(Algorithm::Des, &[key, key].concat()).expect("it is a key");
            for method in [Method::UnionPayEcb, Method::X9_9] {
                let code = mac(method, &single, &text).expect("it suits");
                prop_assert!(code.is(&mac(method, &double, &text).expect("it suits").0));
                let mut filled = text.clone();
                filled.resize(text.len().next_multiple_of(8), 0);
                prop_assert!(code.is(&mac(method, &single, &filled).expect("it suits").0));
                let mut changed = text.clone();
                changed[at % text.len()] ^= flip;
                prop_assert!(!code.is(&mac(method, &single, &changed).expect("it suits").0));
            }
            let retail = mac(Method::X9_19, &double, &text).expect("it suits");
            prop_assert!(retail.is(&mac(Method::X9_9, &single, &text).expect("it suits").0));
        }
    }
}
