//! Payouts and bank lines, matched once for all swipes.
//!
//! In: folded payouts, bank lines, the settlement lines of each payout. Out: payments with their
//! claims on bank lines, and what nobody claims. Absent: swipes; they only ask.

use crate::payment::{Lack, Lacking, find_lacks};
use crate::{Knowledge, LineName, Merchant, Payment, Payments, Statements};
use ledger::{Day, Instant};
use trail::{
    BankRow, Claim, Claimant, Claiming, Claims, Direction, Orphan, OrphanReason, Payout,
    PayoutIndex, Proposal,
};

/// Name and net of a settlement line.
pub type PaidLine<'a> = (LineName<'a>, i64);

/// How many settlement lines a payout is made of, and what they sum to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineSum {
    /// Lines, deductions included.
    pub lines: u32,
    /// Of their nets, in minor units.
    pub net: i128,
}

impl LineSum {
    /// Adds a line.
    pub fn add(&mut self, net: i64) {
        self.lines = self.lines.saturating_add(1);
        self.net += i128::from(net);
    }
}

/// The settlement lines of every payout: their sums for all, the lines themselves for the few that are
/// asked for.
#[derive(Clone, Copy)]
pub struct PayoutLines<'l, 'a> {
    /// By the place of the payout.
    pub sums: &'l [LineSum],
    /// The lines of the payout at a place, in any order.
    pub of: &'l dyn Fn(usize) -> Vec<PaidLine<'a>>,
}

/// The lines of all bank statements, each counted once, and what is odd about them.
#[derive(Clone, Debug, Default)]
pub struct BankLines<'a> {
    rows: Vec<BankRow<'a>>,
    statements: Statements<'a>,
}

impl<'a> BankLines<'a> {
    /// Reads the lines, given in any order and any number of times.
    pub fn of(mut rows: Vec<BankRow<'a>>) -> BankLines<'a> {
        trail::settle_rows(&mut rows);
        let statements = Statements::of(&rows);
        BankLines { rows, statements }
    }
}

/// Payouts and bank lines, matched.
#[derive(Clone, Debug)]
pub struct SettledPayments<'a> {
    /// Every payout with its bank lines.
    pub payments: Payments<'a>,
    /// Payouts without settlement lines, bank lines without payouts.
    pub orphans: Vec<Orphan>,
    /// Matches that a person must choose between.
    pub proposals: Vec<Proposal>,
    /// Rows of payouts that belong to a swipe, and bank lines that were claimed.
    pub rows_used: u64,
}

/// Bank lines on their way to payouts: everything that needs no settlement line is done.
pub struct Matching<'p, 'a> {
    payouts: &'p [Payout<'a>],
    by_name: PayoutIndex,
    accounts: Vec<&'a str>,
    /// Copies of lines: they pay for nothing.
    idle: Vec<Orphan>,
    claiming: Claiming<'a, 'p, 'a>,
    statements: Statements<'a>,
    knowledge: &'a Knowledge,
}

/// Bank lines that found their payouts.
pub struct Matched<'a> {
    accounts: Vec<&'a str>,
    by_name: PayoutIndex,
    claims: Claims<'a>,
    /// For each payout the place of the one whose settlement lines it pays for: itself, the one that it
    /// tries again, or the one that wrote its number over this one's.
    pays_for: Vec<usize>,
    /// Its lines bear the number of a later attempt.
    renamed: Vec<bool>,
    lacks: Vec<Lack<'a>>,
    statements: Statements<'a>,
}

