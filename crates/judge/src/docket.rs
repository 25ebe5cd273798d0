//! A whole docket: all records of a small data set in, all verdicts out.
//!
//! In: rows of the six sources, knowledge, an instant. Out: a verdict for every swipe, the rows
//! that belong to none, and what a person must decide.
//!
//! This is the plain way through the rooms. Whoever has millions of rows takes the same steps in
//! parts: [`trail::gather`] and [`trail::split`] by handle, [`settle_payments`] once for all,
//! [`judge`] for each swipe.

use crate::{
    CardCharge, Knowledge, Merchant, Payment, Payments, Peers, Query, Statements, Subject,
    Surroundings, TraceNumbers, Verdict, is_channel_fault, is_platform_silence, is_repeat, judge,
};
use ledger::{Day, Instant};
use std::collections::BTreeMap;
use trail::{
    BankRow, Claim, Claimant, Orphan, OrphanReason, Payout, PayoutRow, Proposal, Row, Trail,
};

/// All records of a data set, in any order, repetitions and all.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "one list a source")]
pub struct Records<'a> {
    pub terminal: Vec<trail::TerminalRow<'a>>,
    pub platform: Vec<trail::PlatformRow<'a>>,
    pub clearing: Vec<trail::ClearingRow<'a>>,
    pub settlement: Vec<trail::SettlementRow<'a>>,
    pub payout: Vec<PayoutRow<'a>>,
    pub bank: Vec<BankRow<'a>>,
}

impl Records<'_> {
    /// Hides what had not happened by `now` or was not known by `known_at` (rule 9).
    pub fn hide(&mut self, knowledge: &Knowledge, now: Instant, known_at: Instant) {
        let midnight = |day: Day| knowledge.zone.at(day, 0);
        fn keep<R: Row>(
            rows: &mut Vec<R>,
            midnight: &dyn Fn(Day) -> Instant,
            now: Instant,
            known_at: Instant,
        ) {
            rows.retain(|row| {
                row.own_time(midnight) <= now && row.known_time(midnight) <= known_at
            });
        }
        keep(&mut self.terminal, &midnight, now, known_at);
        keep(&mut self.platform, &midnight, now, known_at);
        keep(&mut self.clearing, &midnight, now, known_at);
        keep(&mut self.settlement, &midnight, now, known_at);
        keep(&mut self.payout, &midnight, now, known_at);
        keep(&mut self.bank, &midnight, now, known_at);
    }
}

/// What became of a docket.
#[derive(Clone, Debug)]
pub struct Judged<'a> {
    /// One verdict a swipe, by merchant, reference, terminal and stan.
    pub verdicts: Vec<Verdict<'a>>,
    /// Rows of no swipe.
    pub orphans: Vec<Orphan>,
    /// Matches that a person must choose between.
    pub proposals: Vec<Proposal>,
}

/// Judges every swipe of a data set as of `now`.
pub fn judge_all<'a>(
    mut records: Records<'a>,
    knowledge: &'a Knowledge,
    now: Instant,
) -> Judged<'a> {
    records.hide(knowledge, now, now);
    let rows = Trail {
        terminal: records.terminal,
        platform: records.platform,
        clearing: records.clearing,
        settlement: records.settlement,
    };
    let mut orphans = Vec::new();
    let mut swipes: Vec<Trail<'a>> = Vec::new();
    for group in trail::gather(rows, &knowledge.zone) {
        let split = trail::split(group, &knowledge.zone, &crate::is_refusal);
        swipes.extend(split.swipes);
        orphans.extend(split.orphans);
    }
    let lines = payout_lines(&swipes);
    let settled = settle_payments(records.payout, records.bank, &lines, knowledge, now);
    orphans.extend(settled.orphans);
    let town = surroundings(&swipes, knowledge);
    let mut verdicts: Vec<Verdict<'a>> = swipes
        .iter()
        .filter_map(|trail| {
            let around = town.of(trail);
            let subject = Subject {
                trail,
                payments: &settled.payments,
                around: &around,
            };
            judge(subject, knowledge, now)
        })
        .collect();
    verdicts.sort_by(|a, b| (a.mid, a.rrn, a.tid, a.stan).cmp(&(b.mid, b.rrn, b.tid, b.stan)));
    orphans.sort_unstable();
    Judged {
        verdicts,
        orphans,
        proposals: settled.proposals,
    }
}

/// Surroundings, and the numbers that stand for texts in them.
struct Town<'a> {
    surroundings: Surroundings,
    numbers: BTreeMap<&'a str, u32>,
}

impl<'a> Town<'a> {
    fn number(&self, text: &str) -> u32 {
        self.numbers.get(text).copied().unwrap_or(u32::MAX)
    }

