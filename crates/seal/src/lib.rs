//! Keys of terminals and networks, and what they seal: message authentication codes, check values, working keys, PIN
//! blocks, keys at rest.
//!
//! In: keys and bytes. Out: codes, whether a code is right, what another key hides. Everything is a function of what
//! goes in; randomness is handed in. An acquirer talks to an [`Hsm`]; [`SoftwareHsm`] is one **for tests and
//! demonstrations only**. Absent by design: messages (`wire` says which bytes a code speaks for), a PIN in clear anywhere
//! outside of that module, and any way to print a key.

mod hsm;
mod key;
mod mac;
mod pin;
mod rest;
mod software;
mod working;

pub use hsm::{Hsm, HsmFault, KeyName, PinSeal, Purpose, WorkingNames};
pub use key::{Algorithm, CheckValue, Key, KeyFault};
pub use mac::{Mac, Method, mac};
pub use pin::PinFormat;
pub use rest::{NONCE_BYTES, RestKey};
pub use software::{Random, SoftwareHsm};
pub use working::{Slot, WorkingFault, WorkingKeys, hide_working_keys, open_working_keys};
