//! A whole docket: all records of a small data set in, all verdicts out.
//!
//! In: rows of the six sources, knowledge, an instant. Out: a verdict for every swipe, the rows
//! that belong to none, and what a person must decide.
//!
//! This is the plain way through the rooms. Whoever has millions of rows takes the same steps in
//! parts: [`trail::gather`] and [`trail::split`] by handle, [`settle_payments`] once for all,
//! [`judge`] for each swipe.

use crate::{
    BankLines, CardCharge, FundsMap, Knowledge, LineName, LineSum, MAIN_CURRENCY, PaidLine,
    PayoutLines, Query, Subject, Surroundings, TraceNumbers, Verdict, implied_payouts,
    is_channel_fault, is_platform_silence, is_repeat, judge, settle_payments,
};
use ledger::{Day, Instant};
use std::collections::BTreeMap;
use trail::{BankRow, Orphan, Payout, PayoutIndex, PayoutName, PayoutRow, Proposal, Row, Trail};

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
    /// Where the money stands, of what is in [`MAIN_CURRENCY`]; proved to balance.
    pub funds: FundsMap<'a>,
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
    let payouts = match records.payout.is_empty() {
        true => implied_payouts(rows.settlement.clone(), knowledge),
        false => fold_payouts(records.payout),
    };
    let groups = trail::gather(rows, &knowledge.zone);
    let lines = payout_lines(&payouts, &groups);
    let mut orphans = Vec::new();
    let mut swipes: Vec<Trail<'a>> = Vec::new();
    for group in groups {
        let split = trail::split(group, &knowledge.zone, &crate::is_refusal);
        swipes.extend(split.swipes);
        orphans.extend(split.orphans);
    }
    let sums: Vec<LineSum> = lines.iter().map(|lines| sum(lines)).collect();
    let lines = PayoutLines {
        sums: &sums,
        of: &|at| lines[at].clone(),
    };
    let settled = settle_payments(payouts, BankLines::of(records.bank), lines, knowledge, now);
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
    let mut funds = FundsMap::default();
    let main = |verdict: &&Verdict<'a>| verdict.currency == MAIN_CURRENCY;
    verdicts
        .iter()
        .filter(main)
        .for_each(|verdict| funds.add(verdict));
    funds.add_payments(&settled.payments, MAIN_CURRENCY, knowledge, now);
    funds.prove();
    Judged {
        verdicts,
        orphans,
        proposals: settled.proposals,
        funds,
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
        let own = trail.terminal.iter();
        let own = own.filter(|one| one.txn_type.is_principal() && one.tid == row.tid);
        if let Some(terminal) = own.map(|one| one.local_time).min() {
            noted.note_clocks(tid, terminal, row.received_at);
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

fn fold_payouts<'a>(rows: Vec<PayoutRow<'a>>) -> Vec<Payout<'a>> {
    let mut by_name: BTreeMap<(&'a str, &'a str), Vec<PayoutRow<'a>>> = BTreeMap::new();
    for row in rows {
        let name = (row.payout_id, row.acquirer);
        by_name.entry(name).or_default().push(row);
    }
    by_name.into_values().filter_map(Payout::fold).collect()
}

/// The settlement lines of every payout. Rows must be settled, or a repeated file would count twice.
fn payout_lines<'a>(payouts: &[Payout<'a>], groups: &[Trail<'a>]) -> Vec<Vec<PaidLine<'a>>> {
    let by_name = PayoutIndex::of(payouts.iter());
    let mut lines = vec![Vec::new(); payouts.len()];
    for row in groups.iter().flat_map(|trail| &trail.settlement) {
        if let Some(at) = by_name.find(PayoutName::of_line(row), |at| payouts[at].name()) {
            lines[at].push((LineName::of(row), row.net));
        }
    }
    lines
}

fn sum(lines: &[PaidLine<'_>]) -> LineSum {
    let mut sum = LineSum::default();
    lines.iter().for_each(|(_, net)| sum.add(*net));
    sum
}
