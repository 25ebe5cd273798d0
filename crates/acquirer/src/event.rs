//! What happens, and what is to be done about it.
//!
//! In and out of [`handle`](crate::handle()). The core decides; whoever has sockets, a clock and a store does. The
//! order of an answer is a promise: [`Effect::Answer`] and [`Effect::Network`] leave only after every `Put`, `Post` and
//! `Note` of the same decision is durable.

use crate::card::Secrets;
use crate::kind::Kind;
use crate::name::{AuthCode, Code, MerchantId, Rrn, Stan, SwipeId};
use crate::request::Request;
use crate::row::{Key, Row};
use ledger::{Day, Instant};

/// What happens.
#[derive(Clone, Debug)]
pub enum Event {
    /// A terminal asks. The reference number is one that no other request has: the platform gives it out.
    Terminal {
        /// What it asks.
        request: Box<Request>,
        /// A new reference number.
        rrn: Rrn,
        /// Card data on its way to the network.
        secrets: Secrets,
    },
    /// The network answers.
    Network(Reply),
    /// A swipe's time has come.
    Due(SwipeId),
    /// The network cleared something.
    Cleared(ClearingLine),
    /// Another file, or a person: a hold is released.
    Released(SwipeId),
}

/// What the network answers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The request or advice itself.
    Request,
    /// A reversal.
    Reversal,
    /// A credit adjustment.
    Adjustment,
}

/// An answer of the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// To what.
    pub asked: Asked,
    /// Our reference number (field 37).
    pub rrn: Rrn,
    /// When what it answers was made (field 7), to the second.
    pub made_at: Instant,
    /// Field 39.
    pub code: Code,
    /// Field 38.
    pub auth: Option<AuthCode>,
    /// Field 15.
    pub settle_day: Option<Day>,
    /// Field 54: what is left on the card.
    pub balance: Option<String>,
}

/// A line of the network's clearing file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClearingLine {
    /// Our reference number.
    pub rrn: Rrn,
    /// The amount, in fen.
    pub amount: i64,
    /// The settlement day.
    pub day: Day,
}

/// What is to be done.
#[derive(Clone, Debug)]
pub enum Effect {
    /// A row is written, if none of the rows that were read has changed meanwhile.
    Put(Key, Row),
    /// An entry of the ledger.
    Post(Posting),
    /// Evidence: kept, never changed.
    Note(Note),
    /// A terminal is answered, if it still waits.
    Answer(Answer),
    /// A message goes to the network.
    Network(Demand),
}

/// Money that moves, by an event of the ledger's posting templates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The event (`specs/postings/`).
    pub event: &'static str,
    /// What it is about.
    pub rrn: Rrn,
    /// The pending event that it resolves, where that is not the usual one of the same reference.
    pub of: Option<(&'static str, Rrn)>,
    /// Whose.
    pub mid: MerchantId,
    /// In fen, more than nothing.
    pub amount: i64,
    /// On which settlement day.
    pub day: Day,
}

/// An answer to a terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// To what.
    pub kind: Kind,
    /// Of which terminal, batch and trace.
    pub id: SwipeId,
    /// The merchant it said.
    pub mid: MerchantId,
    /// Field 39.
    pub code: Code,
    /// Field 4.
    pub amount: Option<i64>,
    /// Field 37.
    pub rrn: Option<Rrn>,
    /// Field 38.
    pub auth: Option<AuthCode>,
    /// Field 15.
    pub settle_day: Option<Day>,
    /// Field 54.
    pub balance: Option<String>,
    /// Field 60.3.
    pub network_code: String,
    /// The batch that the terminal is to use from now on.
    pub batch: Option<crate::name::BatchNo>,
    /// Whether the answer hands out new working keys (field 62).
    pub keys: bool,
    /// The flag of a batch's totals: whether they are equal.
    pub balanced: Option<bool>,
}

