//! Rows of the terminal and of the acquirer's switch.
//!
//! In: packed numbers. Out: cells in contract order.
//! Absent by design: anything that the network or a bank says later.

use ledger::{Day, Instant};

use super::{Kind, Name, Record, digits_or_nothing};
use crate::number::{Card, Mid, OrderNo, Rrn, push_digits};
use crate::word::{Code, Method, TxnType};
use crate::world::World;

/// What the terminal, or the till, says it did.
#[derive(Clone, Copy, Debug)]
pub struct TerminalRow {
    /// The settlement day by the terminal's own clock.
    pub file_day: Day,
    /// Merchant.
    pub mid: Mid,
    /// Terminal.
    pub tid: u32,
    /// Batch.
    pub batch: u32,
    /// Trace number.
    pub stan: u32,
    /// Kind.
    pub txn_type: TxnType,
    /// Minor units.
    pub amount: i64,
    /// The terminal's clock.
    pub local_time: Instant,
    /// As printed on the slip.
    pub rrn: Rrn,
    /// Zero is none.
    pub auth: u32,
    /// What the terminal was told.
    pub code: Code,
    /// Masked.
    pub card: Card,
    /// How it was read.
    pub method: Method,
    /// The original's.
    pub orig_rrn: Rrn,
    /// The original's; zero is none.
    pub orig_stan: u32,
    /// The till's.
    pub order: OrderNo,
    /// When the batch was sent up.
    pub uploaded_at: Option<Instant>,
}

impl Record for TerminalRow {
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("mid", Kind::Text),
        ("tid", Kind::Text),
        ("batch_no", Kind::Text),
        ("stan", Kind::Text),
        ("txn_type", Kind::Text),
        ("amount", Kind::Amount),
        ("currency", Kind::Text),
        ("local_time", Kind::Time),
        ("rrn", Kind::Text),
        ("auth_code", Kind::Text),
        ("response_code", Kind::Text),
        ("card", Kind::Text),
        ("method", Kind::Text),
        ("orig_rrn", Kind::Text),
        ("orig_stan", Kind::Text),
        ("order_no", Kind::Text),
        ("uploaded_at", Kind::Time),
    ];

    fn file_day(&self) -> Day {
        self.file_day
    }

    fn moment(&self) -> Instant {
        self.local_time
    }

    fn text(&self, column: usize, _: &World, out: &mut Vec<u8>) {
        match column {
            0 => self.mid.write(out),
            1 => push_digits(out, u64::from(self.tid), 8),
            2 => push_digits(out, u64::from(self.batch), 6),
            3 => push_digits(out, u64::from(self.stan), 6),
            4 => out.extend_from_slice(self.txn_type.word().as_bytes()),
            6 => out.extend_from_slice(b"CNY"),
            8 => self.rrn.write(out),
            9 => digits_or_nothing(self.auth, 6, out),
            10 => self.code.write(out),
            11 => self.card.write(out),
            12 => out.extend_from_slice(self.method.word().as_bytes()),
            13 => self.orig_rrn.write(out),
            14 => digits_or_nothing(self.orig_stan, 6, out),
            15 => self.order.write(out),
            _ => {}
        }
    }

    fn number(&self, column: usize) -> Option<i64> {
        match column {
            5 => Some(self.amount),
            7 => Some(self.local_time.ms()),
            16 => self.uploaded_at.map(Instant::ms),
            _ => None,
        }
    }
}

/// What the acquirer's switch did.
#[derive(Clone, Copy, Debug)]
pub struct PlatformRow {
    /// Merchant.
    pub mid: Mid,
    /// Terminal.
    pub tid: u32,
    /// Batch.
    pub batch: u32,
    /// Trace number.
    pub stan: u32,
    /// Reference.
    pub rrn: Rrn,
    /// Kind.
    pub txn_type: TxnType,
    /// Approved minor units.
    pub amount: i64,
    /// ISO 4217.
    pub currency: &'static str,
    /// As sent to the network.
    pub mcc: u16,
    /// As sent to the network.
    pub name: Name,
    /// The line to the network.
    pub channel: &'static str,
    /// Arrival of the request.
    pub received_at: Instant,
    /// Departure of the answer.
    pub responded_at: Option<Instant>,
    /// The network's answer.
    pub code: Code,
    /// Zero is none.
    pub auth: u32,
    /// Masked.
    pub card: Card,
    /// Class of the card.
    pub card_type: ledger::CardClass,
    /// How it was read.
    pub method: Method,
    /// Field 15.
    pub settle_day: Day,
    /// The original's.
    pub orig_rrn: Rrn,
    /// The till's.
    pub order: OrderNo,
    /// Field 25, where it says more than nothing.
    pub field_25: &'static str,
}

impl Record for PlatformRow {
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("mid", Kind::Text),
        ("tid", Kind::Text),
        ("batch_no", Kind::Text),
        ("stan", Kind::Text),
        ("rrn", Kind::Text),
        ("txn_type", Kind::Text),
        ("amount", Kind::Amount),
        ("currency", Kind::Text),
        ("mcc", Kind::Text),
        ("merchant_name", Kind::Text),
        ("channel", Kind::Text),
        ("received_at", Kind::Time),
        ("responded_at", Kind::Time),
        ("response_code", Kind::Text),
        ("auth_code", Kind::Text),
        ("card", Kind::Text),
        ("card_type", Kind::Text),
        ("method", Kind::Text),
        ("settle_date", Kind::Date),
        ("orig_rrn", Kind::Text),
        ("order_no", Kind::Text),
        ("F25", Kind::Text),
    ];

    fn file_day(&self) -> Day {
        self.settle_day
    }

    fn moment(&self) -> Instant {
        self.received_at
    }

    fn text(&self, column: usize, world: &World, out: &mut Vec<u8>) {
        match column {
            0 => self.mid.write(out),
            1 => push_digits(out, u64::from(self.tid), 8),
            2 => push_digits(out, u64::from(self.batch), 6),
            3 => push_digits(out, u64::from(self.stan), 6),
            4 => self.rrn.write(out),
            5 => out.extend_from_slice(self.txn_type.word().as_bytes()),
            7 => out.extend_from_slice(self.currency.as_bytes()),
            8 => push_digits(out, u64::from(self.mcc), 4),
            9 => self.name.write(world, out),
            10 => out.extend_from_slice(self.channel.as_bytes()),
            13 => self.code.write(out),
            14 => digits_or_nothing(self.auth, 6, out),
            15 => self.card.write(out),
            16 => out.extend_from_slice(self.card_type.slug().as_bytes()),
            17 => out.extend_from_slice(self.method.word().as_bytes()),
            19 => self.orig_rrn.write(out),
            20 => self.order.write(out),
            21 => out.extend_from_slice(self.field_25.as_bytes()),
            _ => {}
        }
    }

    fn number(&self, column: usize) -> Option<i64> {
        match column {
            6 => Some(self.amount),
            11 => Some(self.received_at.ms()),
            12 => self.responded_at.map(Instant::ms),
            18 => Some(i64::from(self.settle_day.epoch())),
            _ => None,
        }
    }
}
