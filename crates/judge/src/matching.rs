//! Payouts and bank lines, matched once for all swipes.
//!
//! In: folded payouts, bank lines, the settlement lines of each payout. Out: payments with their
//! claims on bank lines, and what nobody claims. Absent: swipes; they only ask.

use crate::{Knowledge, LineName, Merchant, Payment, Payments, Statements};
use ledger::{Day, Instant};
use std::collections::BTreeMap;
use trail::{
    BankRow, Claim, Claimant, Direction, Orphan, OrphanReason, Payout, PayoutIndex, Proposal,
    SettlementRow,
};

/// Name and net of a settlement line.
type Line<'a> = (LineName<'a>, i64);

/// The settlement lines of every payout, deductions included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PayoutLines<'a> {
    lines: Vec<Line<'a>>,
    /// Where the lines of each payout begin, and the end of the last.
    starts: Vec<usize>,
}

impl<'a> PayoutLines<'a> {
    /// What is kept of a line that was put into the payout at a place.
    pub fn line(payout: usize, row: &SettlementRow<'a>) -> (usize, LineName<'a>, i64) {
        (payout, LineName::of(row), row.net)
    }

    /// Sorts lines out among `payouts` payouts. Each names its payout by its place.
    ///
    /// # Panics
    /// When a place is not below `payouts`.
    pub fn of(payouts: usize, named: Vec<(usize, LineName<'a>, i64)>) -> PayoutLines<'a> {
        let mut starts = vec![0; payouts + 1];
        named
            .iter()
            .for_each(|(payout, _, _)| starts[payout + 1] += 1);
        for at in 0..payouts {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let nobody = LineName {
            rrn: "",
            acquirer: "",
        };
        let mut lines = vec![(nobody, 0); named.len()];
        for (payout, name, net) in named {
            lines[next[payout]] = (name, net);
            next[payout] += 1;
        }
        for pair in starts.windows(2) {
            lines[pair[0]..pair[1]].sort_unstable();
        }
        PayoutLines { lines, starts }
    }

    /// The lines of the payout at a place.
    fn at(&self, payout: usize) -> &[Line<'a>] {
        &self.lines[self.starts[payout]..self.starts[payout + 1]]
    }
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

/// Claims bank lines for payouts, and links attempts and twins. `payouts` must be sorted by name,
/// each there once; `lines` are told by their places.
pub fn settle_payments<'a>(
    payouts: Vec<Payout<'a>>,
    bank: BankLines<'a>,
    lines: &PayoutLines<'a>,
    knowledge: &'a Knowledge,
    now: Instant,
) -> SettledPayments<'a> {
    let by_name = PayoutIndex::of(payouts.iter());
    let mut of_payout: Vec<&[Line<'a>]> = (0..payouts.len())
        .map(|at| lines_paid_by(at, &payouts, &by_name, lines))
        .collect();
    let renamed = renamed_by_retry(&payouts, &by_name, lines, &of_payout);
    for (at, retry) in renamed.iter().enumerate() {
        of_payout[at] = retry.map_or(of_payout[at], |retry| lines.at(retry));
    }
    let accounts: Vec<&'a str> = payouts
        .iter()
        .map(|payout| account_of(payout, knowledge))
        .collect();
    let BankLines { rows, statements } = bank;
    // A line that stands twice is one credit: its copy must not pay for another payout.
    let (idle, rows): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|line| statements.is_idle(line.place));
    let claims = claim(&payouts, &accounts, &of_payout, rows, knowledge);
    let left_out = find_left_out(&claims.of, &of_payout);
    let owners = Owners::of(knowledge);
    let mut orphans = claims.orphans;
    orphans.extend(idle.iter().map(orphan_of_copy));
    let mut rows_used = lines_claimed(&claims.of);
    let mut all = Vec::with_capacity(payouts.len());
    for (index, (payout, claim)) in payouts.into_iter().zip(claims.of).enumerate() {
        let lines = of_payout[index];
        if lines.is_empty() {
            orphans.extend(payout.rows().iter().map(|row| Orphan {
                place: row.place,
                resembles: String::new(),
                why: OrphanReason::PayoutWithoutSettlement,
            }));
        } else {
            rows_used += payout.rows().len() as u64;
        }
        let mut payment = Payment::new(payout, claim, accounts[index]);
        payment.net_sum = lines.iter().map(|(_, net)| i128::from(*net)).sum();
        payment.lines = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        payment.payout_fee =
            merchant_of(&payment.payout, knowledge).map_or(0, |merchant| merchant.terms.payout_fee);
        payment.left_out = left_out[index];
        payment.renamed = renamed[index].is_some();
        payment.to_another = owners.is_of_another(&payment, knowledge);
        all.push(payment);
    }
    let payments = Payments::link(all, now, knowledge).with_statements(statements);
    SettledPayments {
        payments,
        orphans,
        proposals: claims.proposals,
        rows_used,
    }
}

fn claim<'a>(
    payouts: &[Payout<'a>],
    accounts: &[&'a str],
    lines: &[&[Line<'a>]],
    bank: Vec<BankRow<'a>>,
    knowledge: &Knowledge,
) -> trail::Claims<'a> {
    let claimants: Vec<_> = payouts
        .iter()
        .zip(accounts)
        .map(|(payout, account_no)| Claimant {
            payout,
            account_no,
            expected_day: expected_day(payout, knowledge),
            lump_key: payout.plan().mid,
        })
        .collect();
    let nets = |index: usize| {
        let lines = lines[index].iter();
        lines.map(|(_, net)| *net).collect::<Vec<i64>>()
    };
    let (zone, calendar) = (&knowledge.zone, &knowledge.calendar);
    trail::claim(&claimants, bank, zone, calendar, &nets)
}

/// The lines a payout pays for: its own, or those of the payout that it tries again.
fn lines_paid_by<'l, 'a>(
    payout: usize,
    payouts: &[Payout<'a>],
    by_name: &PayoutIndex,
    lines: &'l PayoutLines<'a>,
) -> &'l [Line<'a>] {
    let mut at = payout;
    for _ in 0..crate::ATTEMPTS_MAX {
        let found = lines.at(at);
        let before = payouts[at].tries_again();
        let Some(before) = before.filter(|_| found.is_empty()) else {
            return found;
        };
        match by_name.find(before, |known| payouts[known].name()) {
            Some(known) => at = known,
            None => return &[],
        }
    }
    &[]
}

/// For each payout of which no line is left, since the acquirer wrote the number of a later attempt
/// over its own: that attempt, if it is the only one with lines. Its money pays the same lines.
fn renamed_by_retry<'a>(
    payouts: &[Payout<'a>],
    by_name: &PayoutIndex,
    lines: &PayoutLines<'a>,
    known: &[&[Line<'a>]],
) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; payouts.len()];
    let mut several = Vec::new();
    let named = (0..payouts.len()).filter(|&at| !lines.at(at).is_empty());
    for retry in named {
        let mut at = retry;
        for _ in 0..crate::ATTEMPTS_MAX {
            let before = payouts[at].tries_again();
            let before =
                before.and_then(|before| by_name.find(before, |known| payouts[known].name()));
            let Some(before) = before.filter(|&before| known[before].is_empty()) else {
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
    let claimed = claims
        .iter()
        .flatten()
        .flat_map(|claim| claim.credits.iter().chain(&claim.undone_by));
    let mut places: Vec<_> = claimed.map(|line| line.place).collect();
    places.sort_unstable();
    places.dedup();
    places.len() as u64
}

/// For each payout whose credit (or whose lump's credit) is short by exactly one line's net: that
/// line's name; all payouts of the lump learn it. Two lines that fit equally well are no answer.
fn find_left_out<'a>(
    claims: &[Option<Claim<'a>>],
    lines: &[&[Line<'a>]],
) -> Vec<Option<LineName<'a>>> {
    let mut left_out = vec![None; claims.len()];
    let mut lumps: BTreeMap<(Option<u32>, usize), Vec<usize>> = BTreeMap::new();
    for (index, claim) in claims.iter().enumerate() {
        let Some(claim) = claim.as_ref().filter(|claim| claim.difference < 0) else {
            continue;
        };
        let alone = if claim.lump.is_some() { 0 } else { index };
        lumps.entry((claim.lump, alone)).or_default().push(index);
    }
    for members in lumps.values() {
        let Some(missing) = claims[members[0]].as_ref().map(|claim| -claim.difference) else {
            continue;
        };
        let mut fitting = members.iter().flat_map(|&member| {
            lines[member]
                .iter()
                .filter(|(_, net)| *net == missing)
                .map(|(name, _)| *name)
        });
        if let (Some(name), None) = (fitting.next(), fitting.next()) {
            members
                .iter()
                .for_each(|&member| left_out[member] = Some(name));
        }
    }
    left_out
}
