//! Rows of payouts and of bank statements.
//!
//! In: packed numbers. Out: cells in contract order.
//! Absent by design: swipes; these rows know sums only.

use ledger::{Day, Instant};

use super::{Kind, Name, Record};
use crate::number::{AccountNo, BankRef, Mid, PayoutNo};
use crate::word::{Direction, PayoutStatus};
use crate::world::World;

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
