//! The rows of the six sources as the record contract names them, typed, with borrowed text.
//!
//! Absent text is the empty string, as in the contract; other absent values are `None`. Fields
//! come in the contract's order, `place` last, so that the derived order of rows is an order of
//! content: where a row stands decides nothing but which copy is cited.

use crate::{CardType, Direction, Method, PayoutStatus, Place, SettlementStatus, TxnType};
use ledger::{Day, Instant};

/// Columns that the contract does not know: name and value, sorted by name.
pub type Extras<'a> = &'a [(&'a str, &'a str)];

/// What the terminal, or the merchant's till, says it did.
#[allow(
    missing_docs,
    reason = "the columns are documented once, in specs/records"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TerminalRow<'a> {
    pub local_time: Instant,
    pub mid: &'a str,
    pub tid: &'a str,
    pub batch_no: &'a str,
    pub stan: &'a str,
    pub txn_type: TxnType,
    pub amount: i64,
    pub currency: &'a str,
    pub rrn: &'a str,
    pub auth_code: &'a str,
    /// Empty: no answer came.
    pub response_code: &'a str,
    pub card: &'a str,
    pub method: Option<Method>,
    pub orig_rrn: &'a str,
    pub orig_stan: &'a str,
    pub order_no: &'a str,
    pub uploaded_at: Option<Instant>,
    pub acquirer: &'a str,
    pub known_at: Option<Instant>,
    pub extras: Extras<'a>,
    pub place: Place,
}

/// What the acquirer's switch did.
#[allow(
    missing_docs,
    reason = "the columns are documented once, in specs/records"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlatformRow<'a> {
    pub received_at: Instant,
    pub mid: &'a str,
    pub tid: &'a str,
    pub batch_no: &'a str,
    pub stan: &'a str,
    pub rrn: &'a str,
    pub txn_type: TxnType,
    pub amount: i64,
    pub currency: &'a str,
    pub mcc: &'a str,
    pub merchant_name: &'a str,
    pub channel: &'a str,
    pub responded_at: Option<Instant>,
    /// Empty: the network never answered.
    pub response_code: &'a str,
    pub auth_code: &'a str,
    pub card: &'a str,
    pub card_type: Option<CardType>,
    pub method: Option<Method>,
    pub settle_date: Option<Day>,
    pub orig_rrn: &'a str,
    pub order_no: &'a str,
    pub acquirer: &'a str,
    pub known_at: Option<Instant>,
    pub extras: Extras<'a>,
    pub place: Place,
}

/// A line of the card network's clearing file.
#[allow(
    missing_docs,
    reason = "the columns are documented once, in specs/records"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClearingRow<'a> {
    pub settle_date: Day,
    pub rrn: &'a str,
    pub mid: &'a str,
    pub tid: &'a str,
    pub stan: &'a str,
    pub txn_type: TxnType,
    pub amount: i64,
    pub currency: &'a str,
    pub network_fee: Option<i64>,
    pub mcc: &'a str,
    pub merchant_name: &'a str,
    pub card: &'a str,
    pub card_type: Option<CardType>,
    pub orig_rrn: &'a str,
    pub network_ref: &'a str,
    pub reason: &'a str,
    pub acquirer: &'a str,
    pub known_at: Option<Instant>,
    pub extras: Extras<'a>,
    pub place: Place,
}

/// What the acquirer reckons it owes for one swipe, or takes back for one.
#[allow(
    missing_docs,
    reason = "the columns are documented once, in specs/records"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SettlementRow<'a> {
    pub settle_date: Day,
    pub mid: &'a str,
    pub rrn: &'a str,
    pub txn_type: TxnType,
    pub amount: i64,
    pub fee: i64,
    /// May be negative.
    pub net: i64,
    pub orig_rrn: &'a str,
    /// Empty: in no payout yet.
    pub payout_id: &'a str,
    pub status: SettlementStatus,
    pub hold_reason: &'a str,
    pub acquirer: &'a str,
    pub known_at: Option<Instant>,
    pub extras: Extras<'a>,
    pub place: Place,
}