/// A message to the network.
#[derive(Clone, Debug)]
pub struct Demand {
    /// What is asked.
    pub asked: Asked,
    /// For which kind of request.
    pub kind: Kind,
    /// Field 37.
    pub rrn: Rrn,
    /// Fields 41 and 42, and the terminal's trace.
    pub id: SwipeId,
    /// Field 42.
    pub mid: MerchantId,
    /// Field 4.
    pub amount: i64,
    /// Field 7: when it was made, which stays the same however often it is sent.
    pub made_at: Instant,
    /// Field 22.
    pub entry: String,
    /// Field 39 of a reversal.
    pub reason: Option<Code>,
    /// Field 90: when what it is about was made, and its reference number.
    pub original: Option<(Instant, Rrn)>,
    /// Field 38 of the original.
    pub auth: Option<AuthCode>,
    /// Card data: with the first attempt only, since nobody keeps it.
    pub secrets: Secrets,
}

/// Evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// When.
    pub at: Instant,
    /// Of which swipe.
    pub id: SwipeId,
    /// Whose.
    pub mid: MerchantId,
    /// What.
    pub what: What,
}

/// What evidence tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A check refused a request.
    Refused {
        /// Which.
        check: &'static str,
        /// With which code.
        code: Code,
    },
    /// A rule of risk was hit.
    RiskHit {
        /// Which.
        rule: String,
        /// What was done.
        action: &'static str,
        /// What the merchant must hand in, by words of the table.
        hand_in: Vec<String>,
    },
    /// The same request came again; it was answered from the record.
    Repeated,
    /// An answer came after the swipe had gone on.
    LateAnswer {
        /// With which code.
        code: Code,
    },
    /// A swipe is undone from now on.
    UndoBegun {
        /// Why.
        reason: Code,
    },
    /// It is undone.
    Undone {
        /// What the network said.
        code: Code,
    },
    /// Nobody answered a reversal as often as it was sent: a person must look.
    ReversalFailed,
    /// Nobody answered an advice as often as it was sent: a person must look.
    AdviceFailed,
    /// The network refused an advice of something that has happened: a person must look.
    AdviceDeclined {
        /// With which code.
        code: Code,
    },
    /// An answer names nothing that these books know.
    AnswerUnmatched,
    /// A clearing line is not what these books have.
    ClearingDiffers {
        /// What these books have, in fen.
        ours: i64,
        /// What the line has.
        theirs: i64,
    },
    /// The terminal's totals, or an uploaded record, differ from these books.
    BatchDiffers {
        /// Which trace; 0 for the totals.
        stan: u32,
    },
    /// A terminal got new keys.
    SignedIn,
    /// A hold was released.
    HoldReleased {
        /// Of which rule.
        rule: String,
    },
}

impl What {
    /// One line for the audit log: a word, and `name=value` for what belongs to it. No secret is in any of them.
    pub fn line(&self) -> String {
        match self {
            What::Refused { check, code } => format!("refused check={check} code={code}"),
            What::RiskHit {
                rule,
                action,
                hand_in,
            } => {
                format!(
                    "risk_hit rule={rule} action={action} hand_in={}",
                    hand_in.join("+")
                )
            }
            What::Repeated => "repeated".to_owned(),
            What::LateAnswer { code } => format!("late_answer code={code}"),
            What::UndoBegun { reason } => format!("undo_begun reason={reason}"),
            What::Undone { code } => format!("undone code={code}"),
            What::ReversalFailed => "reversal_failed".to_owned(),
            What::AdviceFailed => "advice_failed".to_owned(),
            What::AdviceDeclined { code } => format!("advice_declined code={code}"),
            What::AnswerUnmatched => "answer_unmatched".to_owned(),
            What::ClearingDiffers { ours, theirs } => {
                format!("clearing_differs ours={ours} theirs={theirs}")
            }
            What::BatchDiffers { stan } => format!("batch_differs stan={stan:06}"),
            What::SignedIn => "signed_in".to_owned(),
            What::HoldReleased { rule } => format!("hold_released rule={rule}"),
        }
    }
}

/// A trace of the network (field 11): the last six digits of the reference number.
pub fn network_stan(rrn: Rrn) -> Option<Stan> {
    Stan::parse(&rrn.as_str()[6..])
}
