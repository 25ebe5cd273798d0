//! The live core of an acquirer: what happens goes in, what is to be done comes out.
//!
//! In: events (a terminal asks, the network answers, a time has come, a line of a clearing file), the present instant, and
//! the rows that a decision needs. Out: rows to keep, entries to book, evidence, and messages that may leave once those are
//! durable. The same core runs over memory in its simulation, over SQLite, and over PostgreSQL with several processes,
//! because between two decisions it keeps nothing.
//!
//! Absent by design: sockets, clocks, keys (whoever has the module checks codes and says so), a store, verdicts.

mod table;

mod card;
mod code;
mod kind;
mod known;
mod limits;
mod name;

mod request;
mod row;

mod event;
mod view;

mod check;
mod handle;
mod risk;

pub mod payout;
pub mod settlement;

mod books;
mod memory;
mod message;

pub use books::entry;
pub use card::{Card, Secrets};
pub use check::{CHECKS, Check};
pub use code::{Outcome, outcome};
pub use event::{
    Answer, Asked, ClearingLine, Demand, Effect, Event, Note, Posting, Reply, What, network_stan,
};
pub use handle::handle;
pub use kind::{Booked, Effect as Money, Kind, KindSpec, Original, Said, Way, kind};
pub use known::{Known, Merchant, Standing, Terminal};
pub use limits::Limits;
pub use memory::{Conflict, Memory};
pub use message::{network, terminal};
pub use name::{AuthCode, BatchNo, Code, MerchantId, Rrn, Stan, SwipeId, TerminalId};
pub use request::{MacCheck, Named, Request, Totals, Unread, Upload};
pub use risk::{Action, RiskRule, Scope, rules};
pub use row::{Batch, Counter, How, Key, Row, RowFault, State, Swipe, TerminalState, Undo};
pub use view::{Missing, Setting, View, wanted};
