//! Cards: what may be kept of one, and what may only pass.
//!
//! In: card data of a message. Out: the masked number with a keyed token, which records may hold; and [`Secrets`], which
//! go to the network and nowhere else: they have no way to be printed, written or compared, and are wiped.

use std::fmt;
use wire::{MaskKey, mask_card, mask_reference};
use zeroize::Zeroizing;

/// What may be kept of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// First six and last four digits; empty where the message had no card.
    pub masked: String,
    /// Twelve letters that are the same for the same card under the same key, and tell nothing without it.
    pub token: String,
}

impl Card {
    /// Of a card number in ASCII digits.
    pub fn of(number: &[u8], key: &MaskKey) -> Card {
        let text = Zeroizing::new(String::from_utf8_lossy(number).into_owned());
        let named = mask_reference(&text, *key);
        Card {
            masked: mask_card(number).as_str().to_owned(),
            token: named
                .split_once('#')
                .map_or("", |(_, token)| token)
                .to_owned(),
        }
    }
}

/// Card data on its way to the network: elements by number, in digits or bytes.
#[derive(Clone, Default)]
pub struct Secrets(Vec<(u8, Zeroizing<Vec<u8>>)>);

impl Secrets {
    /// The elements that are passed on: number, expiry, sequence, tracks, PIN block and its control, chip data.
    pub const ELEMENTS: [u8; 9] = [2, 14, 23, 26, 35, 36, 52, 53, 55];

    /// Adds an element.
    pub fn put(&mut self, number: u8, value: Vec<u8>) {
        self.0.push((number, Zeroizing::new(value)));
    }

    /// Changes an element that is there.
    pub fn replace(&mut self, number: u8, value: Vec<u8>) {
        if let Some((_, kept)) = self.0.iter_mut().find(|(known, _)| *known == number) {
            *kept = Zeroizing::new(value);
        }
    }

    /// An element.
    pub fn get(&self, number: u8) -> Option<&[u8]> {
        let found = self.0.iter().find(|(known, _)| *known == number);
        found.map(|(_, value)| value.as_slice())
    }

    /// The elements.
    pub fn elements(&self) -> impl Iterator<Item = (u8, &[u8])> {
        self.0
            .iter()
            .map(|(number, value)| (*number, value.as_slice()))
    }

    /// The card number: element 2, or what stands before the separator of the second track.
    pub fn number(&self) -> Option<&[u8]> {
        self.get(2).or_else(|| {
            let track = self.get(35)?;
            let end = track.iter().position(|unit| matches!(unit, b'D' | b'='))?;
            track.get(..end)
        })
    }
}

/// How many they are, and no more.
impl fmt::Debug for Secrets {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Secrets({} elements)", self.0.len())
    }
}
