//! PIN blocks (ISO 9564-1): a PIN, what fills it, and in most formats its card number, made one block of a cipher.
//!
//! In: an enciphered block, its format and key, the card number; out: the PIN, or the other way. Nothing of this
//! leaves the room: a PIN in clear is used by a software HSM alone, lives in buffers that are wiped, and cannot be
//! printed. Absent by design: format 2, which is for chip cards, and checking whether a PIN is right.

use crate::hsm::HsmFault;
use crate::key::{Algorithm, Key};
use zeroize::Zeroizing;

/// How a PIN stands in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinFormat {
    /// Format 0 (ANSI X9.8): filled with `F`, and XORed with twelve digits of the card number. Keys of DES.
    Iso0,
    /// Format 1: filled at random, without a card number. Keys of DES.
    Iso1,
    /// Format 3: as format 0, filled with `A` to `F` at random. Keys of DES.
    Iso3,
    /// Format 4: enciphered twice, with the whole card number between. Keys of AES.
    Iso4,
    /// As format 0, over the sixteen bytes of a block of SM4: the card's digits stand at its end. The specification is
    /// not public and no example of it is; the form is an assumption, to be confirmed with the network.
    Sm4,
}

/// The digits of a PIN: 4 to 12.
const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=12;
/// The digits of a card number with its check digit. Twelve of them bind a PIN.
const CARD_DIGITS: std::ops::RangeInclusive<usize> = 13..=19;
/// The largest block in half bytes.
const HALVES_MAX: usize = 32;

/// Half bytes of a block, each in a byte of its own.
type Halves = Zeroizing<[u8; HALVES_MAX]>;

/// A PIN in clear.
pub(crate) struct Pin(Zeroizing<Vec<u8>>);

/// A card number.
pub(crate) struct Card(Zeroizing<Vec<u8>>);

impl Card {
    /// The number in ASCII digits, with its check digit.
    pub(crate) fn new(digits: &[u8]) -> Result<Card, HsmFault> {
        let is_number = digits.iter().all(u8::is_ascii_digit);
        if !is_number || !CARD_DIGITS.contains(&digits.len()) {
            return Err(HsmFault::Card {
                digits: digits.len(),
            });
        }
        let halves = digits.iter().map(|digit| digit - b'0').collect();
        Ok(Card(Zeroizing::new(halves)))
    }
}

impl PinFormat {
    /// Whether a block of this format holds digits of the card number.
    pub(crate) fn has_card(self) -> bool {
        self != PinFormat::Iso1
    }

    fn algorithm(self) -> Algorithm {
        match self {
            PinFormat::Iso0 | PinFormat::Iso1 | PinFormat::Iso3 => Algorithm::Des,
            PinFormat::Iso4 => Algorithm::Aes,
            PinFormat::Sm4 => Algorithm::Sm4,
        }
    }

    /// The first half byte.
    fn control(self) -> u8 {
        match self {
            PinFormat::Iso0 | PinFormat::Sm4 => 0,
            PinFormat::Iso1 => 1,
            PinFormat::Iso3 => 3,
            PinFormat::Iso4 => 4,
        }
    }

    /// Where filling of a kind that can be checked ends.
    fn filled(self, halves: usize) -> usize {
        match self {
            PinFormat::Iso4 => 16,
            _ => halves,
        }
    }

    /// Whether a half byte may fill this format.
    fn fills(self, half: u8) -> bool {
        match self {
            PinFormat::Iso0 | PinFormat::Sm4 => half == 15,
            PinFormat::Iso1 => true,
            PinFormat::Iso3 => half >= 10,
            PinFormat::Iso4 => half == 10,
        }
    }

    /// What fills, made of a random byte.
    fn filler(self, random: u8) -> u8 {
        match self {
            PinFormat::Iso0 | PinFormat::Sm4 => 15,
            PinFormat::Iso1 => random & 15,
            // 256 is no multiple of 6: four of the six come up once more in 256. It hides a filler, not a PIN.
            PinFormat::Iso3 => 10 + random % 6,
            PinFormat::Iso4 => 10,
        }
    }

