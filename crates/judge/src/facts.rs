//! What can be said of one swipe before asking why: its rows by role, its money, its dates.
//!
//! In: a trail, the payouts of its settlement lines, knowledge, an instant. Out: facts that every
//! cause may look at. Absent by design: causes; a cause looks here and finds or does not find.
//!
//! The rules are those of the record contract ("Rules of reading", 1 to 9).

mod dates;
mod dependents;
mod money;
mod owed;
mod roles;
mod told;

pub use dependents::{Dependent, Dependents};
pub use owed::reversal_succeeded;

use crate::{
    Around, Family, Hold, Knowledge, Merchant, Outcome, Payment, Payments, Proof, Stage,
    TerminalRecord, VerdictKind, code_table,
};
use ledger::{Arrival, CardClass, Day, Instant, SettleMode};
use smallvec::SmallVec;
use std::cell::OnceCell;
use trail::{
    CardType, ClearingRow, Method, PayoutName, PlatformRow, SettlementRow, SettlementStatus,
    Source, TerminalRow, Trail, TxnType,
};

/// Why a swipe is owed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotOwed {
    /// Refused, and not cleared all the same.
    Declined,
    /// Undone by a successful reversal.
    Reversed,
    /// Undone by a void.
    Voided,
    /// Refunds, chargebacks and adjustments sum to the whole.
    GivenBack,
    /// Reserved, never taken.
    PreauthOpen,
    /// The request never reached the platform.
    NeverReached,
    /// Outcome unknown, and the clearing files of its day and the next lack it.
    NeverCleared,
    /// The network's clearing took it back.
    ReversedInClearing,
    /// A repeat that the network refused as such.
    Repeat,
    /// A question about the balance: no money was asked for.
    Enquiry,
}

/// A settlement line and the attempts to pay it.
#[derive(Clone, Debug)]
pub struct Settled<'f, 'a> {
    /// The line.
    pub row: &'f SettlementRow<'a>,
    /// The payout it names and its retries, as far as they are made by now; empty when it is in
    /// none or none is known.
    pub attempts: SmallVec<[&'f Payment<'a>; 1]>,
    /// How it arrived, if it did.
    pub arrived: Option<crate::PaidIn>,
}

impl<'f, 'a> Settled<'f, 'a> {
    /// The latest attempt.
    pub fn payment(&self) -> Option<&'f Payment<'a>> {
        self.attempts.last().copied()
    }
}

/// Everything a cause may look at.
#[derive(Debug)]
#[allow(
    missing_docs,
    reason = "names of the handbook's evidence language, section 2 of causes.md"
)]
pub struct Facts<'f, 'a> {
    pub now: Instant,
    pub knowledge: &'f Knowledge,
    pub payments: &'f Payments<'a>,
    pub around: &'f Around,
    pub trail: &'f Trail<'a>,

    /// T: the terminal's row of the swipe itself (latest answered).
    pub terminal: Option<&'f TerminalRow<'a>>,
    /// P: the platform's row of the swipe itself (latest answered).
    pub platform: Option<&'f PlatformRow<'a>>,
    /// The pre-authorisation behind a completion.
    pub preauth: Option<&'f PlatformRow<'a>>,
    /// What other transactions did to it, each once.
    pub dependents: Dependents<'a>,
    /// PR: those of the swipe itself.
    pub reversals: Vec<&'f PlatformRow<'a>>,
    /// PF: those that were not undone themselves.
    pub refunds: Vec<&'f PlatformRow<'a>>,
    /// C: the clearing line of the swipe itself (earliest).
    pub clearing: Option<&'f ClearingRow<'a>>,
    /// All clearing lines of the swipe itself.
    pub clearings: SmallVec<[&'f ClearingRow<'a>; 1]>,
    /// CC: clearing lines that give money back, and were not undone themselves.
    pub give_backs: Vec<&'f ClearingRow<'a>>,
    /// S: the settlement line of the swipe itself (earliest).
    pub settlement: Option<&'f SettlementRow<'a>>,
    /// All settlement lines of the swipe itself.
    pub settled: SmallVec<[Settled<'f, 'a>; 1]>,
    /// Settlement lines that take money back.
    pub deductions: Vec<Settled<'f, 'a>>,

    pub merchant: Option<&'f Merchant>,
    pub terminal_record: Option<&'f TerminalRecord>,
    /// Open holds on the merchant or on this swipe.
    pub holds: Vec<&'f Hold>,

    pub mid: &'a str,
    pub tid: &'a str,
    pub stan: &'a str,
    pub rrn: &'a str,
    pub txn_type: TxnType,
    pub amount: i64,
    pub currency: &'a str,
    pub card_type: Option<CardType>,
    pub method: Option<Method>,
    pub channel: &'a str,
    pub swiped_at: Option<Instant>,
    /// The settlement day it counts on, from F15 or by the cut-off rule.
    pub settle_day: Day,
    /// `false` when the cut-off rule replaced a missing settlement date.
    pub settle_day_given: bool,
    pub mode: SettleMode,

