//! What can be said of one swipe before asking why: its rows by role, its money, its dates.
//!
//! In: a trail, the payouts of its settlement lines, knowledge, an instant. Out: facts that every
//! cause may look at. Absent by design: causes; a cause looks here and finds or does not find.
//!
//! The rules are those of the record contract ("Rules of reading", 1 to 9).

use crate::{
    Around, Family, Hold, Knowledge, Merchant, Outcome, Payment, Payments, Proof, Stage,
    TerminalRecord, VerdictKind, code_table,
};
use ledger::{Arrival, CardClass, Day, Instant, SettleMode, arrival, settlement_day};
use smallvec::SmallVec;
use std::cell::OnceCell;
use trail::{
    CardType, ClearingRow, Method, PlatformRow, Row, SettlementRow, SettlementStatus, Source,
    TerminalRow, Trail, TxnType,
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
    /// PV.
    pub voids: Vec<&'f PlatformRow<'a>>,
    /// PR.
    pub reversals: Vec<&'f PlatformRow<'a>>,
    /// PF.
    pub refunds: Vec<&'f PlatformRow<'a>>,
    /// C: the clearing line of the swipe itself (earliest).
    pub clearing: Option<&'f ClearingRow<'a>>,
    /// All clearing lines of the swipe itself.
    pub clearings: SmallVec<[&'f ClearingRow<'a>; 1]>,
    /// CC: clearing lines that give money back.
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
        self.owed.map(|owed| owed - self.arrived)
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
                SettlementStatus::PaidOut => self.payments.get(row.payout_id).is_some(),
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
        self.holds
            .iter()
            .copied()
            .find(|hold| hold.reason == reason)
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
        let mut facts = Facts::roles(trail, payments, around, knowledge, now)?;
        facts.name_and_place();
        facts.date();
        facts.settle();
        facts.reckon();
        facts.conclude();
        Some(facts)
    }

    /// Sorts the rows by role.
    fn roles(
        trail: &'f Trail<'a>,
        payments: &'f Payments<'a>,
        around: &'f Around,
        knowledge: &'f Knowledge,
        now: Instant,
    ) -> Option<Facts<'f, 'a>> {
        let txn_type = principal_type(trail)?;
        let platform = latest_answered(
            trail.platform.iter().filter(|row| row.txn_type == txn_type),
            |row| (!row.response_code.is_empty(), row.received_at),
        );
        let terminal = latest_answered(
            trail.terminal.iter().filter(|row| row.txn_type == txn_type),
            |row| (!row.response_code.is_empty(), row.local_time),
        );
        let of = |wanted: &'static [TxnType]| {
            trail
                .platform
                .iter()
                .filter(move |row| wanted.contains(&row.txn_type))
                .collect::<Vec<_>>()
        };
        let mut clearings: SmallVec<[_; 1]> = trail
            .clearing
            .iter()
            .filter(|row| row.txn_type == txn_type)
            .collect();
        clearings.sort_by_key(|row| row.settle_date);
        let give_backs = trail
            .clearing
            .iter()
            .filter(|row| !row.txn_type.is_principal())
            .collect();
        Some(Facts {
            now,
            knowledge,
            payments,
            around,
            trail,
            terminal,
            platform,
            preauth: trail
                .platform
                .iter()
                .find(|row| txn_type == TxnType::Completion && row.txn_type == TxnType::Preauth),
            voids: of(match txn_type {
                TxnType::Preauth => &[TxnType::PreauthVoid, TxnType::Void],
                TxnType::Completion => &[TxnType::CompletionVoid, TxnType::Void],
                _ => &[TxnType::Void],
            }),
            reversals: of(&[TxnType::Reversal]),
            refunds: of(&[TxnType::Refund]),
            clearing: clearings.first().copied(),
            clearings,
            give_backs,
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
            txn_type,
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
        })
    }

    /// Who it is, and what is known of its merchant and terminal.
    fn name_and_place(&mut self) {
        let mut lines: SmallVec<[&'f SettlementRow<'a>; 1]> = self
            .trail
            .settlement
            .iter()
            .filter(|row| row.txn_type == self.txn_type)
            .collect();
        if lines.is_empty() {
            // An acquirer may write a completion's settlement line as a sale.
            lines = self
                .trail
                .settlement
                .iter()
                .filter(|row| row.txn_type.is_principal())
                .collect();
        }
        lines.sort_by_key(|row| row.settle_date);
        self.settlement = lines.first().copied();
        let (t, p, c, s) = (self.terminal, self.platform, self.clearing, self.settlement);
        let first = |texts: [Option<&'a str>; 4]| {
            texts
                .into_iter()
                .flatten()
                .find(|text| !text.is_empty())
                .unwrap_or("")
        };
        self.mid = first([
            p.map(|r| r.mid),
            t.map(|r| r.mid),
            s.map(|r| r.mid),
            c.map(|r| r.mid),
        ]);
        self.tid = first([p.map(|r| r.tid), t.map(|r| r.tid), c.map(|r| r.tid), None]);
        self.stan = first([
            p.map(|r| r.stan),
            t.map(|r| r.stan),
            c.map(|r| r.stan),
            None,
        ]);
        self.rrn = first([
            p.map(|r| r.rrn),
            s.map(|r| r.rrn),
            c.map(|r| r.rrn),
            t.map(|r| r.rrn),
        ]);
        self.currency = first([
            p.map(|r| r.currency),
            t.map(|r| r.currency),
            c.map(|r| r.currency),
            None,
        ]);
        self.amount = p
            .map(|r| r.amount)
            .or(s.map(|r| r.amount))
            .or(c.map(|r| r.amount))
            .or(t.map(|r| r.amount))
            .unwrap_or(0);
        self.card_type = c.and_then(|r| r.card_type).or(p.and_then(|r| r.card_type));
        self.method = p.and_then(|r| r.method).or(t.and_then(|r| r.method));
        self.channel = p.map_or("", |r| r.channel);
        self.swiped_at = p.map(|r| r.received_at).or(t.map(|r| r.local_time));
        self.merchant = self.knowledge.merchant(self.mid);
        self.terminal_record = self.knowledge.terminals.get(self.tid);
        self.mode = self
            .merchant
            .map_or(Knowledge::MODE_DEFAULT, |merchant| merchant.terms.mode);
        self.holds = self
            .knowledge
            .holds_on(self.mid, self.rrn, self.now)
            .collect();
        self.settled = lines.iter().map(|row| self.attempts_for(row)).collect();
        let principal =
            |row: &&SettlementRow<'a>| lines.iter().any(|line| std::ptr::eq(*line, *row));
        let dependents = self.trail.settlement.iter().filter(|row| !principal(row));
        self.deductions = dependents.map(|row| self.attempts_for(row)).collect();
    }

    fn attempts_for(&self, row: &'f SettlementRow<'a>) -> Settled<'f, 'a> {
        let mut attempts = if row.payout_id.is_empty() {
            SmallVec::new()
        } else {
            self.payments.attempts(row.payout_id)
        };
        // An attempt made later than this instant is not there yet.
        attempts.retain(|payment| {
            payment.state(self.now).is_some() || payment.booked(self.now).next().is_some()
        });
        let arrived = attempts.iter().find_map(|payment| {
            if payment.left_out == Some(row.rrn) && row.txn_type.is_principal() {
                return None;
            }
            // Money paid to another merchant has not reached this one.
            if self.is_other_merchant(row.mid) {
                return None;
            }
            payment.arrival(self.now, self.knowledge)
        });
        Settled {
            row,
            attempts,
            arrived,
        }
    }

    /// The settlement day and the promise of the contract (rule 3).
    fn date(&mut self) {
        let zone = &self.knowledge.zone;
        let given = self
            .platform
            .and_then(|row| row.settle_date)
            .or(self.clearing.map(|row| row.settle_date))
            .or(self.settlement.map(|row| row.settle_date));
        self.settle_day_given = given.is_some();
        self.settle_day = given.unwrap_or_else(|| {
            // An offline sale counts from the day it was sent in (rule of the handbook: `upload`).
            let offline = self.terminal.filter(|row| {
                self.platform.is_none()
                    && code_table::outcome(row.response_code) == Outcome::ApprovedOffline
            });
            let uploaded = offline.and_then(|row| row.uploaded_at);
            uploaded.or(self.swiped_at).map_or(Day::MIN, |at| {
                settlement_day(at, zone, self.knowledge.cutoff)
            })
        });
        let answered = self
            .platform
            .and_then(|row| row.responded_at)
            .or(self.swiped_at);
        self.due = Some(arrival(
            self.mode,
            self.settle_day,
            answered,
            &self.knowledge.calendar,
            zone,
            self.knowledge.thresholds.t0_window_s,
        ));
    }

    /// What the answer says, and whether anything is owed at all.
    fn settle(&mut self) {
        self.outcome = match (self.platform, self.terminal) {
            (Some(row), _) => code_table::outcome(row.response_code),
            (None, Some(row)) => code_table::outcome(row.response_code),
            (None, None) => Outcome::Unknown,
        };
        self.given_back = self.sum_given_back();
        self.not_owed = self.why_not_owed();
        if self.not_owed.is_none() {
            self.approved = self.approved_amount();
            if let Some(approved) = self.approved
                && approved > 0
                && self.given_back >= approved
            {
                self.not_owed = Some(NotOwed::GivenBack);
            }
        }
    }

    fn why_not_owed(&self) -> Option<NotOwed> {
        let cleared = self.clearing.is_some() || self.settlement.is_some();
        if self
            .voids
            .iter()
            .any(|row| code_table::outcome(row.response_code).is_approved())
        {
            return Some(NotOwed::Voided);
        }
        if self
            .reversals
            .iter()
            .any(|row| reversal_succeeded(row.response_code))
        {
            return Some(NotOwed::Reversed);
        }
        if self
            .give_backs
            .iter()
            .any(|row| row.txn_type == TxnType::Reversal)
        {
            return Some(NotOwed::ReversedInClearing);
        }
        if self
            .give_backs
            .iter()
            .any(|row| matches!(row.txn_type, TxnType::Void | TxnType::CompletionVoid))
        {
            return Some(NotOwed::Voided);
        }
        if self.is_balance_enquiry() && self.outcome.is_approved() {
            return Some(NotOwed::Enquiry);
        }
        if self.txn_type == TxnType::Preauth && self.outcome.is_approved() && !cleared {
            return Some(NotOwed::PreauthOpen);
        }
        match self.outcome {
            Outcome::Declined | Outcome::Control => {
                let may_have_moved = self.platform.is_some_and(|row| {
                    code_table::response(row.response_code).is_some_and(|code| code.may_have_moved)
                });
                (!cleared || !may_have_moved).then_some(NotOwed::Declined)
            }
            Outcome::Unknown if cleared => None,
            Outcome::Unknown => self.why_unknown_is_not_owed(),
            _ if self.platform.is_none() && !cleared => self.why_terminal_alone_is_not_owed(),
            _ => None,
        }
    }

    /// Unknown becomes not owed only by absence where absence is evidence, never by age.
    fn why_unknown_is_not_owed(&self) -> Option<NotOwed> {
        match self.platform {
            None => self
                .covers(Source::Platform, self.settle_day)
                .then_some(NotOwed::NeverReached),
            Some(row) if row.response_code == "94" && self.around.same_trace.is_some() => {
                Some(NotOwed::Repeat)
            }
            Some(_) => {
                let absent = self.covers(Source::Clearing, self.settle_day)
                    && self.covers(Source::Clearing, self.settle_day.plus(1));
                absent.then_some(NotOwed::NeverCleared)
            }
        }
    }

    /// The terminal says approved, the complete platform journal has never heard of it, and the
    /// terminal is suspended or in test mode: no sale. What a lost or retired terminal had approved is a
    /// sale that went missing with it.
    fn why_terminal_alone_is_not_owed(&self) -> Option<NotOwed> {
        let tested = self
            .terminal
            .is_some_and(|row| row.extra("terminal_state") == "1");
        let suspended = self
            .terminal_record
            .is_some_and(|record| record.status == crate::TerminalStatus::Suspended);
        let offline = self.outcome == Outcome::ApprovedOffline;
        let unheard = self.covers(Source::Platform, self.settle_day);
        ((tested || suspended) && !offline && unheard).then_some(NotOwed::NeverReached)
    }

    /// Rule 2: the platform's amount, else the settlement line's, else the clearing line's, else
    /// an approved terminal row's.
    fn approved_amount(&self) -> Option<i64> {
        let base = if self.outcome.is_approved() {
            let platform = self.platform.map(|row| row.amount);
            platform
                .or(self.settlement.map(|row| row.amount))
                .or(self.clearing.map(|row| row.amount))
                .or(self.terminal.map(|row| row.amount))
        } else {
            // Unknown, or refused although money may have moved: the clearing line decides.
            self.clearing
                .map(|row| row.amount)
                .or(self.settlement.map(|row| row.amount))
        }?;
        let tips: i64 = self
            .trail
            .platform
            .iter()
            .filter(|row| row.txn_type == TxnType::Adjustment)
            .filter(|row| code_table::outcome(row.response_code).is_approved())
            .map(|row| row.amount)
            .sum();
        Some(base + tips)
    }

    /// Refunds, chargebacks and adjustments in the cardholder's favour, each counted once however
    /// many sources report it.
    fn sum_given_back(&self) -> i64 {
        let mut seen: Vec<(TxnType, &str, i64)> = Vec::new();
        let mut add = |txn_type: TxnType, rrn: &'a str, amount: i64| {
            if !seen
                .iter()
                .any(|(kind, known, _)| *kind == txn_type && *known == rrn)
            {
                seen.push((txn_type, rrn, amount));
            }
        };
        for row in &self.refunds {
            if code_table::outcome(row.response_code).is_approved() {
                add(TxnType::Refund, row.rrn, row.amount);
            }
        }
        for row in self
            .give_backs
            .iter()
            .filter(|row| row.txn_type.gives_back())
        {
            add(row.txn_type, row.rrn, row.amount);
        }
        for line in &self.deductions {
            if line.row.txn_type.gives_back() && line.row.net < 0 {
                add(line.row.txn_type, line.row.rrn, line.row.amount);
            }
        }
        seen.iter().map(|(_, _, amount)| amount).sum()
    }

    /// What is owed, what has arrived, and how.
    fn reckon(&mut self) {
        let class = self.card_class();
        if let Some(approved) = self.approved {
            let owed = match self.merchant {
                Some(merchant) => merchant.terms.owed(approved, self.given_back, class),
                None => {
                    // No contract is known: the fee that was taken cannot be checked.
                    let fee = self.settled.iter().map(|line| line.row.fee).sum::<i64>()
                        + self
                            .deductions
                            .iter()
                            .map(|line| -line.row.fee)
                            .sum::<i64>();
                    ledger::Owed {
                        owed: approved - self.given_back - fee,
                        fee,
                    }
                }
            };
            self.fee = owed.fee;
            self.owed = Some(owed.owed);
        }
        if self.not_owed.is_some_and(|why| why != NotOwed::GivenBack) {
            self.owed = Some(0);
            self.fee = 0;
        }
        let lines = || self.settled.iter().chain(&self.deductions);
        self.arrived = lines()
            .filter(|line| line.arrived.is_some())
            .map(|line| line.row.net)
            .sum();
        let came = self.settled.iter().filter_map(|line| line.arrived);
        self.arrived_at = came.clone().map(|paid| paid.at).max();
        let reported = came.clone().any(|paid| paid.proof == Proof::Reported);
        self.proof = match (self.arrived_at, reported) {
            (None, _) => Proof::None,
            (Some(_), true) => Proof::Reported,
            (Some(_), false) => Proof::Statement,
        };
        self.to_be_netted = self.sum_to_be_netted();
    }

    /// Money given back whose payout is not due yet: the merchant holds it a while longer.
    fn sum_to_be_netted(&self) -> i64 {
        let (Some(approved), Some(owed)) = (self.approved, self.owed) else {
            return 0;
        };
        if self.arrived <= owed || self.given_back == 0 || approved <= self.given_back {
            return 0;
        }
        let excess = self.arrived - owed;
        let waiting = self.deductions.iter().any(|line| {
            line.arrived.is_none()
                && (line.payment().is_some() || self.now <= self.due_of(line.row.settle_date))
        });
        let unsettled = self.refunds.iter().any(|row| {
            let day = row.settle_date.unwrap_or_else(|| {
                settlement_day(row.received_at, &self.knowledge.zone, self.knowledge.cutoff)
            });
            !self.deductions.iter().any(|line| line.row.rrn == row.rrn)
                && self.now <= self.due_of(day)
        }) || self.give_backs.iter().any(|row| {
            !self.deductions.iter().any(|line| line.row.rrn == row.rrn)
                && self.now <= self.due_of(row.settle_date)
        });
        if waiting || unsettled { excess } else { 0 }
    }

    /// When money of a settlement day is due by this merchant's contract.
    pub fn due_of(&self, settle_day: Day) -> Instant {
        let knowledge = self.knowledge;
        let window = knowledge.thresholds.t0_window_s;
        arrival(
            self.mode,
            settle_day,
            None,
            &knowledge.calendar,
            &knowledge.zone,
            window,
        )
        .expected_by
    }

    /// The verdict: money and the clock, nothing else.
    fn conclude(&mut self) {
        self.stage = self.stage_reached();
        let below_minimum = self.settled.iter().any(|line| {
            line.row.status == SettlementStatus::BelowMinimum && line.arrived.is_none()
        });
        let offline_waiting = self.platform.is_none()
            && self.clearing.is_none()
            && self.settlement.is_none()
            && self.outcome == Outcome::ApprovedOffline
            && self.terminal.is_some_and(|row| row.uploaded_at.is_none());
        if below_minimum || offline_waiting || self.not_owed.is_some() {
            self.due = None;
        }
        let lost = offline_waiting
            && self.terminal_record.is_some_and(|record| {
                matches!(
                    record.status,
                    crate::TerminalStatus::Lost | crate::TerminalStatus::Retired
                )
            });
        let late = lost || self.due.is_some_and(|due| self.now > due.expected_by);
        let waiting = if late {
            VerdictKind::Overdue
        } else {
            VerdictKind::Pending
        };
        self.verdict = match (self.not_owed, self.owed) {
            (Some(_), _) => VerdictKind::NotOwed,
            (None, None) => waiting,
            (None, Some(_)) if self.arrived_at.is_none() => waiting,
            (None, Some(owed)) => match owed - self.arrived {
                0 => VerdictKind::Arrived,
                gap if gap > 0 => VerdictKind::Short,
                gap if -gap == self.to_be_netted => VerdictKind::Arrived,
                _ => VerdictKind::Over,
            },
        };
    }

    fn stage_reached(&self) -> Stage {
        // A line on another account, or one that pays for everything but this swipe, is not its.
        let claimed = self.settled.iter().any(|line| {
            line.attempts.iter().any(|payment| {
                let elsewhere = payment
                    .claim
                    .as_ref()
                    .is_some_and(|claim| claim.other_account);
                let left_out = payment.left_out == Some(line.row.rrn);
                !elsewhere && !left_out && payment.booked(self.now).next().is_some()
            })
        });
        if claimed {
            Stage::Bank
        } else if self.settled.iter().any(|line| {
            line.attempts
                .iter()
                .any(|payment| payment.state(self.now).is_some())
        }) {
            Stage::Payout
        } else if !self.trail.settlement.is_empty() {
            Stage::Settlement
        } else if !self.trail.clearing.is_empty() {
            Stage::Clearing
        } else if self
            .platform
            .is_some_and(|row| !row.response_code.is_empty())
        {
            Stage::Network
        } else if !self.trail.platform.is_empty() {
            Stage::Platform
        } else {
            Stage::Terminal
        }
    }
}

/// A reversal succeeded when it was approved, or when there was nothing left to reverse.
pub fn reversal_succeeded(response_code: &str) -> bool {
    code_table::outcome(response_code).is_approved() || matches!(response_code, "25" | "12")
}

/// A completion is the swipe; else a sale; else a pre-authorisation.
fn principal_type(trail: &Trail<'_>) -> Option<TxnType> {
    let has = |wanted: TxnType| {
        trail.platform.iter().any(|row| row.txn_type == wanted)
            || trail.terminal.iter().any(|row| row.txn_type == wanted)
            || trail.settlement.iter().any(|row| row.txn_type == wanted)
            || trail.clearing.iter().any(|row| row.txn_type == wanted)
    };
    [TxnType::Completion, TxnType::Sale, TxnType::Preauth]
        .into_iter()
        .find(|wanted| has(*wanted))
}

fn latest_answered<'r, R: Row + 'r, K: Ord>(
    rows: impl Iterator<Item = &'r R>,
    key: impl Fn(&R) -> K,
) -> Option<&'r R> {
    rows.max_by_key(|row| key(row))
}

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
