//! Virtual terminals: one for a person, and fleets of them for load.
//!
//! A terminal here does what the handbook says that terminals do: it signs in for its keys, writes its reversal before a
//! request leaves, believes no answer whose code, trace or amount is not right, and settles its batch.

pub mod fleet;
pub mod message;
pub mod slip;
pub mod terminal;
