//! ISO 8583: messages of terminals and networks, as bytes and as elements, driven by `specs/messages/`.
//!
//! In: bytes and a [`Dialect`] (a table). Out: a [`Message`] that borrows them, with the first [`Fault`] and all that
//! could be read before and after it; from a [`Draft`], the bytes. Encoding is the exact inverse of decoding, but
//! that it writes bitmaps in hexadecimal digits in upper case.
//! Absent by design: what a message means, keys and MACs (`seal`), connections. No element, bank or network is named
//! in the code.
//!
//! How an element stands in bytes is a product of small mechanisms ([`Mechanism`]): what it holds, how one unit of
//! that is coded, how long it is and who says so, where the half byte of an odd count goes, what fills a short value.

mod bitmap;
mod chosen;
mod coding;
mod decode;
mod dialect;
mod draft;
mod ebcdic;
mod fault;
mod length;
mod mechanism;
mod message;
mod parts;
mod recognise;
mod shown;
mod table;
mod tags;

pub use coding::{Coding, Holds, Units};
pub use decode::{Decoded, decode};
pub use dialect::{Dialect, ElementSpec, EnvelopeSpec, Wrapping, dialect, dialects};
pub use draft::{Draft, encode};
pub use fault::{Fault, FaultKind, Place};
pub use length::{Length, Prefix};
pub use mechanism::{Mechanism, Odd, Pad, Side};
pub use message::{Element, Message};
pub use parts::{Label, Part};
pub use recognise::{Recognised, recognise};
pub use shown::{Secret, Shown};
pub use table::read_dialects;
