//! Cycles and thresholds: money that comes by a longer way than the merchant thinks.
//!
//! In: contracts with minimum payouts, long cycles, instant products and their exclusions. Out: swipes paid by T1 instead.
//! Absent by design: quotas, manual withdrawal, splits and subsidies; no record of the contract bears them.

use ledger::{CardClass, SettleMode};

use super::Fate;
use crate::stage::{Stage, Swipe};
use crate::word::{Code, Method};

/// No merchant of a few small swipes reaches this.
const MINIMUM: i64 = 3_000_000;

/// Fates of cycles.
pub const FATES: &[Fate] = &[
    Fate::of_merchant("min_payout_threshold", 8, min_payout)
        .dressed(|merchant, _, _| merchant.terms.min_payout = MINIMUM),
    Fate::of_merchant("longer_cycle", 10, longer_cycle).dressed(|merchant, turn, _| {
        merchant.terms.mode = SettleMode::T(2 + (turn % 2) as u8);
    }),
    Fate::of_merchant("cutoff_straddle", 10, cutoff_straddle)
        .dressed(|merchant, _, _| merchant.run_minute = 14 * 60),
    Fate::of_merchant("t0_window_closed", 10, window_closed).dressed(|merchant, turn, _| {
        merchant.terms.mode = if turn.is_multiple_of(2) {
            SettleMode::D(0)
        } else {
            SettleMode::T0
        };
    }),
    Fate::of_merchant("new_merchant_t1_only", 6, new_merchant).dressed(|merchant, _, times| {
        merchant.terms.mode = SettleMode::D(0);
        merchant.status_since = Some(times.period.first.plus(-4));
    }),
    Fate::of_merchant("d0_excluded", 10, excluded)
        .dressed(|merchant, _, _| merchant.terms.mode = SettleMode::D(0)),
];

/// Small sums that wait for each other.
fn min_payout(stage: &mut Stage<'_>) {
    while stage.left() > 0 {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let mut swipe = stage.card_sale(at, 0);
        let amount = stage.dice.between(2_000, 60_000);
        stage.amend(&mut swipe, |swipe| swipe.amount = amount);
        stage.chain(&swipe);
    }
}

/// Sold yesterday, due in two workdays or more.
fn longer_cycle(stage: &mut Stage<'_>) {
    for _ in 0..2 {
        let at = stage.noon_of(stage.world.times.today.plus(-1));
        stage.plain_card(at);
    }
}

/// Sold within half an hour after the cut; today's payouts are made in the afternoon.
fn cutoff_straddle(stage: &mut Stage<'_>) {
    for _ in 0..2 {
        let day = stage.world.times.today.plus(-2);
        let second = 23 * 3600 + stage.dice.between(60, 1700) as u32;
        let at = stage.world.times.at(day, second);
        stage.plain_card(at);
    }
}

/// A swipe of an instant product that is paid by T1 after all; it keeps its contract date, so it comes late.
fn fallen_back(stage: &mut Stage<'_>, swipe: &Swipe, fate: &'static str) {
    stage.terminal(swipe, Code::APPROVED);
    stage.platform(swipe, Code::APPROVED);
    stage.clearing(swipe);
    let times = &stage.world.times;
    let paid_on = times.due_day(SettleMode::T(1), swipe.settle_day);
    let created_at = times.at(paid_on, stage.merchant.run_minute * 60);
    stage.pay_apart(swipe, created_at);
    stage.fated(swipe, fate);
}

fn window_closed(stage: &mut Stage<'_>) {
    for _ in 0..3 {
        let day = stage.past_day();
        let second = 5 * 3600 + stage.dice.between(0, 4000) as u32;
        let at = stage.world.times.at(day, second);
        let swipe = stage.card_sale(at, 0);
        fallen_back(stage, &swipe, "t0_window_closed");
    }
    stage.fill_but(&[]);
}

fn new_merchant(stage: &mut Stage<'_>) {
    while stage.left() > 0 {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 0);
        fallen_back(stage, &swipe, "new_merchant_t1_only");
    }
}

/// Too large, or read from a stripe.
fn excluded(stage: &mut Stage<'_>) {
    for turn in 0..3 {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let swipe = if turn == 0 {
            let mut large = stage.card_sale(at, 0);
            let amount = stage.dice.between(6_000_000, 9_000_000);
            stage.amend(&mut large, |large| large.amount = amount);
            large
        } else {
            stage.sale_by(at, Method::Magstripe, CardClass::Credit)
        };
        fallen_back(stage, &swipe, "d0_excluded");
    }
    stage.fill_but(&[]);
}