    /// What the platform's (or for want of it the terminal's) answer says.
    pub outcome: Outcome,
    pub not_owed: Option<NotOwed>,
    /// The approved amount by rule 2; `None` while the outcome is unknown or nothing was approved.
    pub approved: Option<i64>,
    pub given_back: i64,
    /// What voids and reversals took from it.
    pub undone: i64,
    /// The contract's fee on what is left.
    pub fee: i64,
    pub owed: Option<i64>,
    pub arrived: i64,
    pub arrived_at: Option<Instant>,
    pub proof: Proof,
    /// Give-backs in `owed` that no arrived payout has netted yet, while none is overdue to.
    pub to_be_netted: i64,
    /// The promise of the contract; `None` when no date can be promised (rule 3).
    pub due: Option<Arrival>,
    pub stage: Stage,
    pub verdict: VerdictKind,

    overdue_then: OnceCell<bool>,
    stated_reason: OnceCell<Option<crate::Cause>>,
}

impl<'f, 'a> Facts<'f, 'a> {
    /// owed less arrived; `None` while owed is unknown.
    pub fn gap(&self) -> Option<i64> {
        self.owed.map(|owed| owed.saturating_sub(self.arrived))
    }

    /// The latest attempt to pay the swipe itself (O).
    pub fn payment(&self) -> Option<&'f Payment<'a>> {
        self.settled.first().and_then(Settled::payment)
    }

    /// The state of that attempt now.
    pub fn payout_state(&self) -> Option<&'f trail::PayoutRow<'a>> {
        self.payment().and_then(|payment| payment.state(self.now))
    }

    /// The cause that the payout's reason code and text point to, when it was rejected or
    /// returned.
    pub fn payout_reason(&self) -> Option<crate::Cause> {
        let refused = matches!(
            self.payout_state()?.status,
            trail::PayoutStatus::Rejected | trail::PayoutStatus::Returned
        );
        if refused { self.stated_reason() } else { None }
    }

    /// The cause that the payout's reason code and text point to, in whatever state it is.
    pub fn stated_reason(&self) -> Option<crate::Cause> {
        let state = self.payout_state()?;
        if state.reason.is_empty() && state.reason_text.is_empty() {
            return None;
        }
        *self
            .stated_reason
            .get_or_init(|| code_table::payout_reason(state.reason, state.reason_text))
    }

    /// The latest attempt, while it is under way: made, and neither paid nor refused.
    pub fn under_way(&self) -> Option<&'f Payment<'a>> {
        let under_way = matches!(
            self.payout_state()?.status,
            trail::PayoutStatus::Created
                | trail::PayoutStatus::Sent
                | trail::PayoutStatus::Accepted
                | trail::PayoutStatus::Unknown
        );
        self.payment().filter(|_| under_way)
    }

    /// The latest attempt, when it is reported paid and no statement shows its credit.
    pub fn paid_unseen(&self) -> Option<&'f Payment<'a>> {
        let payment = self.payment()?;
        let paid = self.payout_state()?.status == trail::PayoutStatus::Paid;
        (paid && payment.credited(self.now).next().is_none()).then_some(payment)
    }

    /// Whether the swipe is reckoned and waits to be put into a payout.
    pub fn waits_for_payout(&self) -> bool {
        self.payment().is_none()
            && self.settlement.is_some_and(|row| match row.status {
                SettlementStatus::Ready => true,
                // The payout that the line names now was made later than this instant.
                SettlementStatus::PaidOut => {
                    self.payments.reported(PayoutName::of_line(row)).is_some()
                }
                _ => false,
            })
    }

    /// Whether the contract's due time has passed.
    pub fn is_past_due(&self) -> bool {
        self.due.is_some_and(|due| self.now > due.expected_by)
    }

    /// One workday after an instant, at the same time of day.
    pub fn workday_after(&self, then: Instant) -> Instant {
        let zone = &self.knowledge.zone;
        let next = self.knowledge.calendar.nth_workday_after(zone.day(then), 1);
        zone.at(next.day, zone.second_of_day(then))
    }

    /// Whether a source is complete for a day (absence may be concluded only then).
    ///
    /// Clearing and settlement lines of a day are not there before the day is over (rule 9), so
    /// until then their absence says nothing, whatever is known to cover the day later.
    pub fn covers(&self, source: Source, day: Day) -> bool {
        self.knowledge.could_be_there(source, day, self.now)
            && self
                .knowledge
                .coverage
                .covers(source, day, &[self.mid, self.channel])
    }

