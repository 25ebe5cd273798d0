//! The answer got lost, came late, or came twice: what the terminal believes and what the issuer did differ.
//!
//! In: a sale. Out: terminal and platform rows that disagree, reversals, and the money that came or did not.
//! Absent by design: guesses. Where nobody can know, the truth row says so and is not provable.

use super::Fate;
use crate::stage::{Stage, Swipe};
use crate::word::{Code, TxnType};

/// Fates of answers.
pub const FATES: &[Fate] = &[
    Fate::of_swipes("platform_outage", 1400, platform_outage),
    Fate::of_swipes("no_request_received", 600, no_request_received),
    Fate::of_swipes("issuer_no_answer", 300, issuer_no_answer),
    Fate::of_swipes("issuer_no_answer", 60, issuer_not_heard_yet),
    Fate::of_swipes(
        "response_lost_pending_reversal",
        60,
        response_lost_pending_reversal,
    ),
    Fate::of_swipes("response_lost_reversed", 800, response_lost_reversed),
    Fate::of_swipes("response_lost_no_reversal", 250, response_lost_no_reversal),
    Fate::of_swipes("reversal_failed", 100, reversal_failed),
    Fate::of_swipes("reversal_late", 120, reversal_late).rows(2),
    Fate::of_swipes("slip_but_reversed", 200, slip_but_reversed),
    Fate::of_swipes("cleared_after_timeout", 150, cleared_after_timeout),
    Fate::of_swipes("duplicate_charge", 120, duplicate_charge).rows(2),
    Fate::of_swipes("stan_reused", 100, stan_reused).rows(2),
    Fate::of_swipes("approved_with_fault", 40, approved_with_fault),
    Fate::of_swipes("records_conflict", 60, records_conflict),
    Fate::of_swipes("auth_declined_insufficient", 30, shared_rrn).rows(2),
];

fn old_sale(stage: &mut Stage<'_>) -> Swipe {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    stage.card_sale(at, 0)
}

/// After the morning's outages, before the as-of instant.
fn sale_this_morning(stage: &mut Stage<'_>) -> Swipe {
    let at = stage.this_morning();
    stage.card_sale(at, 0)
}

/// Whoever swipes while the platform is down is struck by `chain`; these come to make sure that somebody does.
fn platform_outage(stage: &mut Stage<'_>) {
    let window = crate::incident::platform_window(&stage.world.times);
    let seconds = window.end.seconds_since(window.start);
    let at = window
        .start
        .plus_seconds(stage.dice.between(0, seconds - 1));
    let swipe = stage.card_sale(at, 0);
    stage.chain(&swipe);
}

fn no_request_received(stage: &mut Stage<'_>) {
    let mut swipe = old_sale(stage);
    stage.forget_rrn(&mut swipe);
    stage.terminal(&swipe, Code::NONE);
    stage.not_owed(&swipe, "no_request_received");
}

/// The network heard no issuer; clearing proves that nothing moved.
fn issuer_no_answer(stage: &mut Stage<'_>) {
    let swipe = old_sale(stage);
    let code = Code(**stage.dice.pick(&[b"98", b"68"]));
    stage.terminal(&swipe, code);
    stage.platform(&swipe, code);
    stage.not_owed(&swipe, "issuer_no_answer");
}

/// The same, today: no clearing file can tell yet.
fn issuer_not_heard_yet(stage: &mut Stage<'_>) {
    let swipe = sale_this_morning(stage);
    let code = Code(**stage.dice.pick(&[b"98", b"68"]));
    stage.terminal(&swipe, code);
    stage.platform(&swipe, code);
    stage.unknown(&swipe, "issuer_no_answer");
}

fn response_lost_pending_reversal(stage: &mut Stage<'_>) {
    let swipe = sale_this_morning(stage);
    stage.terminal(&swipe, Code::NONE);
    stage.platform(&swipe, Code::APPROVED);
    stage.fated(&swipe, "response_lost_pending_reversal");
}

fn response_lost_reversed(stage: &mut Stage<'_>) {
    let swipe = old_sale(stage);
    stage.terminal(&swipe, Code::NONE);
    stage.platform(&swipe, Code::APPROVED);
    stage.reverse(&swipe, swipe.at.plus_seconds(45), Code::APPROVED);
    stage.not_owed(&swipe, "response_lost_reversed");
}

fn response_lost_no_reversal(stage: &mut Stage<'_>) {
    let swipe = old_sale(stage);
    stage.terminal(&swipe, Code::NONE);
    stage.platform(&swipe, Code::APPROVED);
    stage.clear_and_settle(&swipe);
    stage.fated(&swipe, "response_lost_no_reversal").beside = true;
}

fn reversal_failed(stage: &mut Stage<'_>) {
    let swipe = old_sale(stage);
    stage.terminal(&swipe, Code::NONE);
    stage.platform(&swipe, Code::APPROVED);
    stage.reverse(&swipe, swipe.at.plus_seconds(45), Code(*b"96"));
    stage.clear_and_settle(&swipe);
    stage.fated(&swipe, "reversal_failed").beside = true;
}

