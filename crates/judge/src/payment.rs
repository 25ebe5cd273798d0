//! Payouts as the judge sees them: the plan, its states, and the bank's lines that belong to it.
//!
//! In: folded payouts, their claims on bank lines, the sums of their settlement lines. Out: for
//! any instant whether a payout has arrived, by which attempt, and with what proof.

mod lacking;
mod links;
mod parts;

use crate::{Knowledge, PaidLine, Proof, Statements};
pub use lacking::LeftOut;
pub(crate) use lacking::{Lack, Lacking, find_lacks};
use ledger::Instant;
pub(crate) use links::ppm;
pub use parts::{Holds, Part};
use smallvec::SmallVec;
use trail::{
    BankRow, Claim, Payout, PayoutIndex, PayoutName, PayoutRow, PayoutStatus, SettlementRow,
};

/// Attempts of one payout that are followed; of more, the earliest are.
pub const ATTEMPTS_MAX: usize = 16;

/// One payout, and what is known around it.
#[derive(Clone, Debug)]
pub struct Payment<'a> {
    /// Its states.
    pub payout: Payout<'a>,
    /// The bank lines it claims.
    pub claim: Option<Claim<'a>>,
    /// The account it should land on.
    pub account_no: &'a str,
    /// That account is another merchant's than the one it is made for.
    pub to_another: bool,
    /// Sum of `net` over the settlement lines that name it (or the payout it tries again).
    pub net_sum: i128,
    /// How many settlement lines name it.
    pub lines: u32,
    /// The index of the payout whose settlement lines those are: its own, or that of another attempt.
    pub pays_for: usize,
    /// What the contract lets the acquirer keep of each payout.
    pub payout_fee: i64,
    /// The one line that it leaves out.
    pub left_out: Option<LeftOut<'a>>,
    /// The one line of several that it is planned for.
    pub only: Option<PaidLine<'a>>,
    /// It pays its lines together with other attempts, each a part of them.
    pub part: Option<Part<'a>>,
    /// Its settlement lines name a later attempt at it.
    pub renamed: bool,
    /// Further attempts at this one, by creation and id.
    retries: SmallVec<[usize; 1]>,
    /// An earlier attempt at the same has arrived: what this one brings, it brings again.
    pub pays_again: bool,
    /// Another paid payout over the same settlement lines.
    pub twin: Option<usize>,
    /// What its neighbours say.
    pub peers: Peers,
    /// Whether it has arrived by the instant at which it was linked: asked for every swipe.
    arrival_when_linked: Option<(Instant, Option<PaidIn>)>,
}

/// A swipe's settlement lines within a payout: whose, and by which reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineName<'a> {
    /// The swipe's reference.
    pub rrn: &'a str,
    /// Empty when the records come from one acquirer.
    pub acquirer: &'a str,
}

impl<'a> LineName<'a> {
    /// What a settlement line is called.
    pub fn of(row: &SettlementRow<'a>) -> LineName<'a> {
        LineName {
            rrn: row.rrn,
            acquirer: row.acquirer,
        }
    }
}

/// What other payouts of the same channel, bank and hour say. Shares are in parts per million.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Peers {
    /// Payouts of the same channel, created the same day, this one included.
    pub channel_total: u32,
    /// Of these, the share that is still `created`, `sent`, `accepted` or `unknown`.
    pub channel_stuck_ppm: u32,
    /// Payouts to the same bank, created the same day, this one included.
    pub bank_total: u32,
    /// Of these, how many bear a reason that says the bank is down.
    pub bank_down: u32,
    /// Payouts of the same channel that were rejected within the same hour.
    pub rejected_together: u32,
}

/// How and when a payout arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaidIn {
    /// When.
    pub at: Instant,
    /// What shows it.
    pub proof: Proof,
}

