//! The payout run: settlement lines of one day become one transfer, the transfer becomes a line of a statement.
//!
//! In: a merchant's settlement lines. Out: payout rows, bank lines, and how much of each swipe has arrived.
//! Absent by design: verdicts.

use ledger::{Day, Instant, SettleMode};

use crate::number::{AccountNo, BankRef, PayoutNo};
use crate::place;
use crate::rows::{BankRow, Name, PayoutRow, Remittance};
use crate::stage::{Entry, Stage, Swipe, Tale};
use crate::word::{Direction, PayoutStatus, SettleStatus, Stage as Reached};

/// A day-zero payout is made this long after midnight: after the network's cut, before the day ends.
const SAME_DAY_RUN: (i64, i64) = (23 * 3600 + 300, 23 * 3600 + 1200);
/// The account bears this before the period.
const OPENING_BALANCE: i64 = 50_000_000;

/// A payout about to be made.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its number.
    pub payout: PayoutNo,
    /// The last settlement day it pays.
    pub settle_day: Day,
    /// When it is made.
    pub created_at: Instant,
    /// When it is due.
    pub due_day: Day,
    /// Minor units, its own fee taken off.
    pub amount: i64,
    /// The settlement lines it pays.
    pub members: Vec<Entry>,
    /// The rail.
    pub rail: &'static str,
    /// Where it goes.
    pub account: AccountNo,
    /// The bank's reference.
    pub bank_ref: BankRef,
    /// The payout it repeats.
    pub retry_of: PayoutNo,
    /// Several payouts of the day reach the account as one sum.
    pub in_lump: bool,
}

