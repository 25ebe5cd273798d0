//! What befalls a group at once and makes an incident: a bank, a rail, a line, a model, a region, a trade, one merchant.
//!
//! In: the group's merchants. Out: thirty and more stuck swipes that share one attribute, which nobody outside the group has.
//! Absent by design: members by accident. Lost files and outages strike in `chain`, whoever is there.

use ledger::SettleMode;

use super::{Fate, Many};
use crate::incident;
use crate::number::Mid;
use crate::payout_run::Draft;
use crate::place;
use crate::stage::{Stage, Swipe};
use crate::word::{Code, PayoutStatus, SettleStatus, TerminalStatus};

/// Approved by the terminal itself.
const OFFLINE: Code = Code(*b"Y1");

/// Fates of groups.
pub const FATES: &[Fate] = &[
    Fate::of_merchant("platform_log_missing", 12, platform_log_missing).many(Many::Group {
        min: 4,
        per_myriad: 10,
    }),
    Fate::of_merchant("bank_down", 40, bank_down)
        .many(Many::Group {
            min: 6,
            per_myriad: 60,
        })
        .dressed(|merchant, turn, _| {
            merchant.bank = place::BANK_DOWN;
            merchant.terms.mode = one_or_other(turn);
        }),
    Fate::of_merchant("bank_notice", 40, bank_notice)
        .many(Many::Group {
            min: 4,
            per_myriad: 40,
        })
        .dressed(|merchant, _, _| merchant.bank = place::BANK_DELAYED),
    Fate::of_merchant("payout_channel_outage", 40, rail_down)
        .many(Many::Group {
            min: 6,
            per_myriad: 40,
        })
        .dressed(|merchant, turn, _| {
            merchant.rail = place::RAIL_DOWN;
            merchant.terms.mode = one_or_other(turn);
        }),
    Fate::of_merchant("channel_outage", 30, line_down)
        .many(Many::Group {
            min: 5,
            per_myriad: 40,
        })
        .dressed(|merchant, _, _| merchant.line = place::LINE_DOWN),
    Fate::of_merchant("terminal_fault", 20, terminal_fault)
        .many(Many::Group {
            min: 6,
            per_myriad: 40,
        })
        .dressed(|merchant, _, times| {
            merchant.model = place::MODEL_FAULTY;
            merchant.second_terminal = (TerminalStatus::Suspended, Some(times.today.plus(-2)));
        }),
    Fate::of_merchant("account_closed", 160, account_closed)
        .many(Many::One)
        .dressed(|merchant, _, _| merchant.account_status = "closed"),
    Fate::of_merchant("payout_not_created", 30, payout_not_created)
        .many(Many::Group {
            min: 4,
            per_myriad: 40,
        })
        .dressed(|merchant, _, _| merchant.mid = Mid(u64::from(place::REGION_FORGOTTEN.0))),
    Fate::of_merchant("swipe_missing_from_settlement", 30, left_out_of_settlement)
        .many(Many::Group {
            min: 4,
            per_myriad: 40,
        })
        .dressed(|merchant, _, _| merchant.mcc = place::TRADE_LEFT_OUT.0),
];

/// Some of a group are paid by workdays, the others every day.
fn one_or_other(turn: u32) -> SettleMode {
    if turn % 4 == 3 {
        SettleMode::D(1)
    } else {
        SettleMode::T(1)
    }
}

/// Journals of a day of which the platform has no records at all.
fn platform_log_missing(stage: &mut Stage<'_>) {
    let Some(day) = stage.world.times.missing.platform else {
        return;
    };
    for _ in 0..10 {
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 0);
        stage.terminal(&swipe, Code::APPROVED);
        stage.common(&swipe, "platform_log_missing");
    }
}

fn whole_period(stage: &mut Stage<'_>, tale: crate::stage::Tale) {
    let times = &stage.world.times;
    stage.tales.push((times.period.first, times.today, tale));
}

/// The receiving bank does not answer; nobody has tried again yet.
fn bank_down(stage: &mut Stage<'_>) {
    fn tale(stage: &mut Stage<'_>, draft: &Draft) {
        if draft.created_at < incident::bank_down_since(&stage.world.times) {
            return stage.pay_plainly(draft);
        }
        stage.state(draft, PayoutStatus::Created, draft.created_at);
        stage.state(draft, PayoutStatus::Sent, draft.created_at.plus_seconds(30));
        let refused_at = draft.created_at.plus_seconds(1200);
        stage.refuse(
            draft,
            PayoutStatus::Rejected,
            refused_at,
            ("AB08", "收款行未登录"),
        );
        stage.befall(draft, "bank_down");
    }
    whole_period(stage, tale);
}

