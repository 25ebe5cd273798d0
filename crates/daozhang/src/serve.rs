//! The acquirer's edge: sockets, clock, keys and books around the live core.
//!
//! In: terminals over TCP, networks over long connections, tables in a folder. Out: answers that leave only after what they
//! say is durable. Absent by design: any rule about a swipe; those are the core's.

pub mod clock;
pub mod desk;
pub mod frames;
pub mod gateway;
pub mod keys;
pub mod links;
pub mod numbers;
pub mod records;
pub mod tables;
pub mod tls;
pub mod waiting;
