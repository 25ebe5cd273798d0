//! The town as planned: its merchants with their contracts, its incidents, and what each merchant is there to show.
//!
//! In: a plan. Out: facts that playing reads and never changes.
//! Absent by design: swipes. They are made block by block and forgotten again.

use ledger::{Day, Rate, Rounding, SettleMode, Terms};

use crate::fates::{Fate, Fates};
use crate::number::{AccountNo, Mid};
use crate::period::Times;
use crate::place;
use crate::word::{MerchantStatus, TerminalStatus};

/// A town holds at most this many swipes: order numbers and references have ten digits to spare.
pub const SWIPES_MAX: u64 = 200_000_000;
/// A merchant has at most this many terminals.
pub const TERMINALS_MAX: usize = 8;

/// What a merchant is there to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Ordinary trade. With a seat it also hosts single swipes of other fates.
    Plain {
        /// Its seat among the hosts.
        seat: Option<u64>,
    },
    /// One fate, told by the whole merchant.
    Case {
        /// Index into the list of fates.
        fate: usize,
        /// The how-manieth of its fate.
        turn: u32,
    },
}

/// One merchant.
#[derive(Clone, Debug)]
pub struct Merchant {
    /// Its place in the town.
    pub index: u32,
    /// Its number.
    pub mid: Mid,
    /// Its name, which its account bears too.
    pub name: String,
    /// Its category.
    pub mcc: u16,
    /// Its contract.
    pub terms: Terms,
    /// Its account; none when it never gave one.
    pub account: AccountNo,
    /// Its bank.
    pub bank: &'static str,
    /// The rail of its payouts.
    pub rail: &'static str,
    /// The line of its card swipes to the network.
    pub line: &'static str,
    /// The state of its contract.
    pub status: MerchantStatus,
    /// Since when.
    pub status_since: Option<Day>,
    /// The state of its account, as the acquirer knows it.
    pub account_status: &'static str,
    /// Model and firmware of its terminals.
    pub model: (&'static str, &'static str),
    /// The state of its second terminal, and its last day in use; the first one is always in use.
    pub second_terminal: (TerminalStatus, Option<Day>),
    /// The second terminal is registered to the neighbour.
    pub second_terminal_is_neighbours: bool,
    /// Minute of the day at which its payouts are made.
    pub run_minute: u32,
    /// Whether its statements are in the data set.
    pub has_statement: bool,
    /// Whether its terminals' journals are.
    pub has_journal: bool,
    /// Whether its till numbers its orders.
    pub has_orders: bool,
    /// Whether several payouts of one day reach it as one sum.
    pub in_lumps: bool,
    /// Whether its credits bear no reference.
    pub without_reference: bool,
    /// Whether deductions are written as `netted` lines.
    pub netted_lines: bool,
    /// The middle of its amounts, in fen.
    pub ticket: i64,
    /// How many swipes it makes.
    pub swipes: u32,
    /// How many terminals it has.
    pub terminals: u32,
    /// The number of its first terminal.
    pub first_terminal: u32,
    /// Its first reference.
    pub first_rrn: u64,
    /// Its first payout.
    pub first_payout: u64,
    /// What it is there for.
    pub role: Role,
}

impl Merchant {
    /// A merchant before anyone dealt it a part: T1, one price for all cards, the first of every list.
    pub fn blank(index: u32) -> Merchant {
        let rate = |text| Rate::parse(text).expect("a rate between 0 and 1");
        Merchant {
            index,
            mid: Mid(0),
            name: String::new(),
            mcc: place::TRADES[0].0,
            terms: Terms {
                mode: SettleMode::T(1),
                credit_rate: rate("0.0060"),
                debit_rate: rate("0.0060"),
                debit_cap: None,
                qr_rate: None,
                rounding: Rounding::HalfUp,
                refund_returns_fee: true,
                payout_fee: 0,
                min_payout: 0,
            },
            account: AccountNo(310_000_000_001 + u64::from(index) * 7),
            bank: place::BANKS[0],
            rail: place::RAILS[0],
            line: place::LINES[0],
            status: MerchantStatus::Normal,
            status_since: None,
            account_status: "normal",
            model: place::MODELS[0],
            second_terminal: (TerminalStatus::Active, None),
            second_terminal_is_neighbours: false,
            run_minute: 200,
            has_statement: true,
            has_journal: true,
            has_orders: false,
            in_lumps: false,
            without_reference: false,
            netted_lines: false,
            ticket: 10_000,
            swipes: 0,
            terminals: 1,
            first_terminal: 0,
            first_rrn: 0,
            first_payout: 0,
            role: Role::Plain { seat: None },
        }
    }

    /// Whether it is paid the same day, ahead of the network.
    pub fn is_instant(&self) -> bool {
        matches!(self.terms.mode, SettleMode::T0 | SettleMode::D(0))
    }
}

/// A common cause that many swipes share, as planted.
#[derive(Clone, Debug)]
pub struct Incident {
    /// Its number, from 1.
    pub number: u8,
    /// The cause of its members.
    pub cause: &'static str,
    /// What they share.
    pub dimension: &'static str,
    /// The value they share.
    pub value: String,
    /// When it began.
    pub began: ledger::Instant,
    /// The notice that announced it, or nothing.
    pub notice: &'static str,
}

/// A public notice.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its number.
    pub id: &'static str,
    /// Who says it.
    pub issuer: &'static str,
    /// What kind.
    pub kind: &'static str,
    /// Whom it concerns; empty for all.
    pub scope: &'static str,
    /// From.
    pub starts_at: ledger::Instant,
    /// To.
    pub ends_at: ledger::Instant,
    /// Its words.
    pub text: &'static str,
}

/// The planned town.
#[derive(Clone, Debug)]
pub struct World {
    /// The seed of all chance.
    pub seed: u64,
    /// How many swipes.
    pub swipes: u64,
    /// Days, calendar, as-of instant.
    pub times: Times,
    /// All merchants.
    pub merchants: Vec<Merchant>,
    /// What can happen, and how often it does here.
    pub fates: Fates,
    /// What was planted in common.
    pub incidents: Vec<Incident>,
    /// What was announced.
    pub notices: Vec<Notice>,
}

impl World {
    /// The fate a merchant tells, if it tells one.
    pub fn fate_of(&self, merchant: &Merchant) -> Option<&'static Fate> {
        match merchant.role {
            Role::Case { fate, .. } => Some(self.fates.list[fate]),
            Role::Plain { .. } => None,
        }
    }

    /// The merchant next door, for whom a record can be mistaken.
    pub fn neighbour(&self, merchant: &Merchant) -> &Merchant {
        let count = self.merchants.len();
        &self.merchants[(merchant.index as usize + 1) % count]
    }

    /// The number of the incident of that cause; zero when none was planted.
    pub fn incident_of(&self, cause: &str) -> u8 {
        let found = self
            .incidents
            .iter()
            .find(|incident| incident.cause == cause);
        found.map_or(0, |incident| incident.number)
    }
}