/// Sold before the cut, reversed the next morning: paid, and taken back from the next payout.
fn reversal_late(stage: &mut Stage<'_>) {
    let (day, next) = stage.past_day_and_next();
    let second = 22 * 3600 + stage.dice.between(600, 3000) as u32;
    let at = stage.world.times.at(day, second);
    let swipe = stage.card_sale(at, 0);
    stage.terminal(&swipe, Code::NONE);
    stage.platform(&swipe, Code::APPROVED);
    stage.clear_and_settle(&swipe);
    let undone_at = stage.world.times.at(next, 9 * 3600 + 720);
    let reversal = stage.reverse(&swipe, undone_at, Code::APPROVED);
    stage.clear_back(&swipe, &reversal, "4021");
    let fee = stage.fee_back(&swipe, swipe.amount);
    stage.settle_back(&swipe, &reversal, fee);
    stage.not_owed(&swipe, "reversal_late");
    stage.bigger_sale(next, swipe.amount);
}

fn slip_but_reversed(stage: &mut Stage<'_>) {
    let swipe = old_sale(stage);
    stage.terminal(&swipe, Code::APPROVED);
    stage.platform(&swipe, Code::APPROVED);
    stage.reverse(&swipe, swipe.at.plus_seconds(90), Code::APPROVED);
    stage.not_owed(&swipe, "slip_but_reversed");
}

/// The platform gave up; the issuer had already said yes.
fn cleared_after_timeout(stage: &mut Stage<'_>) {
    let swipe = old_sale(stage);
    let code = Code(**stage.dice.pick(&[b"  ", b"98", b"68", b"96"]));
    stage.terminal(&swipe, code);
    stage.platform(&swipe, code);
    stage.clear_and_settle(&swipe);
    stage.fated(&swipe, "cleared_after_timeout").beside = true;
}

/// One card, one amount, two approvals within minutes: both are settled, one will have to be refunded.
fn duplicate_charge(stage: &mut Stage<'_>) {
    let first = old_sale(stage);
    let mut second = stage.card_sale(first.at.plus_seconds(150), 0);
    stage.amend(&mut second, |second| {
        (second.card, second.class, second.method) = (first.card, first.class, first.method);
        second.amount = first.amount;
    });
    for swipe in [first, second] {
        stage.terminal(&swipe, Code::APPROVED);
        stage.platform(&swipe, Code::APPROVED);
        stage.clear_and_settle(&swipe);
        stage.fated(&swipe, "duplicate_charge").beside = true;
    }
}

/// A repeat under the same trace number is refused; the first one counts.
fn stan_reused(stage: &mut Stage<'_>) {
    let first = old_sale(stage);
    stage.chain(&first);
    let mut again = stage.card_sale(first.at.plus_seconds(60), 0);
    stage.amend(&mut again, |again| {
        (again.tid, again.stan, again.batch) = (first.tid, first.stan, first.batch);
        (again.card, again.class, again.method) = (first.card, first.class, first.method);
        (again.amount, again.order) = (first.amount, first.order);
    });
    stage.terminal(&again, Code(*b"94"));
    stage.platform(&again, Code(*b"94"));
    stage.not_owed(&again, "stan_reused");
}

/// 有缺陷的成功: approved, settled, and left out of every payout until somebody looks.
fn approved_with_fault(stage: &mut Stage<'_>) {
    let swipe = old_sale(stage);
    let code = Code(**stage.dice.pick(&[b"A2", b"A4", b"A5", b"A6"]));
    stage.terminal(&swipe, code);
    stage.platform(&swipe, code);
    stage.clearing(&swipe);
    stage.settle_aside(&swipe, crate::word::SettleStatus::Ready);
    stage.fated(&swipe, "approved_with_fault");
}

/// The slip and the switch name different amounts; the switch's counts.
fn records_conflict(stage: &mut Stage<'_>) {
    let swipe = sale_this_morning(stage);
    stage.terminal(&swipe, Code::APPROVED).amount += 100;
    stage.platform(&swipe, Code::APPROVED);
    stage.fated(&swipe, "records_conflict");
}

/// Two swipes on two terminals bear one reference; the second was refused.
fn shared_rrn(stage: &mut Stage<'_>) {
    let first = old_sale(stage);
    stage.chain(&first);
    let mut second = stage.card_sale(first.at.plus_seconds(400), 0);
    let (base, count) = (stage.merchant.first_terminal, stage.merchant.terminals);
    if count > 1 {
        let other = (first.tid - base + 1) % count;
        let stan = stage.stan(other as usize);
        stage.amend(&mut second, |second| {
            (second.tid, second.stan, second.rrn) = (base + other, stan, first.rrn);
        });
    }
    let code = Code(*b"51");
    stage.terminal(&second, code);
    let row = stage.platform(&second, code);
    row.txn_type = TxnType::Sale;
    stage.not_owed(&second, "auth_declined_insufficient");
}