    fn of(&self, trail: &Trail<'a>) -> crate::Around {
        let platform = trail
            .platform
            .iter()
            .find(|row| row.txn_type.is_principal());
        let terminal = trail
            .terminal
            .iter()
            .find(|row| row.txn_type.is_principal());
        let known =
            platform.map(|row| (row.mid, row.tid, row.channel, row.amount, row.received_at));
        let known =
            known.or(terminal.map(|row| (row.mid, row.tid, "", row.amount, row.local_time)));
        let Some((mid, tid, channel, amount, at)) = known else {
            return crate::Around::default();
        };
        let repeat = platform.filter(|row| is_repeat(row.response_code));
        self.surroundings.around(&Query {
            mid: self.number(mid),
            tid: self.number(tid),
            channel: self.number(channel),
            amount,
            at: Some(at),
            platform: platform.map(|row| row.place),
            repeat: repeat.map(|row| self.trace(row)),
            terminal_only: platform.is_none(),
            doubtful: platform.is_none_or(|row| !crate::outcome(row.response_code).is_approved())
                || terminal.is_some_and(|row| row.response_code.is_empty()),
        })
    }

    fn trace(&self, row: &trail::PlatformRow<'_>) -> TraceNumbers {
        (
            self.number(row.mid),
            self.number(row.tid),
            self.number(row.batch_no),
            self.number(row.stan).into(),
        )
    }
}

/// Notes every row once.
fn surroundings<'a>(swipes: &[Trail<'a>], knowledge: &Knowledge) -> Town<'a> {
    let mut numbers = BTreeMap::new();
    let mut name = |text: &'a str| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        numbers.entry(text).or_insert(next);
    };
    for trail in swipes {
        trail.terminal.iter().for_each(|row| name(row.tid));
        for row in &trail.platform {
            [
                row.mid,
                row.tid,
                row.channel,
                row.batch_no,
                row.stan,
                row.card,
            ]
            .into_iter()
            .for_each(&mut name);
        }
    }
    let mut town = Town {
        surroundings: Surroundings::default(),
        numbers,
    };
    for trail in swipes {
        let noted = note_swipe(&town, trail);
        town.surroundings.merge(noted);
    }
    town.surroundings.settle(knowledge.thresholds.duplicate_s);
    town
}

fn note_swipe(town: &Town<'_>, trail: &Trail<'_>) -> Surroundings {
    let mut noted = Surroundings::default();
    for row in trail
        .terminal
        .iter()
        .filter(|row| row.txn_type.is_principal() && row.response_code.is_empty())
    {
        noted.note_silent_terminal(town.number(row.tid), row.local_time);
    }
    let undone = trail
        .platform
        .iter()
        .any(|row| undoes(row.txn_type, row.response_code));
    for row in trail
        .platform
        .iter()
        .filter(|row| row.txn_type.is_principal())
    {
        let (mid, tid) = (town.number(row.mid), town.number(row.tid));
        let code = row.response_code;
        let faulty = is_channel_fault(code);
        noted.note_platform(
            town.number(row.channel),
            tid,
            row.received_at,
            faulty,
            is_platform_silence(code),
        );
        noted.note_trace(town.trace(row), row.received_at, row.place);
        let approved = crate::outcome(code).is_approved();
        if approved && !undone && !row.card.is_empty() {
            noted.note_charge(CardCharge {
                mid,
                amount: row.amount,
                card: town.number(row.card).into(),
                at: row.received_at,
                // One trace number on two terminals is two requests.
                stan: u64::from(town.number(row.stan)) ^ (u64::from(tid) << 32),
                place: row.place,
            });
        }
        if approved && row.method == Some(trail::Method::Qr) {
            noted.note_qr_order(mid, row.amount, row.received_at, row.place);
        }
        if let Some(terminal) = trail
            .terminal
            .iter()
            .find(|row| row.txn_type.is_principal())
        {
            noted.note_clocks(tid, terminal.local_time, row.received_at);
        }
    }
    noted
}

/// Whether a platform row of this type and answer takes a charge back.
pub fn undoes(txn_type: trail::TxnType, response_code: &str) -> bool {
    match txn_type {
        trail::TxnType::Void | trail::TxnType::CompletionVoid => {
            crate::outcome(response_code).is_approved()
        }
        trail::TxnType::Reversal => crate::reversal_succeeded(response_code),
        _ => false,
    }
}

/// The settlement lines that name one payout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutLines<'a> {
    /// The payout's id.
    pub payout_id: &'a str,
    /// Reference and net of each line, deductions included.
    pub lines: Vec<(&'a str, i64)>,
}

/// The settlement lines of every payout, by id. Rows must be settled, or a repeated file would
/// count twice.
pub fn payout_lines<'a>(swipes: &[Trail<'a>]) -> Vec<PayoutLines<'a>> {
    let mut by_payout: BTreeMap<&'a str, Vec<(&'a str, i64)>> = BTreeMap::new();
    for row in swipes.iter().flat_map(|trail| &trail.settlement) {
        if !row.payout_id.is_empty() {
            by_payout
                .entry(row.payout_id)
                .or_default()
                .push((row.rrn, row.net));
        }
    }
    by_payout
        .into_iter()
        .map(|(payout_id, lines)| PayoutLines { payout_id, lines })
        .collect()
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

