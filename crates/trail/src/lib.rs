//! The trail of one subject: all evidence about a swipe or a payout, and nothing derived.
//!
//! In: rows of the six sources; late, doubled, out of order, from many files and machines.
//! Out: the same trails, whatever the order, the repetition and the split.
//! Absent by design: verdicts, clocks, SQL, "the latest wins". Sources that disagree both stay.
//!
//! Rows borrow their text from whoever read them; a trail is built, judged and dropped.

#[macro_use]
mod slugs;

mod claim;
mod code;
mod coverage;
mod era;
mod gather;
mod index;
mod payout;
mod place;
mod register;
mod route;
mod row;
mod split;
mod swipe;

pub use claim::*;
pub use code::*;
pub use coverage::*;
pub use gather::*;
pub use index::*;
pub use payout::*;
pub use place::*;
pub use register::*;
pub use route::*;
pub use row::*;
pub use split::*;
pub use swipe::*;

#[cfg(test)]
mod tests;
