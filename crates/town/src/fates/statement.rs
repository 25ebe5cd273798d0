//! What a statement shows that surprises: sums over several payouts, strange payers, gaps; and money that differs from
//! its payout.
//!
//! In: a payout. Out: statement lines.
//! Absent by design: messages on telephones, and merchants who look at the wrong account.

use super::Fate;
use super::run::{due_long_ago, on_day};
use crate::number::PayoutNo;
use crate::payout_run::Draft;
use crate::place;
use crate::stage::Stage;
use crate::word::{SettleStatus, Stage as Reached};

/// What is paid too much.
const TOO_MUCH: i64 = 12_345;

/// Fates of statements.
pub const FATES: &[Fate] = &[
    Fate::of_merchant("statement_missing", 10, statement_missing),
    Fate::of_merchant("statement_gap", 10, |stage| {
        due_long_ago(stage, statement_gap)
    }),
    Fate::of_merchant("statement_duplicate", 10, |stage| {
        due_long_ago(stage, statement_duplicate)
    }),
    Fate::of_merchant("arrived_as_lump", 10, arrived_as_lump).dressed(|merchant, turn, _| {
        merchant.in_lumps = true;
        merchant.without_reference = turn % 2 == 1;
    }),
    Fate::of_merchant("lump_short_by_one", 10, |stage| {
        due_long_ago(stage, lump_short_by_one)
    }),
    Fate::of_merchant("remittance_ref_missing", 10, remittance_ref_missing)
        .dressed(|merchant, _, _| merchant.without_reference = true),
    Fate::of_merchant("second_clearing", 10, |stage| {
        due_long_ago(stage, second_clearing)
    }),
    Fate::of_merchant("unfamiliar_payer", 10, |stage| {
        due_long_ago(stage, unfamiliar_payer)
    }),
    Fate::of_merchant("over_payment", 10, |stage| {
        due_long_ago(stage, over_payment)
    }),
    Fate::of_merchant("short_payment_other", 10, |stage| {
        due_long_ago(stage, short_payment)
    })
    .leaving_money_unexplained(),
    Fate::of_merchant("payout_wrong_amount", 10, |stage| {
        due_long_ago(stage, wrong_amount)
    })
    .leaving_money_unexplained(),
    Fate::of_merchant("unknown_cause", 10, unknown_cause).leaving_money_unexplained(),
];

fn called(stage: &mut Stage<'_>, draft: &Draft, fate: &'static str) {
    for entry in &draft.members {
        stage.rows.truth[entry.truth].fate = fate;
    }
}

/// The statement ends before the last payouts; what the rail reports is all there is.
fn statement_missing(stage: &mut Stage<'_>) {
    fn tale(stage: &mut Stage<'_>, draft: &Draft) {
        let paid_at = stage.report_paid(draft);
        stage.arrive(draft, paid_at, Reached::Payout);
        called(stage, draft, "statement_missing");
    }
    let times = &stage.world.times;
    let from = times.past_days[times.past_days.len() - 2];
    stage.tales.push((from, times.today, tale));
    for day in [from, times.due_days[0]] {
        let at = stage.noon_of(day);
        stage.plain_card(at);
    }
    stage.fill_but(&[]);
}

/// The balance jumps between two lines: a page is missing.
fn statement_gap(stage: &mut Stage<'_>, draft: &Draft) {
    let paid_at = stage.report_paid(draft);
    stage.credit(draft, paid_at).balance = 77_777_777;
    stage.arrive(draft, paid_at, Reached::Bank);
    called(stage, draft, "statement_gap");
}

/// One line twice, to the last character.
fn statement_duplicate(stage: &mut Stage<'_>, draft: &Draft) {
    let paid_at = stage.report_paid(draft);
    for _ in 0..2 {
        stage.credit(draft, paid_at).balance = 66_666_666;
    }
    stage.arrive(draft, paid_at, Reached::Bank);
    called(stage, draft, "statement_duplicate");
}

