//! The plain swipe: everything agrees, the money came in full and on time, and nobody asks why.
//!
//! In: what the rows of one swipe say, each source once. Out: its verdict, without asking the causes:
//! none of them could find anything. Absent: doubt. Whatever is not plain goes the whole way
//! through [`crate::judge`], and where it is, both ways give the same verdict: a reader that takes
//! this one asserts so in debug builds, over every test there is.
//!
//! Almost every swipe is plain, so this is where the speed comes from.

use crate::name::is_same_name;
use crate::{
    Cause, Certainty, Knowledge, Merchant, Party, Payments, Proof, Stage, Timing, Verdict,
    VerdictKind, facts,
};
use ledger::{Arrival, Day, Instant};
use trail::{CardType, ClaimCertainty, Method, PayoutStatus, Place, TxnType};

/// A payout about which there is nothing to say but that its money came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainPayment<'a> {
    /// When it was booked.
    pub arrived_at: Instant,
    /// The merchant it was made for.
    pub mid: &'a str,
    /// The bank it went to.
    pub bank_code: &'a str,
    /// Its rail.
    pub channel: &'a str,
    /// The row that says that it was paid, and the bank's line.
    pub evidence: [Place; 2],
}

impl<'a> Payments<'a> {
    /// What is to be said of a payout that is plain at `now`: one attempt, reported paid, with one
    /// credit of its amount that refers to it and comes from the payer that it names; its lines
    /// sum to it; its statement is whole.
    pub fn plain(
        &self,
        index: usize,
        knowledge: &Knowledge,
        now: Instant,
    ) -> Option<PlainPayment<'a>> {
        let payment = self.at(index);
        let plan = payment.payout.plan();
        let claim = payment.claim.as_ref()?;
        let [credit] = claim.credits[..] else {
            return None;
        };
        let state = payment.state(now)?;
        let arrival = payment.arrival(now, knowledge)?;
        let zone = &knowledge.zone;
        let single = payment.is_single_attempt() && payment.twin.is_none();
        let claimed = claim.basis.certainty() == ClaimCertainty::Proven
            && claim.undone_by.is_empty()
            && claim.difference == 0
            && claim.lump.is_none()
            && !claim.other_account;
        let in_full = payment.lines > 0
            && payment.left_out.is_none()
            && payment.payout_fee == 0
            && payment.net_sum == i128::from(plan.amount);
        let payer = credit.counterparty_name;
        let known_payer = payer.is_empty() || is_same_name(payer, plan.payer_name);
        let statement = self.statements().gaps(payment.account_no).is_empty()
            && !self.statements().is_copied(credit.place);
        let made = zone.day(plan.created_at);
        let in_order = made.days_since(zone.day(credit.booked_at)) <= 0;
        let plain = single
            && claimed
            && in_full
            && known_payer
            && statement
            && in_order
            && state.status == PayoutStatus::Paid
            && arrival.proof == Proof::Statement
            && !payment.to_another;
        plain.then_some(PlainPayment {
            arrived_at: arrival.at,
            mid: plan.mid,
            bank_code: plan.bank_code,
            channel: plan.channel,
            evidence: [state.place, credit.place],
        })
    }
}

/// What a plain swipe shows of itself. Whoever makes one has seen that its platform, clearing and
/// settlement rows, and the terminal's if it has one, are one each, name it alike, and agree in
/// merchant, amount and settlement day; that it is an approved sale; that nothing stands beside
/// it (an equal charge, a wrong clock, a category or name other than the merchant's, an unknown
/// column of the terminal); and that its payout is plain.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct PlainSwipe<'a> {
    pub mid: &'a str,
    pub tid: &'a str,
    pub stan: &'a str,
    pub rrn: &'a str,
    pub order_no: &'a str,
    pub card: &'a str,
    pub card_type: Option<CardType>,
    pub method: Option<Method>,
    pub amount: i64,
    pub currency: &'a str,
    pub channel: &'a str,
    pub swiped_at: Instant,
    pub settle_day: Day,
    /// The contract's fee, which is also the one taken.
    pub fee: i64,
    /// The promise of the contract.
    pub expected_by: Instant,
    /// The promise may still change.
    pub provisional: bool,
    pub payment: PlainPayment<'a>,
}

impl<'a> PlainSwipe<'a> {
    /// The contract's fee, if exactly this one was taken and the rest is what is paid: then the
    /// settlement line is plain.
    pub fn fee_as_agreed(
        merchant: &Merchant,
        amount: i64,
        (taken, net): (i64, i64),
        (card_type, method): (Option<CardType>, Option<Method>),
    ) -> Option<i64> {
        if card_type.is_none() && method != Some(Method::Qr) {
            return None; // The class is a guess.
        }
        let class = facts::card_class(card_type, method);
        let fee = merchant.terms.owed(amount, 0, class).fee;
        let agreed = taken == fee && amount.checked_sub(fee) == Some(net) && net > 0;
        agreed.then_some(fee)
    }

    /// Whether what came on time was due: else it is late, and that has a cause.
    pub fn is_on_time(due: &Arrival, payment: &PlainPayment<'_>) -> bool {
        payment.arrived_at <= due.expected_by
    }

    /// Its verdict; `evidence` are its rows, in order, with those of its payout.
    pub fn verdict(&self, evidence: Box<[Place]>) -> Verdict<'a> {
        let owed = self.amount - self.fee;
        let mut also = crate::Also::new();
        if self.fee > 0 {
            also.push(Cause::FeeNormal);
        }
        Verdict {
            mid: self.mid,
            tid: self.tid,
            stan: self.stan,
            rrn: self.rrn,
            order_no: self.order_no,
            card: self.card,
            txn_type: TxnType::Sale,
            card_type: self
                .card_type
                .or((self.method == Some(Method::Qr)).then_some(CardType::Qr)),
            amount: self.amount,
            currency: self.currency,
            swiped_at: Some(self.swiped_at),
            settle_day: Some(self.settle_day),
            verdict: VerdictKind::Arrived,
            timing: Some(Timing::OnTime),
            stage: Stage::Bank,
            cause: None,
            swiped: Some(self.amount),
            given_back: 0,
            fee: self.fee,
            owed: Some(owed),
            arrived: owed,
            gap: Some(0),
            expected_by: Some(self.expected_by),
            arrived_at: Some(self.payment.arrived_at),
            eta: None,
            also,
            items: Vec::new(),
            provisional: self.provisional,
            proof: Proof::Statement,
            certainty: Certainty::Proven,
            party: Party::Nobody,
            evidence,
            payout_bank: self.payment.bank_code,
            payout_channel: self.payment.channel,
            channel: self.channel,
            method: self.method,
        }
    }
}

/// A terminal's clock further from the platform's than this is looked at.
pub const PLAIN_CLOCKS_APART_MS: u64 = 600_000;
