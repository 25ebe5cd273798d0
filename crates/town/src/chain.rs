//! The plain chain of a swipe, from terminal to settlement, and the transactions that undo or complete another one.
//!
//! In: the facts of a swipe. Out: its rows, as far as the as-of instant and the lost files let them exist.
//! Absent by design: planted faults, but for outages and lost files, which strike whoever is there.

use ledger::Instant;

use crate::number::Rrn;
use crate::rows::PlatformRow;
use crate::stage::{Entry, Stage, Swipe};
use crate::word::{Code, Method, Stage as Reached, TxnType};

/// No answer from the issuer reached the network.
const NO_ISSUER: Code = Code(*b"98");

impl Stage<'_> {
    /// An ordinary sale at that moment.
    pub fn plain(&mut self, at: Instant) -> Swipe {
        let swipe = self.sale(at);
        self.chain(&swipe);
        swipe
    }

    /// An ordinary sale by card in the middle of a day.
    pub fn plain_card(&mut self, at: Instant) -> Swipe {
        let swipe = self.card_sale(at, 0);
        self.chain(&swipe);
        swipe
    }

    /// The rows of an approved swipe that nothing befalls but outages and lost files.
    pub fn chain(&mut self, swipe: &Swipe) {
        if self.outage(swipe) {
            return;
        }
        if self.merchant.has_journal {
            self.terminal(swipe, Code::APPROVED);
        }
        self.platform(swipe, Code::APPROVED);
        self.clear_and_settle(swipe);
    }

    /// Clearing and settlement of an approved swipe, unless the files of its day are lost or still to come.
    pub fn clear_and_settle(&mut self, swipe: &Swipe) {
        let times = &self.world.times;
        let day = swipe.settle_day;
        if !times.is_closed(day) {
            return;
        }
        if times.missing.clearing == Some(day) {
            // An instant product pays ahead of the network and does not need its file.
            if !self.merchant.is_instant() {
                self.common(swipe, "clearing_file_missing");
                return;
            }
        } else if self.is_left_out_of_clearing(swipe) {
            self.common(swipe, "not_in_clearing_file");
            return;
        } else {
            self.clearing(swipe);
        }
        if times.missing.settlement == Some(day) {
            self.common(swipe, "settlement_run_missing");
            return;
        }
        self.settle(swipe);
    }

    /// Names a cause that the swipe shares with others, and the incident if one was planted.
    pub fn common(&mut self, swipe: &Swipe, cause: &'static str) {
        let incident = self.world.incident_of(cause);
        self.fated(swipe, cause).incident = incident;
    }

    /// Whether the network's file forgot this way of paying on this day.
    fn is_left_out_of_clearing(&self, swipe: &Swipe) -> bool {
        swipe.method == Method::Magstripe
            && !self.merchant.is_instant()
            && self.world.incident_of("not_in_clearing_file") != 0
            && crate::incident::forgotten_days(&self.world.times).contains(&swipe.settle_day)
    }

    /// The rows of a swipe that an outage swallowed; false when there was none.
    fn outage(&mut self, swipe: &Swipe) -> bool {
        let times = &self.world.times;
        if self.world.incidents.is_empty() || swipe.settle_day != times.today {
            return false;
        }
        if crate::incident::platform_window(times).contains(&swipe.at) {
            self.unanswered(swipe);
            return true;
        }
        let on_line = swipe.method != Method::Qr && self.merchant.line == crate::place::LINE_DOWN;
        if on_line && crate::incident::line_window(times).contains(&swipe.at) {
            self.unanswered_by_issuer(swipe);
            return true;
        }
        false
    }

    /// The platform was down: the terminal waited in vain, the network was never heard.
    pub fn unanswered(&mut self, swipe: &Swipe) {
        if self.merchant.has_journal {
            self.terminal(swipe, Code::NONE);
        }
        self.platform(swipe, Code::NONE);
        let incident = self.world.incident_of("platform_outage");
        self.unknown(swipe, "platform_outage").incident = incident;
    }

    /// The line was down: every answer says that the issuer was not heard.
    pub fn unanswered_by_issuer(&mut self, swipe: &Swipe) {
        if self.merchant.has_journal {
            self.terminal(swipe, NO_ISSUER);
        }
        self.platform(swipe, NO_ISSUER);
        let incident = self.world.incident_of("channel_outage");
        self.unknown(swipe, "channel_outage").incident = incident;
    }

    /// The facts of a transaction that speaks of `original`: a reference and a trace number of its own, the same truth.
    pub fn follow_up(
        &mut self,
        original: &Swipe,
        kind: TxnType,
        at: Instant,
        amount: i64,
    ) -> Swipe {
        let times = &self.world.times;
        Swipe {
            at,
            answered_at: at.plus_seconds(1),
            settle_day: times.settlement_day(at),
            batch: 100 + (times.zone.day(at).days_since(times.period.first) + 40) as u32,
            stan: self.stan_of(original.tid),
            rrn: self.fresh_rrn(),
            amount,
            txn_type: kind,
            auth: 0,
            ..*original
        }
    }

    /// The switch's row of a transaction that speaks of `original`.
    pub fn platform_of(
        &mut self,
        original: &Swipe,
        follow_up: &Swipe,
        code: Code,
    ) -> &mut PlatformRow {
        let row = self.platform(follow_up, code);
        row.orig_rrn = original.rrn;
        row.auth = 0;
        row
    }

    /// The terminal's row of a transaction that speaks of `original`.
    pub fn terminal_of(
        &mut self,
        original: &Swipe,
        follow_up: &Swipe,
        code: Code,
        names_rrn: bool,
    ) {
        let row = self.terminal(follow_up, code);
        row.orig_stan = original.stan;
        row.auth = 0;
        if names_rrn {
            row.orig_rrn = original.rrn;
        }
    }

    /// The terminal takes a swipe back because no answer came; `code` is what the switch says to that.
    pub fn reverse(&mut self, original: &Swipe, at: Instant, code: Code) -> Swipe {
        let reversal = self.follow_up(original, TxnType::Reversal, at, original.amount);
        self.terminal_of(original, &reversal, code, false);
        self.platform_of(original, &reversal, code);
        reversal
    }

    /// The network's line that gives money back.
    pub fn clear_back(&mut self, original: &Swipe, back: &Swipe, reason: &'static str) {
        let row = self.clearing(back);
        row.orig_rrn = original.rrn;
        row.reason = reason;
        row.network_fee = 0;
    }

    /// The acquirer's line that gives money back, with the fee given back; a payout nets it.
    pub fn settle_back(&mut self, original: &Swipe, back: &Swipe, fee: i64) {
        let row = self.settle_with_fee(back, fee);
        let line = &mut self.rows.settlement[row];
        line.orig_rrn = original.rrn;
        line.net = -(back.amount - fee);
        if let Some(Entry { net, .. }) = self.entries.last_mut() {
            *net = -(back.amount - fee);
        }
    }

    /// The fee that a refund of `amount` gives back, when nothing was given back before.
    pub fn fee_back(&self, original: &Swipe, amount: i64) -> i64 {
        let terms = &self.merchant.terms;
        if !terms.refund_returns_fee {
            return 0;
        }
        let whole = terms.fee(original.amount, original.class);
        whole - terms.fee(original.amount - amount, original.class)
    }

    /// Sets what is owed once `back` of the swipe was given back.
    pub fn owe_less(&mut self, swipe: &Swipe, back: i64) {
        let owed = self
            .merchant
            .terms
            .owed(swipe.amount, back, swipe.class)
            .owed;
        self.truth(swipe).owed = Some(owed);
    }

    /// A dependent line's settlement reaches no further than its original.
    pub fn keep_reach(&mut self, swipe: &Swipe, stage: Reached) {
        self.truth(swipe).stage = stage;
    }

    /// A swipe known to the terminal alone bears no reference.
    pub fn forget_rrn(&mut self, swipe: &mut Swipe) {
        self.amend(swipe, |swipe| swipe.rrn = Rrn::NONE);
    }
}
