//! What is wrong with a message, and where.
//!
//! A fault holds places and lengths, never a value: a value may be a card's.

/// The first thing that is wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The part of the message that is wrong.
    pub place: Place,
    /// The byte, counted from 0 at the first that was given.
    pub offset: usize,
}

/// A part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The number that says how long the message is.
    LengthWord,
    /// A part of what stands between the length and the message type, by its position in the dialect's list.
    Envelope(usize),
    /// The message type.
    Type,
    /// The bitmaps.
    Bitmap,
    /// An element.
    Element(u8),
    /// What comes after the last element.
    End,
}

/// What can be wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// More bytes than the dialect allows; nothing was read.
    MessageTooLong {
        /// The most.
        max: usize,
    },
    /// The length word says another length than there is.
    LengthDiffers {
        /// What it says.
        said: usize,
        /// What there is.
        found: usize,
    },
    /// The message ends too early.
    Short {
        /// How many bytes this part needs.
        needed: usize,
        /// How many there are.
        left: usize,
    },
    /// A bitmap promises another one, which the dialect does not have.
    NoSuchBitmap,
    /// The dialect does not say what this element is, so nothing after it can be found.
    Unknown,
    /// The message type begins with another version of the standard.
    OtherVersion {
        /// The digit that the dialect has.
        version: u8,
    },
    /// The number before a value is none.
    PrefixUnreadable,
    /// A value has more units than it may.
    TooLong {
        /// How many it has.
        units: usize,
        /// The most.
        max: usize,
    },
    /// A value has fewer units than it must, and nothing says what would fill it.
    TooShort {
        /// How many it has.
        units: usize,
        /// The fewest.
        min: usize,
    },
    /// Half a byte where bytes are counted.
    OddCount,
    /// Bytes that such a value cannot hold, as a letter among digits.
    Unfit,
    /// The half byte that fills an odd count is neither `0` nor `F`: the digits may stand on the other side.
    Filler,
    /// Bytes after the last element.
    Surplus {
        /// How many.
        bytes: usize,
    },
}

impl FaultKind {
    /// Whether what comes after can be read all the same.
    pub(super) fn is_of_content(self) -> bool {
        matches!(
            self,
            FaultKind::Unfit | FaultKind::Filler | FaultKind::OtherVersion { .. }
        )
    }
}
