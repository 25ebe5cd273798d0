//! The acquirer's own payout run: what is not made, not approved, misdirected, or made for the wrong day.
//!
//! In: settlement lines of one day. Out: payouts in odd states, or none.
//! Absent by design: what banks answer (see `account`).

use ledger::{Day, SettleMode};

use super::Fate;
use crate::number::AccountNo;
use crate::payout_run::Draft;
use crate::rows::{BankRow, Remittance};
use crate::stage::{Stage, Tale};
use crate::word::{Direction, PayoutStatus, SettleStatus, Stage as Reached};

/// Fates of the payout run.
pub const FATES: &[Fate] = &[
    Fate::of_merchant("payout_not_created", 10, payout_not_created),
    Fate::of_merchant("payout_pending_approval", 10, |stage| {
        one_payout(stage, pending_approval);
    }),
    Fate::of_merchant("late_payout_pending_approval", 10, late_approval),
    Fate::of_merchant("payout_account_missing", 6, payout_account_missing).dressed(
        |merchant, _, _| {
            merchant.account = AccountNo::NONE;
            merchant.has_statement = false;
        },
    ),
    Fate::of_merchant("payout_in_flight", 10, |stage| due_today(stage, in_flight)),
    Fate::of_merchant("payout_status_unknown", 10, |stage| {
        one_payout(stage, status_unknown)
    }),
    Fate::of_merchant("late_payout_status_unknown", 10, late_status),
    Fate::of_merchant("payout_split_parts", 10, |stage| {
        due_long_ago(stage, split_parts)
    }),
    Fate::of_merchant("payout_old_account_used", 10, |stage| {
        old_account_lives_on(stage);
        due_long_ago(stage, old_account);
    }),
    Fate::of_merchant("payout_misdated", 10, |stage| due_today(stage, misdated)),
    Fate::of_merchant("makeup_workday_not_honoured", 10, makeup_workday),
];

/// Three swipes of one settlement day whose payout is told so; the others are plain, on other days.
pub(super) fn on_day(stage: &mut Stage<'_>, day: Day, tale: Tale) {
    for _ in 0..3 {
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 0);
        stage.approved(&swipe);
        stage.settle(&swipe);
    }
    stage.tales.push((day, day, tale));
    stage.cover_statement();
    stage.fill_but(&[day]);
}

/// A payout that was due long ago.
pub(super) fn due_long_ago(stage: &mut Stage<'_>, tale: Tale) {
    let days = &stage.world.times.past_days;
    // The last ones are too near today to say that anything came a workday too late.
    let day = *stage
        .dice
        .pick(&days[..days.len().saturating_sub(2).max(1)]);
    on_day(stage, day, tale);
}

/// A payout that is due today.
pub(super) fn due_today(stage: &mut Stage<'_>, tale: Tale) {
    let day = *stage.dice.pick(&stage.world.times.due_days);
    on_day(stage, day, tale);
}

/// By turns due long ago and due today.
fn one_payout(stage: &mut Stage<'_>, tale: Tale) {
    if stage.turn().is_multiple_of(2) {
        due_long_ago(stage, tale);
    } else {
        due_today(stage, tale);
    }
}

fn payout_not_created(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    for _ in 0..3 {
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 0);
        stage.approved(&swipe);
        stage.settle_aside(&swipe, SettleStatus::Ready);
        stage.fated(&swipe, "payout_not_created");
    }
    stage.fill_but(&[day]);
}

fn pending_approval(stage: &mut Stage<'_>, draft: &Draft) {
    stage.state(draft, PayoutStatus::Created, draft.created_at);
    stage.befall(draft, "payout_pending_approval");
}

/// Approved the morning after it was due.
fn late_approval(stage: &mut Stage<'_>) {
    fn tale(stage: &mut Stage<'_>, draft: &Draft) {
        late(
            stage,
            draft,
            PayoutStatus::Created,
            ("late_payout_pending_approval", "payout_pending_approval"),
        );
    }
    due_long_ago(stage, tale);
}

/// Sent on its day, heard of the morning after.
fn late_status(stage: &mut Stage<'_>) {
    fn tale(stage: &mut Stage<'_>, draft: &Draft) {
        late(
            stage,
            draft,
            PayoutStatus::Sent,
            ("late_payout_status_unknown", "payout_status_unknown"),
        );
    }
    due_long_ago(stage, tale);
}

