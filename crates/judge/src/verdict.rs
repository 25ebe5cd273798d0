//! The verdict: the answer for one swipe, as the record contract words it.
//!
//! The verdict is a fact about money and the clock; the cause says why.

use crate::{Cause, Party, Stage};
use ledger::Instant;
use smallvec::SmallVec;
use trail::{CardType, Place, TxnType, slugs};

/// Whether the money has arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerdictKind {
    /// All that is owed has come.
    Arrived,
    /// Something came, and it is less than owed.
    Short,
    /// Something came, and it is more than owed.
    Over,
    /// Nothing came yet, and the contract's due time has not passed.
    Pending,
    /// Nothing came, and the due time has passed.
    Overdue,
    /// Declined, reversed, voided, fully refunded, or never reached anyone.
    NotOwed,
}

slugs!(VerdictKind {
    Arrived = "arrived",
    Short = "short",
    Over = "over",
    Pending = "pending",
    Overdue = "overdue",
    NotOwed = "not_owed",
});

/// For what has arrived: whether it came by the contract's due time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timing {
    /// By the due time.
    OnTime,
    /// After it.
    Late,
}

slugs!(Timing {
    OnTime = "on_time",
    Late = "late",
});

/// What shows that money arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// A booked line of a bank statement.
    Statement,
    /// The status of a payout; no statement covers the account that day.
    Reported,
    /// Nothing.
    None,
}

slugs!(Proof {
    Statement = "statement",
    Reported = "reported",
    None = "none",
});

/// How firmly the verdict stands. The order is from firm to weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// Every record is there, or its absence is covered, and all are joined by a key.
    Proven,
    /// A join was made by amount and date, or the settlement day was guessed near the cut.
    Probable,
    /// An assumption replaced a missing field, or several causes fit.
    Suspected,
}

slugs!(Certainty {
    Proven = "proven",
    Probable = "probable",
    Suspected = "suspected",
});

/// What part of a gap is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(
    missing_docs,
    reason = "the names are explained in the wording catalogue, item.*"
)]
pub enum ItemName {
    FeeDrift,
    Cap,
    Tier,
    Surcharge,
    Instalment,
    Rounding,
    ServiceFee,
    Adjustment,
    ClearedAmount,
    TipMissing,
    RefundedTwice,
    PaidTwice,
    ClearedTwice,
    NotInPayout,
    AgentWithheld,
    ToBeNetted,
    NotNetted,
    Remainder,
}

slugs!(ItemName {
    FeeDrift = "fee_drift",
    Cap = "cap",
    Tier = "tier",
    Surcharge = "surcharge",
    Instalment = "instalment",
    Rounding = "rounding",
    ServiceFee = "service_fee",
    Adjustment = "adjustment",
    ClearedAmount = "cleared_amount",
    TipMissing = "tip_missing",
    RefundedTwice = "refunded_twice",
    PaidTwice = "paid_twice",
    ClearedTwice = "cleared_twice",
    NotInPayout = "not_in_payout",
    AgentWithheld = "agent_withheld",
    ToBeNetted = "to_be_netted",
    NotNetted = "not_netted",
    Remainder = "remainder",
});

/// A named part of the gap, in minor units; the items of a `short` or `over` sum to its gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// What it is.
    pub name: ItemName,
    /// Minor units; positive where money is missing.
    pub amount: i64,
}

/// The window in which money is expected now, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Eta {
    /// Not before.
    pub from: Instant,
    /// Not after, as far as anyone can say.
    pub to: Instant,
    /// A key of the wording catalogue (`eta.*`).
    pub reason: &'static str,
}

/// Side findings; nearly always few, so they stand in place.
pub type Also = SmallVec<[Cause; 16]>;

/// The answer for one swipe.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct Verdict<'a> {
    pub mid: &'a str,
    pub tid: &'a str,
    pub stan: &'a str,
    pub rrn: &'a str,
    pub order_no: &'a str,
    pub card: &'a str,
    pub txn_type: TxnType,
    pub card_type: Option<CardType>,
    pub amount: i64,
    pub currency: &'a str,
    pub swiped_at: Option<Instant>,
    /// The settlement day on which the swipe counts.
    pub settle_day: Option<ledger::Day>,
    pub verdict: VerdictKind,
    pub timing: Option<Timing>,
    pub stage: Stage,
    pub cause: Option<Cause>,
    /// The approved amount, when the swipe is counted as swiped; else `None`.
    pub swiped: Option<i64>,
    /// Given back to the cardholder: refunds, chargebacks, adjustments.
    pub given_back: i64,
    /// The contract's fee on what is owed.
    pub fee: i64,
    /// `None` while the outcome is unknown.
    pub owed: Option<i64>,
    pub arrived: i64,
    pub gap: Option<i64>,
    pub expected_by: Option<Instant>,
    pub arrived_at: Option<Instant>,
    pub eta: Option<Eta>,
    /// Side findings, in the order of the catalogue.
    pub also: Also,
    pub items: Vec<Item>,
    pub provisional: bool,
    pub proof: Proof,
    pub certainty: Certainty,
    pub party: Party,
    pub evidence: Box<[Place]>,
    /// The bank that its latest payout goes to; empty without one.
    pub payout_bank: &'a str,
    /// The rail of its latest payout; empty without one.
    pub payout_channel: &'a str,
    /// The line to the network; empty without a platform row.
    pub channel: &'a str,
    pub method: Option<trail::Method>,
}

impl Verdict<'_> {
    /// The key of the remedy in the wording catalogue (`remedy.<slug>`); empty when there is
    /// nothing to remedy.
    pub fn remedy(&self) -> &'static str {
        self.cause.map_or("", Cause::slug)
    }
}
