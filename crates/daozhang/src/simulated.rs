//! The world around an acquirer, simulated on real wires: a card network with its issuers.
//!
//! Absent by design: anything that the acquirer would not meet in a real one, but for the fates that it is asked to plant.

pub mod host;
pub mod issuers;