/// After the holiday several days come as one sum.
fn arrived_as_lump(stage: &mut Stage<'_>) {
    let days = stage.world.times.due_days.clone();
    for turn in 0..6 {
        let at = stage.noon_of(days[turn % days.len()]);
        let swipe = stage.plain_card(at);
        stage.truth(&swipe).fate = "arrived_as_lump";
    }
    let old = stage.past_day();
    stage.fill_on(&[old]);
}

/// The credit is less by exactly one swipe's net: that one did not come.
fn lump_short_by_one(stage: &mut Stage<'_>, draft: &Draft) {
    let paid_at = stage.report_paid(draft);
    let left_out = draft.members[draft.members.len() / 2];
    stage.credit(draft, paid_at).amount = draft.amount - left_out.net;
    let members = draft
        .members
        .iter()
        .filter(|entry| entry.row != left_out.row);
    let came = Draft {
        members: members.copied().collect(),
        ..draft.clone()
    };
    stage.arrive(&came, paid_at, Reached::Bank);
    let row = &mut stage.rows.truth[left_out.truth];
    (row.fate, row.cause) = ("lump_short_by_one", "lump_short_by_one");
}

fn remittance_ref_missing(stage: &mut Stage<'_>) {
    while stage.left() > 0 {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let swipe = stage.plain_card(at);
        stage.truth(&swipe).fate = "remittance_ref_missing";
    }
}

fn paid_by(stage: &mut Stage<'_>, draft: &Draft, payer: &'static str, fate: &'static str) {
    let paid_at = stage.report_paid(draft);
    let line = stage.credit(draft, paid_at);
    line.counterparty = payer;
    line.counterparty_account = crate::number::AccountNo::NONE;
    stage.arrive(draft, paid_at, Reached::Bank);
    stage.befall(draft, fate);
    for entry in &draft.members {
        stage.rows.truth[entry.truth].beside = true;
    }
}

fn second_clearing(stage: &mut Stage<'_>, draft: &Draft) {
    paid_by(stage, draft, place::PERSON, "second_clearing");
}

fn unfamiliar_payer(stage: &mut Stage<'_>, draft: &Draft) {
    paid_by(stage, draft, place::CLEARING_HOUSE, "unfamiliar_payer");
}

/// More than the payout: surplus, which belongs to no swipe.
fn over_payment(stage: &mut Stage<'_>, draft: &Draft) {
    let paid_at = stage.report_paid(draft);
    stage.credit(draft, paid_at).amount = draft.amount + TOO_MUCH;
    stage.arrive(draft, paid_at, Reached::Bank);
    called(stage, draft, "over_payment");
}

/// Less than the payout, and not by one swipe: the payout's trouble, not the swipes'.
fn short_payment(stage: &mut Stage<'_>, draft: &Draft) {
    let paid_at = stage.report_paid(draft);
    stage.credit(draft, paid_at).amount = draft.amount - shortage(draft);
    stage.arrive(draft, paid_at, Reached::Bank);
    called(stage, draft, "short_payment_other");
}

/// A small sum that is no swipe's net.
fn shortage(draft: &Draft) -> i64 {
    let is_a_net = |sum: &i64| draft.members.iter().any(|entry| entry.net == *sum);
    (101..).find(|sum| !is_a_net(sum)).unwrap_or(101)
}

/// The payout itself was made for too little.
fn wrong_amount(stage: &mut Stage<'_>, draft: &Draft) {
    let draft = Draft {
        amount: draft.amount - shortage(draft),
        ..draft.clone()
    };
    stage.pay_plainly(&draft);
    called(stage, &draft, "payout_wrong_amount");
}

/// Put into a payout that nobody ever saw.
fn unknown_cause(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    for _ in 0..2 {
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 0);
        stage.approved(&swipe);
        stage.next_payout += 1;
        let payout = PayoutNo(stage.next_payout);
        stage.settle_aside(&swipe, SettleStatus::PaidOut).payout = payout;
        stage.fated(&swipe, "unknown_cause");
    }
    fn plain(stage: &mut Stage<'_>, draft: &Draft) {
        stage.pay_plainly(draft);
    }
    let other = stage.world.times.due_days[0];
    on_day(stage, other, plain);
}