/// The receiving bank has announced that it books late.
fn bank_notice(stage: &mut Stage<'_>) {
    fn tale(stage: &mut Stage<'_>, draft: &Draft) {
        let times = &stage.world.times;
        if times.zone.day(draft.created_at) < times.today {
            return stage.pay_plainly(draft);
        }
        stage.report_paid(draft);
        stage.befall(draft, "bank_notice");
    }
    stage.cover_statement();
    whole_period(stage, tale);
}

/// The rail takes payouts and says no more.
fn rail_down(stage: &mut Stage<'_>) {
    fn tale(stage: &mut Stage<'_>, draft: &Draft) {
        if draft.created_at < incident::rail_down_since(&stage.world.times) {
            return stage.pay_plainly(draft);
        }
        stage.state(draft, PayoutStatus::Created, draft.created_at);
        stage.state(draft, PayoutStatus::Sent, draft.created_at.plus_seconds(45));
        stage.befall(draft, "payout_channel_outage");
    }
    whole_period(stage, tale);
}

/// A line to the network hears no issuer for a while.
fn line_down(stage: &mut Stage<'_>) {
    let window = incident::line_window(&stage.world.times);
    let seconds = window.end.seconds_since(window.start);
    for _ in 0..8 {
        let at = window
            .start
            .plus_seconds(stage.dice.between(0, seconds - 1));
        let swipe = stage.card_sale(at, 0);
        stage.unanswered_by_issuer(&swipe);
    }
}

/// Terminals of one firmware kept their offline sales and were taken out of use.
fn terminal_fault(stage: &mut Stage<'_>) {
    for _ in 0..6 {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 1);
        kept_by_the_terminal(stage, swipe);
        stage.common(&swipe, "terminal_fault");
        stage.truth(&swipe).expected_by = None;
    }
}

/// An offline sale that nobody but the terminal knows.
pub(super) fn kept_by_the_terminal(stage: &mut Stage<'_>, mut swipe: Swipe) {
    stage.forget_rrn(&mut swipe);
    let row = stage.terminal(&swipe, OFFLINE);
    row.uploaded_at = None;
}

/// A big merchant's account is closed; each payout comes back.
fn account_closed(stage: &mut Stage<'_>) {
    fn tale(stage: &mut Stage<'_>, draft: &Draft) {
        stage.state(draft, PayoutStatus::Created, draft.created_at);
        stage.state(draft, PayoutStatus::Sent, draft.created_at.plus_seconds(20));
        let back_at = draft.created_at.plus_seconds(5400);
        stage.refuse(
            draft,
            PayoutStatus::Returned,
            back_at,
            ("AC04", "账户已销户"),
        );
        stage.befall(draft, "account_closed");
    }
    let times = &stage.world.times;
    stage
        .tales
        .push((incident::closed_from(times), times.today, tale));
}

/// The payout run forgot a region for three days.
fn payout_not_created(stage: &mut Stage<'_>) {
    let days = &stage.world.times.past_days;
    let middle = days.len() / 2;
    let forgotten = &days[middle.saturating_sub(1)..(middle + 2).min(days.len())];
    for turn in 0..10 {
        let at = stage.noon_of(forgotten[turn % forgotten.len()]);
        let swipe = stage.card_sale(at, 0);
        stage.approved(&swipe);
        stage.settle_aside(&swipe, SettleStatus::Ready);
        stage.common(&swipe, "payout_not_created");
    }
    stage.fill_but(forgotten);
}

/// The settlement run left a trade out for two days.
fn left_out_of_settlement(stage: &mut Stage<'_>) {
    let first = incident::left_out_day(&stage.world.times);
    let days = [first, first.plus(1)];
    for turn in 0..10 {
        let at = stage.noon_of(days[turn % 2]);
        let swipe = stage.card_sale(at, 0);
        stage.approved(&swipe);
        stage.common(&swipe, "swipe_missing_from_settlement");
    }
    stage.fill_but(&days);
}