/// Folds payouts, claims bank lines for them, and links attempts and twins.
/// `lines` must be sorted by payout id.
pub fn settle_payments<'a>(
    rows: Vec<PayoutRow<'a>>,
    mut bank: Vec<BankRow<'a>>,
    lines: &[PayoutLines<'a>],
    knowledge: &'a Knowledge,
    now: Instant,
) -> SettledPayments<'a> {
    let payouts = fold_payouts(&rows);
    let lines_of = |id: &str| -> &[(&'a str, i64)] {
        lines
            .binary_search_by(|known| known.payout_id.cmp(id))
            .map_or(&[], |at| &lines[at].lines)
    };
    let of_payout: Vec<&[(&'a str, i64)]> = payouts
        .iter()
        .map(|payout| lines_paid_by(payout, &payouts, &lines_of))
        .collect();
    let accounts: Vec<&'a str> = payouts
        .iter()
        .map(|payout| account_of(payout, knowledge))
        .collect();
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
    let nets = |index: usize| {
        of_payout[index]
            .iter()
            .map(|(_, net)| *net)
            .collect::<Vec<i64>>()
    };
    trail::settle_rows(&mut bank);
    let statements = Statements::of(&bank);
    let claims = trail::claim(
        &claimants,
        bank,
        &knowledge.zone,
        &knowledge.calendar,
        &nets,
    );
    let mut orphans = claims.orphans;
    let left_out = find_left_out(&claims.of, &of_payout);
    let mut rows_used = lines_claimed(&claims.of);
    let mut all = Vec::with_capacity(payouts.len());
    for (index, (payout, claim)) in payouts.into_iter().zip(claims.of).enumerate() {
        if of_payout[index].is_empty() {
            orphans.extend(payout.rows().iter().map(|row| Orphan {
                place: row.place,
                resembles: String::new(),
                why: OrphanReason::PayoutWithoutSettlement,
            }));
        } else {
            rows_used += payout.rows().len() as u64;
        }
        all.push(Payment {
            account_no: accounts[index],
            net_sum: of_payout[index].iter().map(|(_, net)| net).sum(),
            lines: u32::try_from(of_payout[index].len()).unwrap_or(u32::MAX),
            payout_fee: merchant_of(&payout, knowledge)
                .map_or(0, |merchant| merchant.terms.payout_fee),
            left_out: left_out[index],
            claim,
            payout,
            retried_by: None,
            twin: None,
            peers: Peers::default(),
        });
    }
    let payments = Payments::link(all, now, knowledge).with_statements(statements);
    SettledPayments {
        payments,
        orphans,
        proposals: claims.proposals,
        rows_used,
    }
}

/// Rows are large: only references to them are sorted, by the first sixteen bytes of the id, which
/// are mostly all of it, and then by the id.
fn fold_payouts<'a>(rows: &[PayoutRow<'a>]) -> Vec<Payout<'a>> {
    let mut order: Vec<(u128, &PayoutRow<'a>)> = rows
        .iter()
        .map(|row| (prefix(row.payout_id), row))
        .collect();
    order.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.payout_id.cmp(other.payout_id)));
    let groups = order.chunk_by(|(_, a), (_, b)| a.payout_id == b.payout_id);
    groups
        .filter_map(|group| Payout::fold(group.iter().map(|(_, row)| **row).collect()))
        .collect()
}

/// The first sixteen bytes of a text as a number that sorts like the text.
pub fn prefix(text: &str) -> u128 {
    let mut bytes = [0_u8; 16];
    let length = text.len().min(16);
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

/// The lines a payout pays for: its own, or those of the payout that it tries again.
fn lines_paid_by<'l, 'a>(
    payout: &Payout<'a>,
    payouts: &[Payout<'a>],
    lines_of: &impl Fn(&str) -> &'l [(&'a str, i64)],
) -> &'l [(&'a str, i64)] {
    let mut id = payout.id();
    let mut before = payout.retry_of();
    for _ in 0..crate::ATTEMPTS_MAX {
        let lines = lines_of(id);
        if !lines.is_empty() || before.is_empty() {
            return lines;
        }
        id = before;
        let known = payouts.binary_search_by(|known| known.id().cmp(id));
        before = known.map_or("", |at| payouts[at].retry_of());
    }
    &[]
}

fn merchant_of<'k>(payout: &Payout<'_>, knowledge: &'k Knowledge) -> Option<&'k Merchant> {
    knowledge.merchant(payout.plan().mid)
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
/// line's reference. Two lines that fit equally well are no answer.
fn find_left_out<'a>(
    claims: &[Option<Claim<'a>>],
    lines: &[&[(&'a str, i64)]],
) -> Vec<Option<&'a str>> {
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
                .map(move |(rrn, _)| (member, *rrn))
        });
        if let (Some((member, rrn)), None) = (fitting.next(), fitting.next()) {
            left_out[member] = Some(rrn);
        }
    }
    left_out
}
