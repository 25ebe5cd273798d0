//! A payout that looks for its credit: what of it can be compared with a bank line.
//!
//! In: the payout as handed in. Out: its amount, its payer, the days on which its credit may be
//! booked, whether it may have arrived at all, which other attempts there are.

use super::handles::hash;
use super::table::Holding;
use super::{CLAIM_WORKDAYS_MAX, Claimant, LUMP_WORKDAYS_MAX};
use crate::{Payout, PayoutName, PayoutStatus};
use ledger::{Calendar, Day, Instant, Zone};

/// Days between the first and the last on which a payout's credit is looked for without a
/// reference; of a longer span the late end counts.
pub const WINDOW_DAYS_MAX: i32 = 60;
/// Links from a later attempt to an earlier one that are followed.
const ATTEMPTS_MAX: usize = 16;
/// The number of no account: nothing but a reference matches it.
pub(super) const NO_TILL: u32 = u32::MAX;

/// What the payout's last state says of its claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// May have arrived.
    Alive,
    /// Came back; its credit, if one was booked, is undone.
    Returned,
    /// Never booked: claims nothing but by its own reference.
    Rejected,
}

/// A payout, ready for comparison.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'p, 'a> {
    pub payout: &'p Payout<'a>,
    /// The index at which it was handed in.
    pub index: u32,
    pub till: u32,
    pub account_no: &'a str,
    pub amount: i64,
    pub class: Class,
    pub paid: bool,
    /// Somebody says that it was sent; else it is a plan.
    pub sent: bool,
    pub expected: Day,
    pub created: Day,
    /// The day on which its credit is most likely booked.
    pub anchor: Day,
    /// The first and the last day of its window.
    pub first: Day,
    pub last: Day,
    /// The last day on which it may be part of a sum.
    pub lump_last: Day,
    pub payer: &'a str,
    pub lump_key: &'a str,
    /// The number of `lump_key`.
    pub key: u32,
    /// It came back, by a debit of its own amount: its credit is a part of one that still stands.
    pub came_back_alone: bool,
    /// A later attempt may have arrived: sums count that one.
    pub superseded: bool,
    /// The name of the first attempt; its own when it is one.
    pub chain: PayoutName<'a>,
    pub holding: Holding,
}

/// The claimants' indices by expected day, creation and id; whatever else differs breaks ties.
pub(super) fn in_order(claimants: &[Claimant<'_, '_>]) -> Vec<u32> {
    let mut order: Vec<(Day, Instant, u32)> = claimants
        .iter()
        .zip(0..)
        .map(|(claimant, index)| {
            let created_at = claimant.payout.plan().created_at;
            (claimant.expected_day, created_at, index)
        })
        .collect();
    order.sort_unstable_by(|a, b| {
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| {
            let (a, b) = (&claimants[a.2 as usize], &claimants[b.2 as usize]);
            (a.payout.id().cmp(b.payout.id()))
                .then_with(|| a.payout.rows().cmp(b.payout.rows()))
                .then_with(|| (a.account_no, a.lump_key).cmp(&(b.account_no, b.lump_key)))
        })
    });
    order.into_iter().map(|(_, _, index)| index).collect()
}

pub(super) fn want<'p, 'a>(
    claimant: &Claimant<'p, 'a>,
    index: u32,
    zone: &Zone,
    windows: &mut Windows<'_>,
) -> Wanted<'p, 'a> {
    let payout = claimant.payout;
    let plan = payout.plan();
    let state = payout.state_at(Instant::MAX).unwrap_or(plan);
    let state_day = zone.day(state.status_at);
    let paid = state.status == PayoutStatus::Paid;
    let class = match state.status {
        PayoutStatus::Rejected => Class::Rejected,
        PayoutStatus::Returned => Class::Returned,
        PayoutStatus::Created
        | PayoutStatus::Sent
        | PayoutStatus::Accepted
        | PayoutStatus::Unknown
        | PayoutStatus::Paid => Class::Alive,
    };
    let created = zone.day(plan.created_at);
    let latest = claimant.expected_day.max(state_day);
    let (last, lump_last) = match class {
        Class::Returned => (state_day, state_day), // What came back was credited before.
        Class::Alive | Class::Rejected => windows.after(latest),
    };
    Wanted {
        payout,
        index,
        till: NO_TILL,
        key: 0,
        account_no: claimant.account_no,
        amount: plan.amount,
        class,
        paid,
        sent: state.status != PayoutStatus::Created,
        expected: claimant.expected_day,
        created,
        anchor: if paid {
            state_day
        } else {
            claimant.expected_day.min(last)
        },
        // One that is made after it was due was not booked before it was made.
        first: created.max(last.plus(-WINDOW_DAYS_MAX)),
        last,
        lump_last,
        payer: plan.payer_name,
        lump_key: claimant.lump_key,
        came_back_alone: false,
        superseded: false,
        chain: payout.name(),
        holding: Holding::Open,
    }
}

/// Ends of windows, remembered for the day asked last: payouts of one day come together.
pub(super) struct Windows<'c> {
    calendar: &'c Calendar,
    known: Option<(Day, (Day, Day))>,
}

impl<'c> Windows<'c> {
    pub(super) fn new(calendar: &'c Calendar) -> Windows<'c> {
        Windows {
            calendar,
            known: None,
        }
    }

    fn after(&mut self, day: Day) -> (Day, Day) {
        if let Some((known, ends)) = self.known
            && known == day
        {
            return ends;
        }
        let end = |workdays| self.calendar.nth_workday_after(day, workdays).day;
        let ends = (end(CLAIM_WORKDAYS_MAX), end(LUMP_WORKDAYS_MAX));
        self.known = Some((day, ends));
        ends
    }
}

/// Follows the attempts: each payout learns the name of the first one, and whether a later one may
/// still arrive (sums count that one).
pub(super) fn link_attempts<'a>(wanted: &mut [Wanted<'_, 'a>]) {
    let mut retries: Vec<(PayoutName<'a>, PayoutName<'a>, Class)> = wanted
        .iter()
        .filter_map(|later| {
            Some((
                later.payout.name(),
                later.payout.tries_again()?,
                later.class,
            ))
        })
        .collect();
    if retries.is_empty() {
        return;
    }
    retries.sort_unstable();
    let mut retried: Vec<PayoutName<'_>> = retries
        .iter()
        .filter(|(_, _, class)| *class == Class::Alive)
        .map(|(_, before, _)| *before)
        .collect();
    retried.sort_unstable();
    // Few payouts have other attempts: their hashes tell so without a look at the names.
    let concerned = retries
        .iter()
        .flat_map(|(name, before, _)| [name.id, before.id]);
    let mut concerned: Vec<u64> = concerned.map(hash).collect();
    concerned.sort_unstable();
    for payout in wanted {
        if concerned.binary_search(&hash(payout.chain.id)).is_err() {
            continue;
        }
        payout.superseded = retried.binary_search(&payout.payout.name()).is_ok();
        for _ in 0..ATTEMPTS_MAX {
            let at = retries.partition_point(|(name, _, _)| *name < payout.chain);
            match retries.get(at) {
                Some((name, before, _)) if *name == payout.chain => payout.chain = *before,
                _ => break,
            }
        }
    }
}