    /// Whether the statement of the account that should be credited is complete for a day.
    pub fn covers_bank(&self, day: Day) -> bool {
        let account = self.payment().map_or_else(
            || {
                self.merchant
                    .map_or("", |merchant| merchant.account_no.as_str())
            },
            |payment| payment.account_no,
        );
        self.knowledge.coverage.covers_account(account, day)
    }

    /// Seconds from `then` until now.
    pub fn age_s(&self, then: Instant) -> i64 {
        self.now.seconds_since(then)
    }

    /// An hour of the day after `day`: when a file of that day should be there.
    pub fn file_time(&self, day: Day, hour: u32) -> Instant {
        self.knowledge.zone.at(day.plus(1), hour * 3_600)
    }

    /// The day of the swipe itself, by the terminal's or the platform's clock.
    pub fn swipe_day(&self) -> Day {
        self.swiped_at
            .map_or(self.settle_day, |at| self.knowledge.zone.day(at))
    }

    /// The first open hold of a reason.
    pub fn hold(&self, reason: crate::HoldReason) -> Option<&'f Hold> {
        let mut holds = self.holds.iter().copied();
        holds.find(|hold| hold.reason == reason)
    }

    /// Whether the swipe is paid out in advance of the network (T0, or D0).
    pub fn is_instant(&self) -> bool {
        matches!(self.mode, SettleMode::T0 | SettleMode::D(0))
    }

    /// The class of card by which the fee is reckoned.
    pub fn card_class(&self) -> CardClass {
        card_class(self.card_type, self.method)
    }

    /// Whether nothing has arrived and the due time has passed, or had passed when it came.
    pub fn was_overdue(&self) -> bool {
        *self.overdue_then.get_or_init(|| {
            let Some(due) = self.due else { return false };
            self.arrived_at
                .map_or(self.now > due.expected_by, |at| at > due.expected_by)
        })
    }

    /// Whether the cause found is of a family whose money counts as held.
    pub fn is_held(cause: crate::Cause) -> bool {
        cause.row().family == Family::Hold
    }

    /// Gathers the facts as of `now`. Rows later than that must already be gone. `None` when the
    /// trail holds no swipe.
    pub fn gather(
        trail: &'f Trail<'a>,
        payments: &'f Payments<'a>,
        around: &'f Around,
        knowledge: &'f Knowledge,
        now: Instant,
    ) -> Option<Facts<'f, 'a>> {
        let mut facts = Facts {
            now,
            knowledge,
            payments,
            around,
            trail,
            terminal: None,
            platform: None,
            preauth: None,
            dependents: Dependents::default(),
            reversals: Vec::new(),
            refunds: Vec::new(),
            clearing: None,
            clearings: SmallVec::new(),
            give_backs: Vec::new(),
            settlement: None,
            settled: SmallVec::new(),
            deductions: Vec::new(),
            merchant: None,
            terminal_record: None,
            holds: Vec::new(),
            mid: "",
            tid: "",
            stan: "",
            rrn: "",
            txn_type: roles::principal_type(trail)?,
            amount: 0,
            currency: "",
            card_type: None,
            method: None,
            channel: "",
            swiped_at: None,
            settle_day: Day::MIN,
            settle_day_given: true,
            mode: Knowledge::MODE_DEFAULT,
            outcome: Outcome::Unknown,
            not_owed: None,
            approved: None,
            given_back: 0,
            undone: 0,
            fee: 0,
            owed: None,
            arrived: 0,
            arrived_at: None,
            proof: Proof::None,
            to_be_netted: 0,
            due: None,
            stage: Stage::Terminal,
            verdict: VerdictKind::Pending,
            overdue_then: OnceCell::new(),
            stated_reason: OnceCell::new(),
        };
        facts.cast();
        facts.name();
        facts.place();
        facts.hear();
        facts.follow();
        facts.date();
        facts.weigh();
        facts.reckon();
        facts.conclude();
        Some(facts)
    }
}

/// A sum that nonsense cannot wrap: it stops at the largest number there is.
pub(crate) fn saturating_sum(amounts: impl Iterator<Item = i64>) -> i64 {
    amounts.fold(0, i64::saturating_add)
}

/// The class of card by which a fee is reckoned.
pub(crate) fn card_class(card_type: Option<CardType>, method: Option<Method>) -> CardClass {
    match card_type {
        Some(CardType::Debit) => CardClass::Debit,
        Some(CardType::Prepaid) => CardClass::Prepaid,
        Some(CardType::Qr) => CardClass::Qr,
        Some(CardType::Credit) => CardClass::Credit,
        None if method == Some(Method::Qr) => CardClass::Qr,
        None => CardClass::Credit,
    }
}
