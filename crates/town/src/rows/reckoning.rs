//! Rows of the network's clearing and of the acquirer's settlement.
//!
//! In: packed numbers. Out: cells in contract order.
//! Absent by design: clocks; these rows know their day only.

use ledger::{Day, Instant};

use super::{Kind, Name, Record, digits_or_nothing};
use crate::number::{Card, Mid, PayoutNo, Rrn, push_digits};
use crate::word::{SettleStatus, TxnType};
use crate::world::World;

/// A line of the card network's clearing file.
#[derive(Clone, Copy, Debug)]
pub struct ClearingRow {
    /// Reference.
    pub rrn: Rrn,
    /// Merchant, as the network knows it.
    pub mid: Mid,
    /// Terminal; zero is none.
    pub tid: u32,
    /// Trace number; zero is none.
    pub stan: u32,
    /// Kind.
    pub txn_type: TxnType,
    /// Minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: &'static str,
    /// What the network charges the acquirer.
    pub network_fee: i64,
    /// The clearing day.
    pub settle_day: Day,
    /// As the network knows it.
    pub mcc: u16,
    /// As the network knows it.
    pub name: Name,
    /// Masked.
    pub card: Card,
    /// Class of the card.
    pub card_type: ledger::CardClass,
    /// The original's.
    pub orig_rrn: Rrn,
    /// The network's own number.
    pub network_ref: u64,
    /// Reason of a line that gives money back.
    pub reason: &'static str,
    /// Where it stands within its file.
    pub swiped_at: Instant,
}

impl Record for ClearingRow {
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("rrn", Kind::Text),
        ("mid", Kind::Text),
        ("tid", Kind::Text),
        ("stan", Kind::Text),
        ("txn_type", Kind::Text),
        ("amount", Kind::Amount),
        ("currency", Kind::Text),
        ("network_fee", Kind::Amount),
        ("settle_date", Kind::Date),
        ("mcc", Kind::Text),
        ("merchant_name", Kind::Text),
        ("card", Kind::Text),
        ("card_type", Kind::Text),
        ("orig_rrn", Kind::Text),
        ("network_ref", Kind::Text),
        ("reason", Kind::Text),
    ];

    fn file_day(&self) -> Day {
        self.settle_day
    }

    fn moment(&self) -> Instant {
        self.swiped_at
    }

    fn text(&self, column: usize, world: &World, out: &mut Vec<u8>) {
        match column {
            0 => self.rrn.write(out),
            1 => self.mid.write(out),
            2 => digits_or_nothing(self.tid, 8, out),
            3 => digits_or_nothing(self.stan, 6, out),
            4 => out.extend_from_slice(self.txn_type.word().as_bytes()),
            6 => out.extend_from_slice(self.currency.as_bytes()),
            9 => push_digits(out, u64::from(self.mcc), 4),
            10 => self.name.write(world, out),
            11 => self.card.write(out),
            12 => out.extend_from_slice(self.card_type.slug().as_bytes()),
            13 => self.orig_rrn.write(out),
            14 => {
                out.extend_from_slice(b"N");
                push_digits(out, self.network_ref, 11);
            }
            15 => out.extend_from_slice(self.reason.as_bytes()),
            _ => {}
        }
    }

    fn number(&self, column: usize) -> Option<i64> {
        match column {
            5 => Some(self.amount),
            7 => Some(self.network_fee),
            8 => Some(i64::from(self.settle_day.epoch())),
            _ => None,
        }
    }
}

/// What the acquirer reckons it owes for one swipe.
#[derive(Clone, Copy, Debug)]
pub struct SettlementRow {
    /// Merchant.
    pub mid: Mid,
    /// Reference.
    pub rrn: Rrn,
    /// Kind.
    pub txn_type: TxnType,
    /// Minor units.
    pub amount: i64,
    /// The fee taken, or given back.
    pub fee: i64,
    /// What it adds to a payout; may be negative.
    pub net: i64,
    /// The settlement day.
    pub settle_day: Day,
    /// The original's.
    pub orig_rrn: Rrn,
    /// The payout it went into.
    pub payout: PayoutNo,
    /// How far it came.
    pub status: SettleStatus,
    /// Why it is held.
    pub hold_reason: &'static str,
    /// Where it stands within its file.
    pub swiped_at: Instant,
}

impl Record for SettlementRow {
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("mid", Kind::Text),
        ("rrn", Kind::Text),
        ("txn_type", Kind::Text),
        ("amount", Kind::Amount),
        ("fee", Kind::Amount),
        ("net", Kind::Amount),
        ("settle_date", Kind::Date),
        ("orig_rrn", Kind::Text),
        ("payout_id", Kind::Text),
        ("status", Kind::Text),
        ("hold_reason", Kind::Text),
    ];

    fn file_day(&self) -> Day {
        self.settle_day
    }

    fn moment(&self) -> Instant {
        self.swiped_at
    }

    fn text(&self, column: usize, _: &World, out: &mut Vec<u8>) {
        match column {
            0 => self.mid.write(out),
            1 => self.rrn.write(out),
            2 => out.extend_from_slice(self.txn_type.word().as_bytes()),
            7 => self.orig_rrn.write(out),
            8 => self.payout.write(out),
            9 => out.extend_from_slice(self.status.word().as_bytes()),
            10 => out.extend_from_slice(self.hold_reason.as_bytes()),
            _ => {}
        }
    }

    fn number(&self, column: usize) -> Option<i64> {
        match column {
            3 => Some(self.amount),
            4 => Some(self.fee),
            5 => Some(self.net),
            6 => Some(i64::from(self.settle_day.epoch())),
            _ => None,
        }
    }
}
