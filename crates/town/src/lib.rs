//! A seeded town: merchants, terminals, a network, banks, a calendar. It plants faults of every kind and knows the truth.
//!
//! In: a number of swipes and a seed. Out: the records that a payment business would have, and beside them what is so.
//! Absent by design: the tracing wing. The truth here is an independent reading of the record contract, so that the
//! two can be held against each other.

pub mod dice;
pub mod number;
pub mod word;

pub mod period;
pub mod place;

pub mod world;

pub mod incident;
pub mod plan;

pub mod rows;

pub mod chain;
pub mod fates;
pub mod payout_run;
pub mod play;
pub mod records;
pub mod stage;
pub mod truth;

pub mod write;

pub use period::Period;
pub use plan::{Planting, Refusal, plan};
pub use play::{blocks, play};
pub use rows::Rows;
pub use world::World;
pub use write::{Error, Files, Options, Summary, simulate};
