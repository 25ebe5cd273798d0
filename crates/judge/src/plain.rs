//! The plain swipe: everything agrees, the money came in full and on time, and nobody asks why.
//!
//! In: what the rows of one swipe say, each source once. Out: its verdict, without asking the causes:
//! none of them could find anything but what its payout alone shows. Absent: doubt. Whatever is not plain goes the whole way
//! through [`crate::judge`], and where it is, both ways give the same verdict: a reader that takes
//! this one asserts so in debug builds, over every test there is.
//!
//! Almost every swipe is plain, so this is where the speed comes from.

use crate::name::is_same_name;
use crate::{
    Cause, Certainty, Knowledge, Merchant, Party, Payment, Payments, Proof, Stage, Timing, Verdict,
    VerdictKind, facts,
};
use ledger::{Arrival, Day, Instant};
use trail::{CardType, Claim, ClaimCertainty, Method, PayoutStatus, Place, TxnType};

/// A payout of which all there is to say is that its money came, and how it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainPayment<'a> {
    /// When it was booked; where no statement reaches, when it was reported paid.
    pub arrived_at: Instant,
    /// The merchant it was made for.
    pub mid: &'a str,
    /// The bank it went to.
    pub bank_code: &'a str,
    /// Its rail.
    pub channel: &'a str,
    /// The row that says that it was paid.
    pub told: Place,
    /// The bank's line; `None` where no statement reaches.
    pub credit: Option<Place>,
    /// How sure it is that the line is this payout's.
    pub certainty: Certainty,
    /// The line brought other payouts too.
    pub in_lump: bool,
    /// The acquirer kept the contract's fee of the payout.
    pub fee_kept: bool,
}

impl<'a> PlainPayment<'a> {
    /// What shows that it came.
    pub const fn proof(&self) -> Proof {
        match self.credit {
            Some(_) => Proof::Statement,
            None => Proof::Reported,
        }
    }

    /// How far its money was seen to come.
    const fn stage(&self) -> Stage {
        match self.credit {
            Some(_) => Stage::Bank,
            None => Stage::Payout,
        }
    }

    /// What stands beside the verdict of a swipe of it, in the order of the catalogue.
    fn also(&self, fee: i64) -> crate::Also {
        let holds = [
            (Cause::StatementMissing, self.credit.is_none()),
            (Cause::ArrivedAsLump, self.in_lump),
            (
                Cause::RemittanceRefMissing,
                self.certainty != Certainty::Proven,
            ),
            (Cause::FeeNormal, fee > 0),
            (Cause::WithdrawalFee, self.fee_kept),
        ];
        let held = holds.into_iter().filter(|(_, holds)| *holds);
        held.map(|(cause, _)| cause).collect()
    }
}

impl<'a> Payments<'a> {
    /// What is to be said of a payout that is plain at `now`: one attempt, reported paid, whose lines
    /// sum to it and the contract's fee of a payout; with one credit of its amount, or of that of its
    /// lump, from the payer that it names, in a statement that is whole; or on an account whose statement
    /// does not reach that day.
    pub fn plain(
        &self,
        index: usize,
        knowledge: &Knowledge,
        now: Instant,
    ) -> Option<PlainPayment<'a>> {
        let payment = self.at(index);
        let plan = payment.payout.plan();
        let state = payment.state(now)?;
        let arrival = payment.arrival(now, knowledge)?;
        let kept = payment.fee_kept();
        let credit = match &payment.claim {
            Some(claim) => Some(self.plain_credit(payment, claim, knowledge)?),
            None => None,
        };
        let single = payment.is_single_attempt() && payment.twin.is_none() && !payment.pays_again;
        let in_full = payment.lines > 0
            && payment.left_out.is_none()
            && kept == i128::from(payment.payout_fee)
            && payment.net_sum == i128::from(plan.amount) + kept;
        let proof = credit.map_or(Proof::Reported, |_| Proof::Statement);
        let plain = single
            && in_full
            && self.statements().gaps(payment.account_no).is_empty()
            && state.status == PayoutStatus::Paid
            && arrival.proof == proof
            && !payment.to_another;
        let claim = payment.claim.as_ref();
        plain.then_some(PlainPayment {
            arrived_at: arrival.at,
            mid: plan.mid,
            bank_code: plan.bank_code,
            channel: plan.channel,
            told: state.place,
            credit,
            certainty: match claim.map(|claim| claim.basis.certainty()) {
                Some(ClaimCertainty::Probable) => Certainty::Probable,
                Some(ClaimCertainty::Proven) | None => Certainty::Proven,
            },
            in_lump: claim.is_some_and(|claim| claim.lump.is_some()),
            fee_kept: kept > 0,
        })
    }

    /// The one credit of a payout, if there is nothing odd about it.
    fn plain_credit(
        &self,
        payment: &Payment<'a>,
        claim: &Claim<'a>,
        knowledge: &Knowledge,
    ) -> Option<Place> {
        let [credit] = claim.credits[..] else {
            return None;
        };
        let plan = payment.payout.plan();
        let zone = &knowledge.zone;
        let payer = credit.counterparty_name;
        let known_payer = payer.is_empty() || is_same_name(payer, plan.payer_name);
        let in_order = zone.day(plan.created_at) <= zone.day(credit.booked_at);
        let plain = claim.undone_by.is_empty()
            && claim.again.is_empty()
            && claim.difference == 0
            && !claim.other_account
            && known_payer
            && in_order
            && !self.statements().is_copied(credit.place);
        plain.then_some(credit.place)
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
            stage: self.payment.stage(),
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
            also: self.payment.also(self.fee),
            items: Vec::new(),
            provisional: self.provisional,
            proof: self.payment.proof(),
            certainty: self.payment.certainty,
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