impl<'p, 'a> Matching<'p, 'a> {
    /// Begins to claim bank lines. `payouts` must be sorted by name, each there once; `by_name` tells where
    /// they are.
    pub fn begin(
        payouts: &'p [Payout<'a>],
        by_name: PayoutIndex,
        bank: BankLines<'a>,
        knowledge: &'a Knowledge,
    ) -> Matching<'p, 'a> {
        let accounts: Vec<&'a str> = payouts
            .iter()
            .map(|payout| account_of(payout, knowledge))
            .collect();
        let BankLines { rows, statements } = bank;
        // A line that stands twice is one credit: its copy must not pay for another payout.
        let (idle, rows): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .partition(|line| statements.is_idle(line.place));
        let claimants: Vec<_> = payouts
            .iter()
            .zip(&accounts)
            .map(|(payout, account_no)| Claimant {
                payout,
                account_no,
                expected_day: expected_day(payout, knowledge),
                lump_key: payout.plan().mid,
            })
            .collect();
        let (zone, calendar) = (&knowledge.zone, &knowledge.calendar);
        Matching {
            claiming: Claiming::begin(&claimants, rows, zone, calendar),
            by_name,
            idle: idle.iter().map(orphan_of_copy).collect(),
            payouts,
            accounts,
            statements,
            knowledge,
        }
    }

    /// Ends it, now that settlement lines are known.
    pub fn end(self, lines: PayoutLines<'_, 'a>) -> Matched<'a> {
        let payouts = 0..self.payouts.len();
        let mut pays_for: Vec<usize> = payouts
            .map(|at| pays_for(at, self.payouts, &self.by_name, lines.sums))
            .collect();
        let renamed = renamed_by_retry(self.payouts, &self.by_name, lines.sums, &pays_for);
        for (at, retry) in renamed.iter().enumerate() {
            pays_for[at] = retry.unwrap_or(pays_for[at]);
        }
        let nets = |at: usize| -> Vec<i64> {
            let lines = (lines.of)(pays_for[at]).into_iter();
            lines.map(|(_, net)| net).collect()
        };
        let mut claims = self.claiming.finish(&nets);
        claims.orphans.extend(self.idle);
        let copies = take_copies(&mut claims.of, self.payouts, &self.statements);
        claims.orphans.extend(copies);
        let lacking = |at: usize| Lacking {
            payout: &self.payouts[at],
            claim: claims.of[at].as_ref(),
            sum: lines.sums[pays_for[at]],
            payout_fee: payout_fee(&self.payouts[at], self.knowledge),
        };
        let lacks = find_lacks(self.payouts.len(), &lacking, &|at| (lines.of)(pays_for[at]));
        Matched {
            lacks,
            accounts: self.accounts,
            by_name: self.by_name,
            claims,
            renamed: renamed.iter().map(Option::is_some).collect(),
            pays_for,
            statements: self.statements,
        }
    }
}

/// Claims bank lines for payouts, and links attempts and twins. `payouts` must be sorted by name,
/// each there once; `lines` are told by their places.
pub fn settle_payments<'a>(
    payouts: Vec<Payout<'a>>,
    bank: BankLines<'a>,
    lines: PayoutLines<'_, 'a>,
    knowledge: &'a Knowledge,
    now: Instant,
) -> SettledPayments<'a> {
    let by_name = PayoutIndex::of(payouts.iter());
    let matched = Matching::begin(&payouts, by_name, bank, knowledge).end(lines);
    matched.settle(payouts, lines.sums, knowledge, now)
}

impl<'a> Matched<'a> {
    /// Binds the payouts to what they claim, and to each other as they stand at `now`.
    pub fn settle(
        self,
        payouts: Vec<Payout<'a>>,
        sums: &[LineSum],
        knowledge: &'a Knowledge,
        now: Instant,
    ) -> SettledPayments<'a> {
        let owners = Owners::of(knowledge);
        let mut orphans = self.claims.orphans;
        let mut rows_used = lines_claimed(&self.claims.of);
        let mut all = Vec::with_capacity(payouts.len());
        for (index, (payout, claim)) in payouts.into_iter().zip(self.claims.of).enumerate() {
            let sum = sums[self.pays_for[index]];
            if payout.is_implied() {
                // Its rows are settlement lines, and counted with their swipes.
            } else if sum.lines == 0 {
                orphans.extend(payout.rows().iter().map(|row| Orphan {
                    place: row.place,
                    resembles: String::new(),
                    why: OrphanReason::PayoutWithoutSettlement,
                }));
            } else {
                rows_used += payout.rows().len() as u64;
            }
            let mut payment = Payment::new(payout, claim, self.accounts[index]);
            payment.net_sum = sum.net;
            payment.lines = sum.lines;
            payment.pays_for = self.pays_for[index];
            payment.payout_fee = payout_fee(&payment.payout, knowledge);
            payment.left_out = self.lacks[index].left_out;
            payment.only = self.lacks[index].only;
            payment.renamed = self.renamed[index];
            payment.to_another = owners.is_of_another(&payment, knowledge);
            all.push(payment);
        }
        let payments =
            Payments::link(all, self.by_name, now, knowledge).with_statements(self.statements);
        SettledPayments {
            payments,
            orphans,
            proposals: self.claims.proposals,
            rows_used,
        }
    }
}