impl Stage<'_> {
    /// Pays out everything that has become due, tells the special tales, and puts the statement in order.
    pub fn pay_out(&mut self) {
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_by_key(|entry| (entry.settle_day, self.rows.settlement[entry.row].swiped_at));
        let each = self.mode() == SettleMode::T0;
        let mut waiting: Vec<Entry> = Vec::new();
        let mut lump: Vec<Draft> = Vec::new();
        let mut from = 0;
        while from < entries.len() {
            let day = entries[from].settle_day;
            let same = entries[from..]
                .iter()
                .take_while(|entry| entry.settle_day == day)
                .count();
            let upto = if each { from + 1 } else { from + same };
            waiting.extend_from_slice(&entries[from..upto]);
            from = upto;
            let sum: i64 = waiting.iter().map(|entry| entry.net).sum();
            let terms = &self.merchant.terms;
            if sum <= terms.payout_fee || sum < terms.min_payout {
                continue; // Waits for a later day's money.
            }
            let members = std::mem::take(&mut waiting);
            if let Some(draft) = self.draft(members, day, sum - terms.payout_fee) {
                if draft.in_lump {
                    let joins = lump
                        .first()
                        .is_some_and(|first| first.created_at == draft.created_at);
                    if !joins {
                        self.credit_lump(&std::mem::take(&mut lump));
                    }
                    lump.push(draft);
                } else {
                    self.tell(&draft);
                }
            }
        }
        self.credit_lump(&lump);
        self.leave_below_minimum(&waiting);
        self.close_statement();
    }

    /// Sums that never reached the minimum stay where they are.
    fn leave_below_minimum(&mut self, waiting: &[Entry]) {
        if self.merchant.terms.min_payout == 0 {
            return;
        }
        for entry in waiting {
            self.rows.settlement[entry.row].status = SettleStatus::BelowMinimum;
            let row = &mut self.rows.truth[entry.truth];
            row.fate = "min_payout_threshold";
            row.cause = "min_payout_threshold";
            row.expected_by = None;
        }
    }

    /// Puts settlement lines into a payout; `None` while its hour has not come, or when its records were lost.
    fn draft(&mut self, members: Vec<Entry>, day: Day, amount: i64) -> Option<Draft> {
        let times = &self.world.times;
        let mode = self.mode();
        let due_day = times.due_day(mode, day);
        let created_at = match mode {
            SettleMode::T0 => {
                let swiped_at = self.rows.settlement[members[0].row].swiped_at;
                swiped_at.plus_seconds(self.dice.between(60, 600))
            }
            SettleMode::D(0) => {
                let (first, last) = SAME_DAY_RUN;
                times.at(day, self.dice.between(first, last) as u32)
            }
            _ => times.at(due_day, self.merchant.run_minute * 60),
        };
        let special = self.special(day).is_some();
        if !times.has_happened(created_at) {
            return None;
        }
        let payout = self.payout_no();
        for entry in &members {
            let line = &mut self.rows.settlement[entry.row];
            let netted = entry.net < 0 && self.merchant.netted_lines;
            line.status = if netted {
                SettleStatus::Netted
            } else {
                SettleStatus::PaidOut
            };
            line.payout = payout;
        }
        if times.missing.payout == Some(times.zone.day(created_at)) {
            let incident = self.world.incident_of("payout_records_missing");
            for entry in &members {
                let row = &mut self.rows.truth[entry.truth];
                row.fate = "payout_records_missing";
                row.cause = "payout_records_missing";
                row.incident = incident;
            }
            return None;
        }
        let in_lump = self.merchant.in_lumps && !special;
        Some(Draft {
            payout,
            settle_day: day,
            created_at,
            due_day,
            amount,
            members,
            rail: self.merchant.rail,
            account: self.merchant.account,
            bank_ref: BankRef(payout.0),
            retry_of: PayoutNo::NONE,
            in_lump,
        })
    }

    fn payout_no(&mut self) -> PayoutNo {
        self.next_payout += 1;
        PayoutNo(self.next_payout)
    }

    fn special(&self, day: Day) -> Option<Tale> {
        let found = self
            .tales
            .iter()
            .find(|(from, to, _)| (*from..=*to).contains(&day));
        found.map(|(_, _, tale)| *tale)
    }

    fn tell(&mut self, draft: &Draft) {
        match self.special(draft.settle_day) {
            Some(tale) => tale(self, draft),
            None => self.pay_plainly(draft),
        }
    }

    /// The plain tale: made, paid, booked.
    pub fn pay_plainly(&mut self, draft: &Draft) {
        let paid_at = self.report_paid(draft);
        self.book(draft, paid_at);
    }

    /// Made, perhaps sent and accepted, and reported paid: when.
    pub fn report_paid(&mut self, draft: &Draft) -> Instant {
        self.state(draft, PayoutStatus::Created, draft.created_at);
        if self.dice.per_mille(200) {
            self.state(draft, PayoutStatus::Sent, draft.created_at.plus_seconds(5));
            self.state(
                draft,
                PayoutStatus::Accepted,
                draft.created_at.plus_seconds(11),
            );
        }
        let (first, last) = match self.mode() {
            SettleMode::T0 => (20, 120),
            SettleMode::D(0) => (300, 1500),
            _ => (1800, 9000),
        };
        let paid_at = draft
            .created_at
            .plus_seconds(self.dice.between(first, last));
        self.state(draft, PayoutStatus::Paid, paid_at);
        paid_at
    }

    /// The merchant's bank books it, where its statements are known; else the report is all there is.
    pub fn book(&mut self, draft: &Draft, paid_at: Instant) {
        if self.merchant.has_statement {
            let booked_at = paid_at.plus_seconds(self.dice.between(-15, 15));
            self.credit(draft, booked_at);
            self.arrive(draft, booked_at, Reached::Bank);
        } else {
            self.arrive(draft, paid_at, Reached::Payout);
        }
    }

    /// One state of a payout.
    pub fn state(&mut self, draft: &Draft, status: PayoutStatus, at: Instant) -> &mut PayoutRow {
        if status == PayoutStatus::Created {
            for entry in &draft.members {
                self.reach(entry.truth, Reached::Payout);
            }
        }
        let row = PayoutRow {
            payout: draft.payout,
            mid: self.merchant.mid,
            amount: draft.amount,
            txn_count: draft.members.len() as u32,
            account: draft.account,
            account_name: Name::Merchant(self.merchant.index),
            bank_code: self.merchant.bank,
            payer: place::ACQUIRER,
            channel: draft.rail,
            created_at: draft.created_at,
            created_day: self.world.times.zone.day(draft.created_at),
            due_day: draft.due_day,
            status,
            reason: "",
            reason_text: "",
            status_at: at,
            bank_ref: if status == PayoutStatus::Created {
                BankRef::NONE
            } else {
                draft.bank_ref
            },
            retry_of: draft.retry_of,
        };
        self.rows.payout.push(row);
        let last = self.rows.payout.len() - 1;
        &mut self.rows.payout[last]
    }

    /// A state with the bank's reason.
    pub fn refuse(
        &mut self,
        draft: &Draft,
        status: PayoutStatus,
        at: Instant,
        (code, text): (&'static str, &'static str),
    ) {
        let row = self.state(draft, status, at);
        row.reason = code;
        row.reason_text = text;
    }

    /// A statement line that pays a payout.
    pub fn credit(&mut self, draft: &Draft, at: Instant) -> &mut BankRow {
        let without = self.merchant.without_reference;
        let line = BankRow {
            account: draft.account,
            booked_at: at,
            booked_day: self.world.times.zone.day(at),
            direction: Direction::Credit,
            amount: draft.amount,
            balance: 0,
            counterparty: place::ACQUIRER,
            counterparty_account: AccountNo(place::ACQUIRER_ACCOUNT),
            bank_ref: if without {
                BankRef::NONE
            } else {
                draft.bank_ref
            },
            remittance: match without {
                true => Remittance::Words("货款"),
                false => Remittance::Payout(draft.payout),
            },
        };
        self.lines.push(line);
        let last = self.lines.len() - 1;
        &mut self.lines[last]
    }

    /// A statement line that has nothing to do with any payout.
    pub fn other_line(
        &mut self,
        at: Instant,
        direction: Direction,
        amount: i64,
        words: &'static str,
    ) {
        self.lines.push(BankRow {
            account: self.merchant.account,
            booked_at: at,
            booked_day: self.world.times.zone.day(at),
            direction,
            amount,
            balance: 0,
            counterparty: "",
            counterparty_account: AccountNo::NONE,
            bank_ref: BankRef::NONE,
            remittance: Remittance::Words(words),
        });
    }

    /// Bank charges on the first and the last day: the statement covers all between.
    pub fn cover_statement(&mut self) {
        let times = &self.world.times;
        let first = times.at(times.period.first, 8 * 3600);
        self.other_line(first, Direction::Debit, 500, "账户管理费");
        self.other_line(
            times.period.as_of.plus_seconds(-900),
            Direction::Debit,
            300,
            "短信服务费",
        );
    }

    /// The money of a payout's swipes has come.
    pub fn arrive(&mut self, draft: &Draft, at: Instant, reached: Reached) {
        for entry in &draft.members {
            let row = &mut self.rows.truth[entry.truth];
            row.arrived += entry.net;
            row.stage = row.stage.max(reached);
            // A deduction is not an arrival: it does not make the swipe late.
            if entry.net > 0 {
                row.arrived_at = row.arrived_at.max(Some(at));
            }
        }
    }

    /// Names the cause of all of a payout's swipes that nothing else befell.
    pub fn befall(&mut self, draft: &Draft, fate: &'static str) {
        let incident = match self.world.fate_of(self.merchant) {
            Some(told) if told.is_incident() => self.world.incident_of(fate),
            _ => 0,
        };
        for entry in &draft.members {
            let row = &mut self.rows.truth[entry.truth];
            if row.fate == "plain" {
                row.fate = fate;
                row.cause = fate;
                row.incident = incident;
            }
        }
    }

    /// As [`befall`](Stage::befall), with a fate that is not called like its cause.
    pub fn befall_as(&mut self, draft: &Draft, fate: &'static str, cause: &'static str) {
        for entry in &draft.members {
            let row = &mut self.rows.truth[entry.truth];
            if row.fate == "plain" {
                row.fate = fate;
                row.cause = cause;
            }
        }
    }

    /// Settles one swipe and pays it by itself at that moment, whatever its contract says.
    pub fn pay_apart(&mut self, swipe: &Swipe, created_at: Instant) {
        self.settle(swipe);
        let Some(entry) = self.entries.pop() else {
            return;
        };
        let payout = self.payout_no();
        let line = &mut self.rows.settlement[entry.row];
        (line.status, line.payout) = (SettleStatus::PaidOut, payout);
        let draft = Draft {
            payout,
            settle_day: swipe.settle_day,
            created_at,
            due_day: self.world.times.due_day(self.mode(), swipe.settle_day),
            amount: entry.net - self.merchant.terms.payout_fee,
            members: vec![entry],
            rail: self.merchant.rail,
            account: self.merchant.account,
            bank_ref: BankRef(payout.0),
            retry_of: PayoutNo::NONE,
            in_lump: false,
        };
        self.pay_plainly(&draft);
    }

    /// The next attempt of a payout: a new number, made then.
    pub fn retry(&mut self, draft: &Draft, created_at: Instant) -> Draft {
        let payout = self.payout_no();
        Draft {
            payout,
            created_at,
            bank_ref: BankRef(payout.0),
            retry_of: draft.payout,
            ..draft.clone()
        }
    }

    /// Several payouts of one morning reach the account as one sum.
    fn credit_lump(&mut self, drafts: &[Draft]) {
        let Some(first) = drafts.first() else {
            return;
        };
        // One reference for all of them, or none at all: then only the sum tells.
        let bank_ref = first.bank_ref;
        let mut paid_at = first.created_at;
        for draft in drafts {
            let draft = Draft {
                bank_ref,
                ..draft.clone()
            };
            paid_at = paid_at.max(self.report_paid(&draft));
        }
        let amount = drafts.iter().map(|draft| draft.amount).sum();
        if self.merchant.has_statement {
            let line = self.credit(first, paid_at);
            line.amount = amount;
            line.remittance = Remittance::Words("结算款合并入账");
        }
        let reached = if self.merchant.has_statement {
            Reached::Bank
        } else {
            Reached::Payout
        };
        for draft in drafts {
            self.arrive(draft, paid_at, reached);
        }
    }

    /// Puts the statement in the order of booking and reckons the balances.
    fn close_statement(&mut self) {
        let mut lines = std::mem::take(&mut self.lines);
        lines.sort_by_key(|line| (line.account, line.booked_at));
        let mut account = AccountNo::NONE;
        let mut balance = 0;
        for line in &mut lines {
            if line.account != account {
                account = line.account;
                balance = OPENING_BALANCE;
            }
            match line.direction {
                Direction::Credit => balance += line.amount,
                Direction::Debit => balance -= line.amount,
            }
            // A line that bears a balance of its own is told by a fate.
            if line.balance == 0 {
                line.balance = balance;
            }
        }
        self.rows.bank.append(&mut lines);
    }
}
