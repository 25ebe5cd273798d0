//! Money, calendar, terms and the one rule of arrival; accounts, entries and the laws of books.
//!
//! In: amounts in minor units, instants, contract terms, the table of holidays; the chart of accounts and posting templates.
//! Out: fees, what is owed, settlement days, when the money is due; entries that balance.
//! Absent by design: clocks, disks, floats, cards, messages and networks. Whoever promises a date and
//! whoever judges one call the same function, [`arrival`](arrival::arrival()).

pub mod day;
pub mod instant;
pub mod zone;

pub mod money;
pub mod rate;

pub mod calendar;
pub mod calendar_row;
pub mod settle_mode;
pub mod terms;

pub mod cutoff;

pub mod arrival;

pub mod account;
pub mod entry;
pub mod linear;
mod table;

pub mod chart;
pub mod postings;

pub mod balance;
pub mod books;

pub mod chain;
pub mod checkpoint;
pub mod export;
pub mod verify;

pub use account::{AccountCode, AccountId, Subject};
pub use arrival::{Arrival, T0_WINDOW_SECONDS, Why, arrival};
pub use balance::{Balance, Position, balances_at};
pub use books::{Books, Needs, Print, Receipt, Refusal, unbalanced};
pub use calendar::{Calendar, Workday};
pub use calendar_row::{CalendarRow, DayKind};
pub use chain::{ChainId, Hash, Head, Place};
pub use chart::{AccountKind, Chart, ChartLine, Per, Side};
pub use checkpoint::{Checkpoint, CheckpointFault, CheckpointKey, Signed, verify_checkpoints};
pub use cutoff::{Cutoff, field15, near_cutoff, settlement_day};
pub use day::{Day, Weekday};
pub use entry::{Entry, EntryId, Leg, Phase};
pub use instant::Instant;
pub use money::{Currency, Money, decimal, yuan};
pub use postings::{Misfit, Occasion, Postings, Template, TemplatePhase};
pub use rate::{Rate, Rounding};
pub use settle_mode::SettleMode;
pub use terms::{CardClass, Owed, Terms};
pub use verify::{ChainFault, Stored, Tampering};
pub use zone::Zone;
