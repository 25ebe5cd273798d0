//! Money that somebody holds: risk control, a court, a complaint, missing papers, a merchant that is gone.
//!
//! In: a merchant. Out: held settlement lines, and the hold that explains them.
//! Absent by design: how a hold ends, but for one kind that is released and paid late.

use ledger::Day;

use super::Fate;
use crate::number::Rrn;
use crate::payout_run::Draft;
use crate::rows::HoldRow;
use crate::stage::Stage;
use crate::word::{HoldReason, MerchantStatus, SettleStatus};

/// Fates of held money.
pub const FATES: &[Fate] = &[
    Fate::of_merchant("risk_hold", 10, |stage| {
        held(stage, "risk_hold", HoldReason::Risk, "risk")
    }),
    Fate::of_merchant("aml_hold", 10, |stage| {
        held(stage, "aml_hold", HoldReason::Risk, "aml")
    }),
    Fate::of_merchant("complaint_hold", 10, |stage| {
        held(stage, "complaint_hold", HoldReason::Complaint, "complaint");
    }),
    Fate::of_merchant("dispute_hold", 10, |stage| {
        held(stage, "dispute_hold", HoldReason::Chargeback, "chargeback");
    }),
    Fate::of_merchant("reserve_held", 10, |stage| {
        held(stage, "reserve_held", HoldReason::Reserve, "reserve");
    }),
    Fate::of_merchant("judicial_freeze", 10, |stage| {
        held(stage, "judicial_freeze", HoldReason::Judicial, "judicial");
    }),
    Fate::of_merchant("kyc_incomplete", 10, |stage| {
        held(stage, "kyc_incomplete", HoldReason::Kyc, "kyc");
    }),
    Fate::of_merchant("merchant_closed", 10, |stage| {
        stopped(stage, "merchant_closed")
    })
    .dressed(|merchant, _, times| {
        merchant.status = MerchantStatus::Closed;
        merchant.status_since = Some(held_from(times));
    }),
    Fate::of_merchant("merchant_suspended", 10, |stage| {
        stopped(stage, "merchant_suspended")
    })
    .dressed(|merchant, _, times| {
        merchant.status = MerchantStatus::Suspended;
        merchant.status_since = Some(held_from(times));
    }),
    Fate::of_merchant("late_risk_hold", 10, released),
];

/// From this settlement day on the money is held: one in the middle of those long due.
fn held_from(times: &crate::period::Times) -> Day {
    times.past_days[times.past_days.len() / 2]
}

/// Four swipes on held days: two long due, two due today. The others were paid before the hold.
fn on_held_days(stage: &mut Stage<'_>, fate: &'static str, hold_reason: &'static str) {
    let times = &stage.world.times;
    let from = held_from(times);
    let due = &times.due_days;
    let days = [from, from.plus(1), due[0], due[due.len() / 2]];
    for day in days {
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 0);
        stage.approved(&swipe);
        stage.settle_aside(&swipe, SettleStatus::Held).hold_reason = hold_reason;
        stage.fated(&swipe, fate);
    }
    let before: Vec<Day> = times
        .past_days
        .iter()
        .copied()
        .filter(|day| *day < from)
        .collect();
    stage.fill_on(&before);
}

fn held(stage: &mut Stage<'_>, fate: &'static str, reason: HoldReason, hold_reason: &'static str) {
    let times = &stage.world.times;
    stage.rows.holds.push(HoldRow {
        mid: stage.merchant.mid,
        rrn: Rrn::NONE,
        reason,
        // After that morning's payout run.
        placed_at: times.at(held_from(times), 9 * 3600 + 1800),
        released_at: None,
    });
    on_held_days(stage, fate, hold_reason);
}

/// The contract itself is stopped; there is no hold.
fn stopped(stage: &mut Stage<'_>, fate: &'static str) {
    on_held_days(stage, fate, "");
}

/// Held past the due time, released, and paid by the next run: it came, late.
fn released(stage: &mut Stage<'_>) {
    let times = &stage.world.times;
    let day = times.past_days[1];
    let paid_on = times.past_days[times.past_days.len() - 1];
    stage.rows.holds.push(HoldRow {
        mid: stage.merchant.mid,
        rrn: Rrn::NONE,
        reason: HoldReason::Risk,
        placed_at: times.at(day, 9 * 3600 + 1800),
        released_at: Some(times.at(paid_on, 3600)),
    });
    for _ in 0..3 {
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 0);
        stage.approved(&swipe);
        stage.settle(&swipe);
        let row = stage.truth(&swipe);
        (row.fate, row.cause) = ("late_risk_hold", "risk_hold");
    }
    fn tale(stage: &mut Stage<'_>, draft: &Draft) {
        let times = &stage.world.times;
        let paid_on = times.past_days[times.past_days.len() - 1];
        let created_at = times.at(paid_on, stage.merchant.run_minute * 60);
        stage.pay_plainly(&Draft {
            created_at,
            ..draft.clone()
        });
    }
    stage.tales.push((day, day, tale));
    let times = &stage.world.times;
    let due = &times.due_days;
    stage.fill_on(&[times.past_days[0], due[0], due[due.len() / 2]]);
}