impl<'a> Payment<'a> {
    /// A payout and its claim on bank lines; nothing else is known yet.
    pub fn new(payout: Payout<'a>, claim: Option<Claim<'a>>, account_no: &'a str) -> Payment<'a> {
        Payment {
            payout,
            claim,
            account_no,
            to_another: false,
            net_sum: 0,
            lines: 0,
            pays_for: usize::MAX,
            payout_fee: 0,
            left_out: None,
            only: None,
            part: None,
            renamed: false,
            retries: SmallVec::new(),
            pays_again: false,
            twin: None,
            peers: Peers::default(),
            arrival_when_linked: None,
        }
    }

    /// Whether the payout had arrived by `at`. Where a statement covers the account on the day
    /// it was reported paid, only a booked line counts; elsewhere the report does.
    pub fn arrival(&self, at: Instant, knowledge: &Knowledge) -> Option<PaidIn> {
        match self.arrival_when_linked {
            Some((then, arrival)) if then == at => arrival,
            _ => self.find_arrival(at, knowledge),
        }
    }

    fn find_arrival(&self, at: Instant, knowledge: &Knowledge) -> Option<PaidIn> {
        if self.to_another {
            return None; // What is paid to another merchant has not reached this one.
        }
        if let Some(claim) = &self.claim
            && let Some(last) = claim.credits.iter().map(|line| line.booked_at).max()
            && last <= at
        {
            // What stands on somebody else's account has not reached the merchant, whatever the
            // payout's status says; and what was taken back has left again.
            let there = !claim.other_account
                && self.left_of_credit(at) > 0
                && !self.is_reported_back(at, knowledge);
            return there.then_some(PaidIn {
                at: last,
                proof: Proof::Statement,
            });
        }
        let state = self.state(at)?;
        if state.status != PayoutStatus::Paid {
            return None;
        }
        let day = knowledge.zone.day(state.status_at);
        let covered =
            !self.pays_nothing() && knowledge.coverage.covers_account(self.account_no, day);
        (!covered).then_some(PaidIn {
            at: state.status_at,
            proof: Proof::Reported,
        })
    }

    /// Whether it is reported returned on a day that no statement covers: a debit could not be seen, so
    /// the report counts, as one of money paid does there.
    fn is_reported_back(&self, at: Instant, knowledge: &Knowledge) -> bool {
        let returned = self
            .state(at)
            .filter(|state| state.status == PayoutStatus::Returned);
        returned.is_some_and(|state| {
            let day = knowledge.zone.day(state.status_at);
            let mut credits = self.credited(at);
            credits.all(|credit| {
                let seen = knowledge.coverage.covers_account(credit.account_no, day);
                !seen && credit.booked_at <= state.status_at
            })
        })
    }

    /// Whether its lines cancel out, so that no bank has anything to book.
    fn pays_nothing(&self) -> bool {
        let nothing = self.net_sum == 0 || self.net_sum == i128::from(self.payout_fee);
        self.lines > 0 && self.payout.plan().amount == 0 && nothing
    }

    /// Whether this is the line that it leaves out. References come twice, so the net decides, too.
    pub fn leaves_out(&self, row: &SettlementRow<'a>) -> bool {
        self.left_out
            .is_some_and(|left_out| left_out.line == (LineName::of(row), row.net))
    }

    /// What its own plan lacks of its lines for the one that it leaves out, in minor units.
    pub fn planned_short(&self) -> i128 {
        self.left_out.map_or(0, |left_out| left_out.planned_short)
    }

    /// Whether it tries no other payout again, and none tries it again.
    pub fn is_single_attempt(&self) -> bool {
        self.retries.is_empty() && self.payout.tries_again().is_none()
    }

    /// The currency it is in, where one is said; of one that nobody reports, that of its credit.
    pub fn currency(&self) -> &'a str {
        let credit = self.claim.as_ref().and_then(|claim| claim.credits.first());
        match credit {
            Some(line) if self.payout.is_implied() => line.currency,
            _ => self.payout.plan().currency,
        }
    }

    /// What the acquirer kept of this payout under the contract, in minor units: its fee, where the
    /// amount shows that it was taken.
    pub fn fee_kept(&self) -> i128 {
        let fee = i128::from(self.payout_fee);
        let amount = i128::from(self.payout.plan().amount) + self.planned_short();
        let kept = self.lines > 0 && fee > 0 && amount == self.net_sum - fee;
        let alone = !self.pays_again && self.part.is_none();
        if kept && alone { fee } else { 0 }
    }

    /// What is left at `at` of the credits after the debits that take them back, in minor units.
    /// The members of a lump share its line, unless one's part of it was taken back alone.
    pub fn left_of_credit(&self, at: Instant) -> i128 {
        let sum = |amount: i64| i128::from(amount);
        let alone = self.claim.as_ref().is_some_and(|claim| claim.undone_alone);
        let credited: i128 = match alone {
            true => sum(self.payout.plan().amount),
            false => self.credited(at).map(|line| sum(line.amount)).sum(),
        };
        let taken: i128 = self.taken_back(at).map(|line| sum(line.amount)).sum();
        credited - taken
    }