/// The payout whose lines a payout pays for: itself, or the one that it tries again. Of a chain that
/// leads nowhere it is the last, which has none.
fn pays_for(
    payout: usize,
    payouts: &[Payout<'_>],
    by_name: &PayoutIndex,
    sums: &[LineSum],
) -> usize {
    let mut at = payout;
    for _ in 0..crate::ATTEMPTS_MAX {
        let before = payouts[at].tries_again();
        let Some(before) = before.filter(|_| sums[at].lines == 0) else {
            return at;
        };
        match by_name.find(before, |known| payouts[known].name()) {
            Some(known) => at = known,
            None => return at,
        }
    }
    // A chain too long to follow pays for nothing that is known.
    payout
}

/// For each payout of which no line is left, since the acquirer wrote the number of a later attempt
/// over its own: that attempt, if it is the only one with lines. Its money pays the same lines.
fn renamed_by_retry(
    payouts: &[Payout<'_>],
    by_name: &PayoutIndex,
    sums: &[LineSum],
    pays_for: &[usize],
) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; payouts.len()];
    let mut several = Vec::new();
    let named = (0..payouts.len()).filter(|&at| sums[at].lines > 0);
    for retry in named {
        let mut at = retry;
        for _ in 0..crate::ATTEMPTS_MAX {
            let before = payouts[at].tries_again();
            let before =
                before.and_then(|before| by_name.find(before, |known| payouts[known].name()));
            let Some(before) = before.filter(|&before| sums[pays_for[before]].lines == 0) else {
                break;
            };
            match found[before].replace(retry) {
                Some(other) if other != retry => several.push(before),
                _ => {}
            }
            at = before;
        }
    }
    several.into_iter().for_each(|at| found[at] = None);
    found
}

fn merchant_of<'k>(payout: &Payout<'_>, knowledge: &'k Knowledge) -> Option<&'k Merchant> {
    knowledge.merchant(payout.plan().mid)
}

fn payout_fee(payout: &Payout<'_>, knowledge: &Knowledge) -> i64 {
    merchant_of(payout, knowledge).map_or(0, |merchant| merchant.terms.payout_fee)
}

/// Whose accounts are whose.
struct Owners<'k> {
    /// Account and merchant, sorted.
    known: Vec<(&'k str, &'k str)>,
}

impl<'k> Owners<'k> {
    fn of(knowledge: &'k Knowledge) -> Owners<'k> {
        let merchants = knowledge.merchants.iter();
        let accounts = merchants.map(|(mid, merchant)| (merchant.account_no.as_str(), mid));
        let mut known: Vec<_> = accounts
            .filter(|(account, _)| !account.is_empty())
            .collect();
        known.sort_unstable();
        Owners { known }
    }

    /// Whether a payout goes to an account that is another merchant's and not its own merchant's.
    /// A masked number may be anybody's; a merchant without a known account may share one.
    fn is_of_another(&self, payment: &Payment<'_>, knowledge: &Knowledge) -> bool {
        let own = merchant_of(&payment.payout, knowledge).map(|merchant| &merchant.account_no);
        if payment.account_no.is_empty()
            || own.is_none_or(|own| own.is_empty() || own == payment.account_no)
        {
            return false;
        }
        let at = self
            .known
            .partition_point(|(account, _)| *account < payment.account_no);
        self.known
            .get(at)
            .is_some_and(|(account, _)| *account == payment.account_no)
    }
}

/// The account a payout should land on: the one it names, else the merchant's.
fn account_of<'a>(payout: &Payout<'a>, knowledge: &'a Knowledge) -> &'a str {
    let named = payout
        .rows()
        .iter()
        .map(|row| row.account_no)
        .find(|account| !account.is_empty());
    let known = || {
        knowledge
            .merchant(payout.plan().mid)
            .map(|merchant| merchant.account_no.as_str())
    };
    named.or_else(known).unwrap_or("")
}

/// The day on which its credit is looked for first.
fn expected_day(payout: &Payout<'_>, knowledge: &Knowledge) -> Day {
    let plan = payout.plan();
    plan.due_date
        .unwrap_or_else(|| knowledge.zone.day(plan.created_at))
}

/// Takes the further credits that only stand in their statement twice: no money moved.
fn take_copies(
    claims: &mut [Option<Claim<'_>>],
    payouts: &[Payout<'_>],
    statements: &Statements<'_>,
) -> Vec<Orphan> {
    let mut copies = Vec::new();
    for (claim, payout) in claims.iter_mut().zip(payouts) {
        let Some(claim) = claim else { continue };
        claim.again.retain(|line| {
            let copied = statements.is_copied(line.place);
            copies.extend(copied.then(|| Orphan {
                resembles: payout.id().to_owned(),
                ..orphan_of_copy(line)
            }));
            !copied
        });
    }
    copies
}

fn orphan_of_copy(line: &BankRow<'_>) -> Orphan {
    Orphan {
        place: line.place,
        resembles: String::new(),
        why: match line.direction {
            Direction::Credit => OrphanReason::CreditWithoutPayout,
            Direction::Debit => OrphanReason::DebitWithoutPayout,
        },
    }
}

/// Bank lines that some payout claims; the members of a lump share theirs.
fn lines_claimed(claims: &[Option<Claim<'_>>]) -> u64 {
    let claimed = claims.iter().flatten().flat_map(Claim::lines);
    let mut places: Vec<_> = claimed.map(|line| line.place).collect();
    places.sort_unstable();
    places.dedup();
    places.len() as u64
}
