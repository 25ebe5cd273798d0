//! Keys of terminals and networks, and what they seal: message authentication codes, check values, working keys.
//!
//! In: keys and bytes. Out: codes, whether a code is right, keys that another key hides. Everything is a function of
//! what goes in. Absent by design: messages (`wire` says which bytes a code speaks for), PIN blocks in clear, randomness,
//! and any way to print a key.

mod key;
mod mac;
mod working;

pub use key::{Algorithm, CheckValue, Key, KeyFault};
pub use mac::{Mac, Method, mac};
pub use working::{Slot, WorkingFault, WorkingKeys, hide_working_keys, open_working_keys};
