//! The rows of the six sources, and of the truth, as the town makes them.
//!
//! In: packed numbers. Out: cells, column by column, in the order of the record contract.
//! Absent by design: files. A row knows the day of the file that it belongs to, and the moment by which it is sorted there.

use ledger::{Day, Instant};

use crate::number::{AccountNo, BankRef, Card, Mid, OrderNo, PayoutNo, Rrn, push_digits};
use crate::word::{
    Code, Direction, HoldReason, Method, PayoutStatus, SettleStatus, Stage, TxnType, Verdict,
};
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

/// One state of a transfer to a merchant.
#[derive(Clone, Copy, Debug)]
pub struct PayoutRow {
    /// Its number.
    pub payout: PayoutNo,
    /// Merchant.
    pub mid: Mid,
    /// Minor units.
    pub amount: i64,
    /// How many settlement lines it pays.
    pub txn_count: u32,
    /// Where it goes.
    pub account: AccountNo,
    /// To whom.
    pub account_name: Name,
    /// The receiving bank.
    pub bank_code: &'static str,
    /// Who pays.
    pub payer: &'static str,
    /// The rail.
    pub channel: &'static str,
    /// When it was made.
    pub created_at: Instant,
    /// The local day of that.
    pub created_day: Day,
    /// When it is due.
    pub due_day: Day,
    /// The state.
    pub status: PayoutStatus,
    /// ISO 20022.
    pub reason: &'static str,
    /// The bank's words.
    pub reason_text: &'static str,
    /// When it came to this state.
    pub status_at: Instant,
    /// The bank's reference.
    pub bank_ref: BankRef,
    /// The payout that this one repeats.
    pub retry_of: PayoutNo,
}

impl Record for PayoutRow {
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("payout_id", Kind::Text),
        ("mid", Kind::Text),
        ("amount", Kind::Amount),
        ("currency", Kind::Text),
        ("txn_count", Kind::Amount),
        ("account_no", Kind::Text),
        ("account_name", Kind::Text),
        ("bank_code", Kind::Text),
        ("payer_name", Kind::Text),
        ("channel", Kind::Text),
        ("created_at", Kind::Time),
        ("due_date", Kind::Date),
        ("status", Kind::Text),
        ("reason", Kind::Text),
        ("reason_text", Kind::Text),
        ("status_at", Kind::Time),
        ("bank_ref", Kind::Text),
        ("retry_of", Kind::Text),
    ];

    fn file_day(&self) -> Day {
        self.created_day
    }

    fn moment(&self) -> Instant {
        self.status_at
    }

    fn text(&self, column: usize, world: &World, out: &mut Vec<u8>) {
        match column {
            0 => self.payout.write(out),
            1 => self.mid.write(out),
            3 => out.extend_from_slice(b"CNY"),
            5 => self.account.write(out),
            6 => self.account_name.write(world, out),
            7 => out.extend_from_slice(self.bank_code.as_bytes()),
            8 => out.extend_from_slice(self.payer.as_bytes()),
            9 => out.extend_from_slice(self.channel.as_bytes()),
            12 => out.extend_from_slice(self.status.word().as_bytes()),
            13 => out.extend_from_slice(self.reason.as_bytes()),
            14 => out.extend_from_slice(self.reason_text.as_bytes()),
            16 => self.bank_ref.write(out),
            17 => self.retry_of.write(out),
            _ => {}
        }
    }

    fn number(&self, column: usize) -> Option<i64> {
        match column {
            2 => Some(self.amount),
            4 => Some(i64::from(self.txn_count)),
            10 => Some(self.created_at.ms()),
            11 => Some(i64::from(self.due_day.epoch())),
            15 => Some(self.status_at.ms()),
            _ => None,
        }
    }
}

/// What the payer wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remittance {
    /// The payout's number and a few words.
    Payout(PayoutNo),
    /// Words only.
    Words(&'static str),
}

/// A booked line of a bank statement.
#[derive(Clone, Copy, Debug)]
pub struct BankRow {
    /// Whose statement.
    pub account: AccountNo,
    /// When it was booked.
    pub booked_at: Instant,
    /// The local day of that.
    pub booked_day: Day,
    /// In or out.
    pub direction: Direction,
    /// Minor units.
    pub amount: i64,
    /// The account's balance after it.
    pub balance: i64,
    /// Who paid or was paid.
    pub counterparty: &'static str,
    /// From where; zero is none.
    pub counterparty_account: AccountNo,
    /// The bank's reference.
    pub bank_ref: BankRef,
    /// What the payer wrote.
    pub remittance: Remittance,
}

impl Record for BankRow {
    const COLUMNS: &'static [(&'static str, Kind)] = &[
        ("account_no", Kind::Text),
        ("booked_at", Kind::Time),
        ("value_date", Kind::Date),
        ("direction", Kind::Text),
        ("amount", Kind::Amount),
        ("currency", Kind::Text),
        ("balance", Kind::Amount),
        ("counterparty_name", Kind::Text),
        ("counterparty_account", Kind::Text),
        ("bank_ref", Kind::Text),
        ("remittance", Kind::Text),
    ];

    fn file_day(&self) -> Day {
        self.booked_day
    }

    fn moment(&self) -> Instant {
        self.booked_at
    }

    fn text(&self, column: usize, _: &World, out: &mut Vec<u8>) {
        match column {
            0 => self.account.write(out),
            3 => out.extend_from_slice(self.direction.word().as_bytes()),
            5 => out.extend_from_slice(b"CNY"),
            7 => out.extend_from_slice(self.counterparty.as_bytes()),
            8 => self.counterparty_account.write(out),
            9 => self.bank_ref.write(out),
            10 => match self.remittance {
                Remittance::Payout(payout) => {
                    payout.write(out);
                    out.extend_from_slice(" 结算款".as_bytes());
                }
                Remittance::Words(words) => out.extend_from_slice(words.as_bytes()),
            },
            _ => {}
        }
    }

    fn number(&self, column: usize) -> Option<i64> {
        match column {
            1 => Some(self.booked_at.ms()),
            2 => Some(i64::from(self.booked_day.epoch())),
            4 => Some(self.amount),
            6 => Some(self.balance),
            _ => None,
        }
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