    /// The row whose status holds at `at`; none of a payout that nobody reports.
    pub fn state(&self, at: Instant) -> Option<&PayoutRow<'a>> {
        self.payout
            .state_at(at)
            .filter(|_| !self.payout.is_implied())
    }

    /// The credits booked by `at`.
    pub fn credited(&self, at: Instant) -> impl Iterator<Item = &BankRow<'a>> {
        let credits = self.claim.iter().flat_map(|claim| &claim.credits);
        credits.filter(move |line| line.booked_at <= at)
    }

    /// The debits booked by `at` that take its credits back.
    pub fn taken_back(&self, at: Instant) -> impl Iterator<Item = &BankRow<'a>> {
        let debits = self.claim.iter().flat_map(|claim| &claim.undone_by);
        debits.filter(move |line| line.booked_at <= at)
    }

    /// Further credits booked by `at`: they pay it again.
    pub fn again(&self, at: Instant) -> impl Iterator<Item = &BankRow<'a>> {
        let further = self.claim.iter().flat_map(|claim| &claim.again);
        further.filter(move |line| line.booked_at <= at)
    }

    /// The bank lines booked by `at`, credits first.
    pub fn booked(&self, at: Instant) -> impl Iterator<Item = &BankRow<'a>> {
        let claim = self.claim.iter();
        claim
            .flat_map(|claim| claim.credits.iter().chain(&claim.undone_by))
            .filter(move |line| line.booked_at <= at)
    }
}

/// All payouts of a data set.
#[derive(Clone, Debug, Default)]
pub struct Payments<'a> {
    all: Vec<Payment<'a>>,
    by_name: PayoutIndex,
    statements: Statements<'a>,
}

impl<'a> Payments<'a> {
    /// Links attempts, twins and neighbours as they stand at `now`. `by_name` tells where they are.
    pub fn link(
        mut all: Vec<Payment<'a>>,
        by_name: PayoutIndex,
        now: Instant,
        knowledge: &Knowledge,
    ) -> Payments<'a> {
        links::link_attempts(&mut all, &by_name);
        for payment in &mut all {
            payment.arrival_when_linked = Some((now, payment.find_arrival(now, knowledge)));
        }
        parts::mark_parts(&mut all);
        links::mark_second_payments(&mut all, now, knowledge);
        links::link_twins(&mut all, now, knowledge);
        links::count_peers(&mut all, now, knowledge);
        Payments {
            by_name,
            all,
            statements: Statements::default(),
        }
    }

    /// The same, with what is odd about the statements in which the credits stand.
    pub fn with_statements(mut self, statements: Statements<'a>) -> Payments<'a> {
        self.statements = statements;
        self
    }

    /// What is odd about the statements in which the credits stand.
    pub fn statements(&self) -> &Statements<'a> {
        &self.statements
    }

    /// The payout of that name.
    pub fn get(&self, name: PayoutName<'_>) -> Option<&Payment<'a>> {
        self.index(name).map(|index| &self.all[index])
    }

    /// The payout of that name, if a record tells of it.
    pub fn reported(&self, name: PayoutName<'_>) -> Option<&Payment<'a>> {
        self.get(name)
            .filter(|payment| !payment.payout.is_implied())
    }

    /// The payout's attempts: itself, and all that try it again, by creation; and those before it
    /// over whose number its own was written. A further attempt that has settlement lines of its own
    /// pays these, and none of the payout's.
    pub fn attempts(&self, name: PayoutName<'_>) -> SmallVec<[&Payment<'a>; 1]> {
        let Some(named) = self.index(name) else {
            return SmallVec::new();
        };
        let attempts = links::attempts_at(&self.all, self.first_attempt(named)).into_iter();
        let attempts = attempts.map(|index| &self.all[index]);
        attempts
            .filter(|one| one.pays_for == self.all[named].pays_for)
            .collect()
    }

    fn first_attempt(&self, named: usize) -> usize {
        let mut at = named;
        for _ in 0..ATTEMPTS_MAX {
            let before = self.all[at].payout.tries_again();
            let before = before.and_then(|before| self.index(before));
            match before.filter(|&before| self.all[before].renamed) {
                Some(before) => at = before,
                None => break,
            }
        }
        at
    }

    /// Every payout, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = &Payment<'a>> {
        self.all.iter()
    }

    /// How many payouts there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The payout at an index named by [`Payment::twin`].
    pub fn at(&self, index: usize) -> &Payment<'a> {
        &self.all[index]
    }

    /// The index of a payout.
    pub fn index(&self, name: PayoutName<'_>) -> Option<usize> {
        self.by_name.find(name, |at| self.all[at].payout.name())
    }
}