    /// The card number as it is XORed.
    fn card(self, card: &Card) -> Halves {
        let mut halves: Halves = Zeroizing::new([0; HALVES_MAX]);
        let digits = &card.0;
        let bound = &digits[digits.len() - 13..digits.len() - 1];
        match self {
            PinFormat::Iso0 | PinFormat::Iso3 => halves[4..16].copy_from_slice(bound),
            PinFormat::Sm4 => halves[20..32].copy_from_slice(bound),
            PinFormat::Iso4 => {
                halves[0] = (digits.len() - 12) as u8;
                halves[1..=digits.len()].copy_from_slice(digits);
            }
            PinFormat::Iso1 => {}
        }
        halves
    }

    /// The key's block size in half bytes, if the key is one for this format.
    fn halves(self, key: &Key) -> Result<usize, HsmFault> {
        match key.algorithm() == self.algorithm() {
            true => Ok(2 * key.block_bytes()),
            false => Err(HsmFault::Unsuited),
        }
    }
}

/// The PIN of a block. Why there is none is not told: it would help whoever tries blocks.
pub(crate) fn decipher(
    format: PinFormat,
    key: &Key,
    block: &[u8],
    card: &Card,
) -> Result<Pin, HsmFault> {
    let halves = format.halves(key)?;
    if block.len() * 2 != halves {
        return Err(HsmFault::NoPin);
    }
    let mut bytes = Zeroizing::new(block.to_vec());
    key.decipher(&mut bytes).map_err(|_| HsmFault::Unsuited)?;
    xor(&mut bytes, &format.card(card));
    if format == PinFormat::Iso4 {
        key.decipher(&mut bytes).map_err(|_| HsmFault::Unsuited)?;
    }
    let clear = apart(&bytes);
    let length = usize::from(clear[1]);
    if clear[0] != format.control() || !PIN_DIGITS.contains(&length) {
        return Err(HsmFault::NoPin);
    }
    let (digits, rest) = clear[2..format.filled(halves)].split_at(length);
    match digits.iter().all(|digit| *digit < 10) && rest.iter().all(|half| format.fills(*half)) {
        true => Ok(Pin(Zeroizing::new(digits.to_vec()))),
        false => Err(HsmFault::NoPin),
    }
}

/// The block of a PIN. `random` fills what it is given with bytes that nobody can foresee.
pub(crate) fn encipher(
    format: PinFormat,
    key: &Key,
    pin: &Pin,
    card: &Card,
    random: &mut dyn FnMut(&mut [u8]),
) -> Result<Vec<u8>, HsmFault> {
    let halves = format.halves(key)?;
    let mut drawn: Halves = Zeroizing::new([0; HALVES_MAX]);
    random(&mut drawn[..]);
    let mut clear: Halves = Zeroizing::new([0; HALVES_MAX]);
    let filled = format.filled(halves);
    for (half, drawn) in clear[..filled].iter_mut().zip(&drawn[..filled]) {
        *half = format.filler(*drawn);
    }
    for (half, drawn) in clear[filled..halves].iter_mut().zip(&drawn[filled..]) {
        *half = drawn & 15;
    }
    clear[0] = format.control();
    clear[1] = pin.0.len() as u8;
    clear[2..2 + pin.0.len()].copy_from_slice(&pin.0);
    let mut bytes = Zeroizing::new(vec![0; halves / 2]);
    xor(&mut bytes, &clear);
    if format == PinFormat::Iso4 {
        key.encipher(&mut bytes).map_err(|_| HsmFault::Unsuited)?;
    }
    xor(&mut bytes, &format.card(card));
    key.encipher(&mut bytes).map_err(|_| HsmFault::Unsuited)?;
    Ok(bytes.to_vec())
}

/// XORs half bytes into bytes.
fn xor(bytes: &mut [u8], halves: &Halves) {
    for (byte, pair) in bytes.iter_mut().zip(halves.chunks_exact(2)) {
        *byte ^= pair[0] << 4 | pair[1];
    }
}

/// The half bytes of a block.
fn apart(bytes: &[u8]) -> Halves {
    let mut halves: Halves = Zeroizing::new([0; HALVES_MAX]);
    for (pair, byte) in halves.chunks_exact_mut(2).zip(bytes) {
        pair.copy_from_slice(&[byte >> 4, byte & 15]);
    }
    halves
}
