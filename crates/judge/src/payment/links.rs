//! What binds payouts to each other: further attempts, second payments, twins, neighbours.
//!
//! In: all payouts with what they claim. Out: the same, each knowing its attempts, whether it pays again
//! what was paid, its twin, and what others of its channel, bank and hour say. Absent: bank lines.

use super::{ATTEMPTS_MAX, Payment, Peers, parts};
use crate::Knowledge;
use ledger::Instant;
use smallvec::SmallVec;
use std::collections::BTreeMap;
use trail::{PayoutIndex, PayoutName, PayoutRow, PayoutStatus};

/// A payout may be tried again more than once, and each of these again.
pub(super) fn link_attempts(all: &mut [Payment<'_>], by_name: &PayoutIndex) {
    for index in 0..all.len() {
        let Some(before) = all[index].payout.tries_again() else {
            continue;
        };
        if let Some(first) = by_name.find(before, |at| all[at].payout.name())
            && first != index
        {
            all[first].retries.push(index);
        }
    }
    for index in 0..all.len() {
        if all[index].retries.len() > 1 {
            let mut retries = std::mem::take(&mut all[index].retries);
            retries.sort_by_key(|&retry| by_creation(&all[retry]));
            all[index].retries = retries;
        }
    }
}

pub(super) fn by_creation<'a>(payment: &Payment<'a>) -> (Instant, PayoutName<'a>) {
    (payment.payout.plan().created_at, payment.payout.name())
}

/// The attempts that begin at a payout, at most [`ATTEMPTS_MAX`].
pub(super) fn attempts_at(all: &[Payment<'_>], first: usize) -> SmallVec<[usize; 1]> {
    let mut attempts: SmallVec<[usize; 1]> = SmallVec::from_slice(&[first]);
    let mut next = 0;
    while next < attempts.len() && attempts.len() < ATTEMPTS_MAX {
        for &retry in &all[attempts[next]].retries {
            if attempts.len() == ATTEMPTS_MAX {
                break;
            }
            if !attempts.contains(&retry) {
                attempts.push(retry);
            }
        }
        next += 1;
    }
    attempts[1..].sort_by_key(|&attempt| by_creation(&all[attempt]));
    attempts
}

/// Of the attempts at one payout that arrived, the first pays for its lines; the others that pay for the
/// same lines pay again.
pub(super) fn mark_second_payments(all: &mut [Payment<'_>], now: Instant, knowledge: &Knowledge) {
    for first in 0..all.len() {
        if all[first].retries.is_empty() {
            continue;
        }
        let mut arrived = attempts_at(all, first);
        arrived.retain(|attempt| all[*attempt].arrival(now, knowledge).is_some());
        // Two that name each other would both come second: the one created first is first.
        arrived.sort_by_key(|&at| (all[at].pays_for, by_creation(&all[at])));
        let lines = |at: usize| all[at].pays_for;
        let same_lines: Vec<&[usize]> = arrived.chunk_by(|a, b| lines(*a) == lines(*b)).collect();
        for same in same_lines {
            let mut parts = same.iter().filter_map(|at| all[*at].part);
            match parts.next() {
                Some(part) if part.first == first => parts::mark_second_parts(all, same),
                Some(_) => {} // Those that try a part again are seen with the first of all.
                None => same[1..].iter().for_each(|&at| all[at].pays_again = true),
            }
        }
    }
}

/// Two payouts that both arrived, to one merchant and account, over the same sum and the same day
/// of creation, neither trying the other again: one of them is a second payment.
pub(super) fn link_twins<'a>(all: &mut [Payment<'a>], now: Instant, knowledge: &Knowledge) {
    let mut order: Vec<usize> = (0..all.len())
        .filter(|&index| {
            all[index].payout.retry_of().is_empty()
                && (all[index].arrival(now, knowledge).is_some()
                    || all[index]
                        .state(now)
                        .is_some_and(|row| row.status == PayoutStatus::Paid))
        })
        .collect();
    let key = |payment: &Payment<'a>| {
        let plan = payment.payout.plan();
        let day = knowledge.zone.day(plan.created_at);
        (plan.mid, plan.amount, plan.due_date, day)
    };
    order.sort_by_cached_key(|&index| (key(&all[index]), all[index].payout.id()));
    for pair in order.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let same_set = all[a].lines == all[b].lines || all[a].lines == 0 || all[b].lines == 0;
        if key(&all[a]) == key(&all[b]) && same_set {
            all[a].twin = Some(b);
            all[b].twin = Some(a);
        }
    }
}

pub(super) fn count_peers<'a>(all: &mut [Payment<'a>], now: Instant, knowledge: &Knowledge) {
    const HOUR_MS: i64 = 3_600_000;
    let mut by_channel: BTreeMap<(&'a str, ledger::Day), (u32, u32)> = BTreeMap::new();
    let mut by_bank: BTreeMap<(&'a str, ledger::Day), (u32, u32)> = BTreeMap::new();
    let mut rejected: BTreeMap<(&'a str, i64), u32> = BTreeMap::new();
    for payment in all.iter() {
        let plan = payment.payout.plan();
        let day = knowledge.zone.day(plan.created_at);
        let Some(state) = payment.state(now) else {
            continue;
        };
        let channel = by_channel.entry((plan.channel, day)).or_default();
        channel.0 += 1;
        channel.1 += u32::from(is_stuck(state.status) && payment.arrival(now, knowledge).is_none());
        let bank = by_bank.entry((plan.bank_code, day)).or_default();
        bank.0 += 1;
        bank.1 += u32::from(says_bank_down(state));
        if state.status == PayoutStatus::Rejected {
            let hour = state.status_at.ms().div_euclid(HOUR_MS);
            *rejected.entry((plan.channel, hour)).or_default() += 1;
        }
    }
    for payment in all.iter_mut() {
        let plan = *payment.payout.plan();
        let day = knowledge.zone.day(plan.created_at);
        let Some(state) = payment.state(now).copied() else {
            continue;
        };
        let (channel_total, stuck) = by_channel
            .get(&(plan.channel, day))
            .copied()
            .unwrap_or((0, 0));
        let (bank_total, bank_down) = by_bank
            .get(&(plan.bank_code, day))
            .copied()
            .unwrap_or((0, 0));
        let hour = state.status_at.ms().div_euclid(HOUR_MS);
        payment.peers = Peers {
            channel_total,
            channel_stuck_ppm: ppm(stuck, channel_total),
            bank_total,
            bank_down,
            rejected_together: rejected.get(&(plan.channel, hour)).copied().unwrap_or(0),
        };
    }
}

/// A share in parts per million, rounded down; 0 of nothing is 0.
pub(crate) fn ppm(part: u32, whole: u32) -> u32 {
    if whole == 0 {
        return 0;
    }
    u32::try_from(u64::from(part) * 1_000_000 / u64::from(whole)).unwrap_or(1_000_000)
}

const fn is_stuck(status: PayoutStatus) -> bool {
    matches!(
        status,
        PayoutStatus::Created | PayoutStatus::Sent | PayoutStatus::Accepted | PayoutStatus::Unknown
    )
}

fn says_bank_down(state: &PayoutRow<'_>) -> bool {
    crate::payout_reason(state.reason, state.reason_text) == Some(crate::Cause::BankDown)
}
