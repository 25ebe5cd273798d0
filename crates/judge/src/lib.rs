//! The judge: a trail, knowledge and an instant go in; one verdict comes out.
//!
//! In: the trail of one swipe, the payouts of its settlement lines, what is known, an as-of
//! instant. Out: whether the money arrived, in full and on time; else where it is stuck, why,
//! who acts, and when it comes.
//! Absent by design: clocks, disks, sockets, SQL, the acquirer. Any trail, any knowledge and any
//! instant give one verdict, and always the same one.

mod answer;
mod around;
mod cause;
mod causes;
mod code_table;
mod docket;
mod eta;
mod facts;
mod fee_check;
mod funds;
mod implied;
mod incident;
mod judge;
mod knowledge;
mod matching;
mod name;
mod payment;
mod plain;
mod reading;
mod statement;
mod surroundings;
mod verdict;

pub use around::*;
pub use cause::*;
pub use causes::{Finding, RULES, Rule};
pub use code_table::*;
pub use docket::*;
pub(crate) use facts::saturating_sum;
pub use facts::*;
pub use fee_check::*;
pub use funds::*;
pub use implied::*;
pub use incident::{
    Bearers, Dimension, Found, Incident, MEMBERS_MIN, Population, Stuck, candidates, find,
    is_stuck, note,
};
pub use judge::*;
pub use knowledge::*;
pub use matching::*;
pub use payment::*;
pub use plain::*;
pub use statement::*;
pub use surroundings::{
    CardCharge, Query, Surroundings, TraceNumbers, is_channel_fault, is_platform_silence, is_repeat,
};
pub use verdict::*;
