//! Message authentication codes, as terminals and networks in China compute them.
//!
//! In: a method, a key, the bytes that the code speaks for. Out: eight bytes. The last block is filled with zero bytes;
//! no bytes at all are one block of them. Each method works with DES, triple DES and SM4, but where it is defined by
//! the parts of a DES key. Between banks, bytes are those of chosen elements (`wire::iso8583::Message::chosen`), and
//! the method is [`Method::X9_9`] with a triple DES key or one of SM4.

use crate::key::{Algorithm, BLOCK_BYTES_MAX, Key, KeyFault};
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
    /// What some acquirers ask for: blocks are XORed, the sum goes through triple DES once, and the first four bytes are
    /// the code. What stands behind them in eight is not told anywhere: zero bytes are written, and not looked at.
    /// Double- and triple-length DES keys only.
    XorThenTripleDes,
}

/// A code.
#[derive(Clone, Copy, Debug)]
pub struct Mac {
    bytes: [u8; 8],
    /// How many of them are the code.
    length: usize,
}

impl Mac {
    /// What stands in the message.
    pub fn bytes(&self) -> [u8; 8] {
        self.bytes
    }

    /// Whether a message bears this code; how long that takes does not tell how much of it is right.
    pub fn is(&self, said: &[u8]) -> bool {
        let Some(said) = said.get(..self.length).filter(|_| said.len() == 8) else {
            return false;
        };
        self.bytes[..self.length].ct_eq(said).into()
    }
}

/// The code of these bytes.
pub fn mac(method: Method, key: &Key, bytes: &[u8]) -> Result<Mac, KeyFault> {
    if key.algorithm() == Algorithm::Aes {
        return Err(KeyFault::Unsuited); // Its code would be CMAC, which none of these is.
    }
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
        Method::XorThenTripleDes if key.algorithm() != Algorithm::Des || key.bytes().len() < 16 => {
            Err(KeyFault::Unsuited)
        }
        Method::XorThenTripleDes => {
            let mut sum = summed(bytes, key.block_bytes());
            key.encipher(&mut sum[..key.block_bytes()])?;
            let mut code = first_eight(&sum);
            code.length = 4;
            code.bytes[4..].fill(0);
            Ok(code)
        }
    }
}

type Block = [u8; BLOCK_BYTES_MAX];

fn unionpay_ecb(key: &Key, bytes: &[u8]) -> Result<Mac, KeyFault> {
    let size = key.block_bytes();
    let sum = summed(bytes, size);
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
    Ok(Mac {
        bytes: code,
        length: code.len(),
    })
}

/// All blocks of bytes, XORed.
fn summed(bytes: &[u8], size: usize) -> Block {
    let mut sum: Block = [0; BLOCK_BYTES_MAX];
    bytes.chunks(size).for_each(|chunk| xor(&mut sum, chunk));
    sum
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
    Mac {
        bytes: code,
        length: code.len(),
    }
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

    /// Computed with OpenSSL 3.0.19 (`des-ede-cbc`, `sm4-cbc`, `des-ede-ecb`), zero bytes behind the text; the last over the sale above.
    #[test]
    fn codes_between_banks_and_of_some_acquirers_come_out() {
        let text = b"0200 196222029900000000010 000000 000000012345 0303090130 000002 5411 00 0848210000 0848210000";
        let chained = |algorithm, code| {
            check(Method::X9_9, algorithm, DOUBLE, text, &bytes(code));
        };
        chained(Algorithm::Des, "4703494026160743");
        chained(Algorithm::Sm4, "BD288412AB0C4A70");
        let sum = bytes("5C79DAFD638AC3C4");
        let code = |said: &str| {
            let said = bytes(said);
            check(
                Method::XorThenTripleDes,
                Algorithm::Des,
                DOUBLE,
                &sum,
                &said,
            );
        };
        code("425025AA00000000");
        code("425025AAB0B47AC3"); // Bytes behind the code are not looked at.
        let key = Key::new(Algorithm::Des, &bytes(DOUBLE)).expect("it is a key");
        let found = mac(Method::XorThenTripleDes, &key, &sum).expect("it suits");
        assert!(!found.is(&bytes("425025AB00000000")) && !found.is(&bytes("425025AA")));
        assert_eq!(found.bytes()[..], bytes("425025AA00000000"));
    }

    #[test]
    fn a_method_refuses_keys_that_it_is_not_defined_for() {
        for (algorithm, key) in [(Algorithm::Des, SINGLE), (Algorithm::Sm4, DOUBLE)] {
            let key = Key::new(algorithm, &bytes(key)).expect("it is a key");
            let refused =
                mac(Method::XorThenTripleDes, &key, b"x").expect_err("it is no triple DES");
            assert_eq!(refused, KeyFault::Unsuited);
        }
        let key = Key::new(Algorithm::Aes, &bytes(DOUBLE)).expect("it is a key");
        let refused = mac(Method::X9_9, &key, b"x").expect_err("it is AES");
        assert_eq!(refused, KeyFault::Unsuited);
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
                prop_assert!(code.is(&mac(method, &double, &text).expect("it suits").bytes()));
                let mut filled = text.clone();
                filled.resize(text.len().next_multiple_of(8), 0);
                prop_assert!(code.is(&mac(method, &single, &filled).expect("it suits").bytes()));
                let mut changed = text.clone();
                changed[at % text.len()] ^= flip;
                prop_assert!(!code.is(&mac(method, &single, &changed).expect("it suits").bytes()));
            }
            let retail = mac(Method::X9_19, &double, &text).expect("it suits");
            prop_assert!(retail.is(&mac(Method::X9_9, &single, &text).expect("it suits").bytes()));
        }
    }
}
