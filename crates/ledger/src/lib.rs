//! Money, calendar, terms and the one rule of arrival.
//!
//! In: amounts in minor units, instants, contract terms, the table of holidays. Out: fees, what is
//! owed, settlement days, and when the money is due.
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

pub use arrival::{Arrival, T0_WINDOW_SECONDS, Why, arrival};
pub use calendar::{Calendar, Workday};
pub use calendar_row::{CalendarRow, DayKind};
pub use cutoff::{Cutoff, field15, near_cutoff, settlement_day};
pub use day::{Day, Weekday};
pub use instant::Instant;
pub use money::{Currency, Money, decimal, yuan};
pub use rate::{Rate, Rounding};
pub use settle_mode::SettleMode;
pub use terms::{CardClass, Owed, Terms};
pub use zone::Zone;
