//! Messages of terminals and of the network, made of what the core says and read into what it hears.
//!
//! In: answers and demands; messages that were decoded. Out: bytes with eight of them left for the code that whoever has
//! the keys puts there; requests and replies. Absent: keys, connections.

pub mod network;
pub mod terminal;