/// Stays in one state over its due time, and is paid the next morning.
fn late(
    stage: &mut Stage<'_>,
    draft: &Draft,
    state: PayoutStatus,
    (fate, cause): (&'static str, &'static str),
) {
    let created_at = draft.created_at;
    stage.state(draft, PayoutStatus::Created, created_at);
    if state != PayoutStatus::Created {
        stage.state(draft, state, created_at.plus_seconds(60));
    }
    let times = &stage.world.times;
    let morning = times.at(draft.due_day.plus(1), 10 * 3600);
    if state == PayoutStatus::Created {
        stage.state(draft, PayoutStatus::Sent, morning);
    }
    let paid_at = morning.plus_seconds(600);
    stage.state(draft, PayoutStatus::Paid, paid_at);
    stage.book(draft, paid_at);
    stage.befall_as(draft, fate, cause);
}

/// No account to pay to; the money is not due yet.
fn payout_account_missing(stage: &mut Stage<'_>) {
    while stage.left() > 0 {
        let day = *stage.dice.pick(&stage.world.times.due_days);
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 0);
        stage.approved(&swipe);
        stage.settle_aside(&swipe, SettleStatus::Ready);
        stage.fated(&swipe, "payout_account_missing");
    }
}

fn in_flight(stage: &mut Stage<'_>, draft: &Draft) {
    let as_of = stage.world.times.period.as_of;
    let draft = Draft {
        created_at: as_of.plus_seconds(-240),
        ..draft.clone()
    };
    stage.state(&draft, PayoutStatus::Created, draft.created_at);
    stage.state(&draft, PayoutStatus::Sent, as_of.plus_seconds(-150));
    stage.befall(&draft, "payout_in_flight");
}

fn status_unknown(stage: &mut Stage<'_>, draft: &Draft) {
    stage.state(draft, PayoutStatus::Created, draft.created_at);
    stage.state(draft, PayoutStatus::Sent, draft.created_at.plus_seconds(60));
    stage.state(
        draft,
        PayoutStatus::Unknown,
        draft.created_at.plus_seconds(7200),
    );
    stage.befall(draft, "payout_status_unknown");
}

/// Over what one transfer may bear: two lines of the statement sum to it.
fn split_parts(stage: &mut Stage<'_>, draft: &Draft) {
    let paid_at = stage.report_paid(draft);
    let part = draft.amount / 3;
    stage.credit(draft, paid_at).amount = part;
    stage.credit(draft, paid_at.plus_seconds(8)).amount = draft.amount - part;
    stage.arrive(draft, paid_at.plus_seconds(8), Reached::Bank);
    for entry in &draft.members {
        stage.rows.truth[entry.truth].fate = "payout_split_parts";
    }
}

/// The account that the merchant had before.
fn former(account: AccountNo) -> AccountNo {
    AccountNo(account.0 + 1)
}

/// The former account's statement is in the data set too, and has no such credit.
fn old_account_lives_on(stage: &mut Stage<'_>) {
    let times = &stage.world.times;
    for (day, second) in [(times.period.first, 9 * 3600), (times.today, 8 * 3600)] {
        let at = times.at(day, second);
        stage.lines.push(BankRow {
            account: former(stage.merchant.account),
            booked_at: at,
            booked_day: day,
            direction: Direction::Debit,
            amount: 600,
            balance: 0,
            counterparty: "",
            counterparty_account: AccountNo::NONE,
            bank_ref: crate::number::BankRef::NONE,
            remittance: Remittance::Words("账户管理费"),
        });
    }
}

fn old_account(stage: &mut Stage<'_>, draft: &Draft) {
    let draft = Draft {
        account: former(draft.account),
        ..draft.clone()
    };
    stage.report_paid(&draft);
    stage.befall(&draft, "payout_old_account_used");
}

fn misdated(stage: &mut Stage<'_>, draft: &Draft) {
    let as_of = stage.world.times.period.as_of;
    let draft = Draft {
        created_at: as_of.plus_seconds(-1800),
        due_day: draft.due_day.plus(7),
        ..draft.clone()
    };
    stage.state(&draft, PayoutStatus::Created, draft.created_at);
    stage.befall(&draft, "payout_misdated");
}

/// Due on a Sunday worked in exchange; nobody ran the payouts, and they were made the day after.
fn makeup_workday(stage: &mut Stage<'_>) {
    fn tale(stage: &mut Stage<'_>, draft: &Draft) {
        let times = &stage.world.times;
        let next = times.calendar.nth_workday_after(draft.due_day, 1).day;
        let created_at = times.at(next, stage.merchant.run_minute * 60);
        stage.pay_plainly(&Draft {
            created_at,
            ..draft.clone()
        });
        stage.befall(draft, "makeup_workday_not_honoured");
    }
    let times = &stage.world.times;
    let due_on_makeup = |day: &&Day| {
        let due = times.due_day(SettleMode::T(1), **day);
        times.calendar.is_makeup_workday(due)
    };
    match times.past_days.iter().find(due_on_makeup) {
        Some(day) => on_day(stage, *day, tale),
        None => stage.fill_but(&[]),
    }
}