/// One state of a transfer to a merchant.
#[allow(
    missing_docs,
    reason = "the columns are documented once, in specs/records"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PayoutRow<'a> {
    pub status_at: Instant,
    pub status: PayoutStatus,
    pub payout_id: &'a str,
    pub mid: &'a str,
    pub amount: i64,
    pub currency: &'a str,
    pub txn_count: Option<i64>,
    pub account_no: &'a str,
    pub account_name: &'a str,
    pub bank_code: &'a str,
    pub payer_name: &'a str,
    pub channel: &'a str,
    pub created_at: Instant,
    pub due_date: Option<Day>,
    /// An ISO 20022 reason code.
    pub reason: &'a str,
    pub reason_text: &'a str,
    pub bank_ref: &'a str,
    pub retry_of: &'a str,
    pub acquirer: &'a str,
    pub known_at: Option<Instant>,
    pub extras: Extras<'a>,
    pub place: Place,
}

/// A booked line of a bank statement.
#[allow(
    missing_docs,
    reason = "the columns are documented once, in specs/records"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BankRow<'a> {
    pub booked_at: Instant,
    pub account_no: &'a str,
    pub value_date: Option<Day>,
    pub direction: Direction,
    pub amount: i64,
    pub currency: &'a str,
    pub balance: Option<i64>,
    pub counterparty_name: &'a str,
    pub counterparty_account: &'a str,
    pub bank_ref: &'a str,
    pub remittance: &'a str,
    pub acquirer: &'a str,
    pub known_at: Option<Instant>,
    pub extras: Extras<'a>,
    pub place: Place,
}

/// What all rows have: a place, a content apart from it, and a time of their own.
pub trait Row: Copy + Ord {
    /// Where the row stands.
    fn place(&self) -> Place;
    /// The same row as if it stood at `place`; used to compare content.
    fn at(self, place: Place) -> Self;
    /// The row's latest time column; a clearing or settlement row has its settlement day plus
    /// one day, 00:00 (record contract, rule 9). Days count from midnight of `midnight`.
    fn own_time(&self, midnight: &dyn Fn(Day) -> Instant) -> Instant;
    /// When the row became known: its `known_at` column, else its own time.
    fn known_time(&self, midnight: &dyn Fn(Day) -> Instant) -> Instant;
    /// The value of a column that the contract does not know; empty when absent.
    fn extra(&self, name: &str) -> &str;
}

macro_rules! row {
    ($name:ident, $self:ident, $midnight:ident, $own_time:expr) => {
        impl Row for $name<'_> {
            fn place(&self) -> Place {
                self.place
            }
            fn at(mut self, place: Place) -> Self {
                self.place = place;
                self
            }
            fn own_time(&$self, $midnight: &dyn Fn(Day) -> Instant) -> Instant {
                $own_time
            }
            fn known_time(&self, midnight: &dyn Fn(Day) -> Instant) -> Instant {
                self.known_at.unwrap_or_else(|| self.own_time(midnight))
            }
            fn extra(&self, name: &str) -> &str {
                self.extras
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map_or("", |(_, value)| value)
            }
        }
    };
}

row!(TerminalRow, self, _midnight, {
    self.uploaded_at
        .map_or(self.local_time, |upload| upload.max(self.local_time))
});
row!(PlatformRow, self, _midnight, {
    self.responded_at
        .map_or(self.received_at, |answer| answer.max(self.received_at))
});
row!(
    ClearingRow,
    self,
    midnight,
    midnight(self.settle_date.plus(1))
);
row!(
    SettlementRow,
    self,
    midnight,
    midnight(self.settle_date.plus(1))
);
row!(
    PayoutRow,
    self,
    _midnight,
    self.status_at.max(self.created_at)
);
row!(BankRow, self, _midnight, self.booked_at);
