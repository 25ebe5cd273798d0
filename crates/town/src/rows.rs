//! The rows of the six sources, and of the truth, as the town makes them.
//!
//! In: packed numbers. Out: cells, column by column, in the order of the record contract.
//! Absent by design: files. A row knows the day of the file that it belongs to, and the moment by which it is sorted there.

pub mod money;
pub mod reckoning;
pub mod switch;

use ledger::{Day, Instant};

pub use money::{BankRow, PayoutRow, Remittance};
pub use reckoning::{ClearingRow, SettlementRow};
pub use switch::{PlatformRow, TerminalRow};

use crate::number::{Mid, OrderNo, Rrn, push_digits};
use crate::word::{HoldReason, Stage, Verdict};
use crate::world::World;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8; empty is absent.
    Text,
    /// Whole minor units.
    Amount,
    /// A calendar day.
    Date,
    /// An instant, in milliseconds.
    Time,
}

/// A row that can be written, cell by cell.
pub trait Record: Sync + Send {
    /// The columns, in contract order.
    const COLUMNS: &'static [(&'static str, Kind)];

    /// The day of the file it stands in.
    fn file_day(&self) -> Day;
    /// Rows of one file stand in this order.
    fn moment(&self) -> Instant;
    /// Appends the text of a `Text` column; nothing when the cell is empty.
    fn text(&self, column: usize, world: &World, out: &mut Vec<u8>);
    /// The value of an `Amount`, a `Date` (days since 1970) or a `Time` (milliseconds); `None` when the cell is empty.
    fn number(&self, column: usize) -> Option<i64>;
}

/// A name that stands in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// The merchant of that index.
    Merchant(u32),
    /// Somebody else, or nothing.
    Words(&'static str),
}

impl Name {
    fn write(self, world: &World, out: &mut Vec<u8>) {
        match self {
            Name::Merchant(index) => {
                out.extend_from_slice(world.merchants[index as usize].name.as_bytes());
            }
            Name::Words(words) => out.extend_from_slice(words.as_bytes()),
        }
    }
}

fn digits_or_nothing(number: u32, width: usize, out: &mut Vec<u8>) {
    if number != 0 {
        push_digits(out, u64::from(number), width);
    }
}

/// A hold, open or released.
#[derive(Clone, Copy, Debug)]
pub struct HoldRow {
    /// Merchant.
    pub mid: Mid,
    /// One swipe; none means the whole merchant.
    pub rrn: Rrn,
    /// Why.
    pub reason: HoldReason,
    /// Since when.
    pub placed_at: Instant,
    /// Until when.
    pub released_at: Option<Instant>,
}

/// What is so about one swipe, whatever anyone concludes from the records.
#[derive(Clone, Copy, Debug)]
pub struct TruthRow {
    /// Merchant.
    pub mid: Mid,
    /// Terminal.
    pub tid: u32,
    /// Trace number.
    pub stan: u32,
    /// Reference.
    pub rrn: Rrn,
    /// The till's.
    pub order: OrderNo,
    /// What was planted.
    pub fate: &'static str,
    /// Whether the records at the as-of instant determine the verdict.
    pub provable: bool,
    /// What is so.
    pub verdict: Verdict,
    /// How far its records reach.
    pub stage: Stage,
    /// Why; empty when it arrived on time and nothing stands beside that.
    pub cause: &'static str,
    /// `None`: nobody can say yet.
    pub owed: Option<i64>,
    /// What came.
    pub arrived: i64,
    /// When it is due by contract; `None` when it has no date.
    pub expected_by: Option<Instant>,
    /// The incident it is part of; zero is none.
    pub incident: u8,
    /// What was swiped.
    pub amount: i64,
    /// Of what came, how much will be taken back by a payout that is not due yet.
    pub to_be_netted: i64,
    /// When the last of it came.
    pub arrived_at: Option<Instant>,
    /// The cause stands even beside an arrival on time.
    pub beside: bool,
    /// Declined, undone or never received: nothing is owed, whatever came.
    pub not_owed: bool,
    /// When it was swiped.
    pub swiped_at: Instant,
    /// Its settlement day.
    pub settle_day: Day,
}

/// All rows of one block of merchants.
#[derive(Debug, Default)]
pub struct Rows {
    /// Terminals.
    pub terminal: Vec<TerminalRow>,
    /// The switch.
    pub platform: Vec<PlatformRow>,
    /// The network.
    pub clearing: Vec<ClearingRow>,
    /// The acquirer's ledger.
    pub settlement: Vec<SettlementRow>,
    /// Transfers.
    pub payout: Vec<PayoutRow>,
    /// Statements.
    pub bank: Vec<BankRow>,
    /// Holds.
    pub holds: Vec<HoldRow>,
    /// The truth.
    pub truth: Vec<TruthRow>,
}
