//! Money that goes back: voids, refunds, chargebacks, adjustments; and pre-authorisations that are completed.
//!
//! In: a sale. Out: the transactions that speak of it, and the deductions from later payouts.
//! Absent by design: refunds that exceed their sale, and tips; the contract's rules leave their verdict open.

use super::Fate;
use crate::stage::{Stage, Swipe};
use crate::word::{Code, TxnType};

/// Fates of money that goes back.
pub const FATES: &[Fate] = &[
    Fate::of_swipes("sale_voided", 800, sale_voided),
    Fate::of_swipes("sale_fully_refunded", 400, fully_refunded).rows(2),
    Fate::of_swipes("refund_netted", 600, partly_refunded).rows(2),
    Fate::of_swipes("refund_to_be_netted", 150, refund_to_be_netted),
    Fate::of_swipes("chargeback_deducted", 80, |stage| {
        taken_back(stage, TxnType::Chargeback, "4515", "chargeback_deducted");
    })
    .rows(2),
    Fate::of_swipes("retrieval_unanswered", 40, |stage| {
        taken_back(stage, TxnType::Chargeback, "4527", "retrieval_unanswered");
    })
    .rows(2),
    Fate::of_swipes("credit_adjustment", 40, |stage| {
        taken_back(stage, TxnType::Adjustment, "9600", "credit_adjustment");
    })
    .rows(2),
    Fate::of_swipes("refund_reversed", 60, refund_reversed),
    Fate::of_swipes("void_reversed", 60, void_reversed),
    Fate::of_swipes("reversed_in_part", 60, reversed_in_part),
    Fate::of_swipes("chargeback_of_two_names", 40, chargeback_of_two_names).rows(2),
    Fate::of_swipes("give_back_not_netted", 60, not_netted),
    Fate::of_swipes("void_after_settlement", 50, void_after_settlement),
    Fate::of_swipes("plain_completion", 500, completion),
    Fate::of_swipes("partial_approval", 100, partial_approval),
    Fate::of_merchant("refund_keeps_fee", 10, refund_keeps_fee)
        .dressed(|merchant, _, _| merchant.terms.refund_returns_fee = false),
    Fate::of_merchant("negative_balance", 10, negative_balance),
];

fn sale_voided(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let swipe = stage.card_sale(at, 0);
    stage.terminal(&swipe, Code::APPROVED);
    stage.platform(&swipe, Code::APPROVED);
    let void = stage.follow_up(&swipe, TxnType::Void, at.plus_seconds(1200), swipe.amount);
    stage.terminal_of(&swipe, &void, Code::APPROVED, true);
    stage.platform_of(&swipe, &void, Code::APPROVED);
    stage.not_owed(&swipe, "sale_voided");
}

/// A sale long past, settled and paid, by card.
fn settled_sale(stage: &mut Stage<'_>) -> (Swipe, ledger::Day) {
    let (day, next) = stage.past_day_and_next();
    let at = stage.noon_of(day);
    let swipe = stage.card_sale(at, 0);
    stage.chain(&swipe);
    (swipe, next)
}

/// A refund on that day, in all four records.
fn refund(stage: &mut Stage<'_>, swipe: &Swipe, day: ledger::Day, amount: i64) {
    let at = stage.noon_of(day);
    let back = stage.follow_up(swipe, TxnType::Refund, at, amount);
    let reached = stage.truth(swipe).stage;
    stage.terminal_of(swipe, &back, Code::APPROVED, true);
    stage.platform_of(swipe, &back, Code::APPROVED);
    stage.clear_back(swipe, &back, "");
    let fee = stage.fee_back(swipe, amount);
    stage.settle_back(swipe, &back, fee);
    stage.keep_reach(swipe, reached);
}

fn fully_refunded(stage: &mut Stage<'_>) {
    let (swipe, next) = settled_sale(stage);
    refund(stage, &swipe, next, swipe.amount);
    stage.not_owed(&swipe, "sale_fully_refunded");
    stage.bigger_sale(next, swipe.amount);
}

fn partly_refunded(stage: &mut Stage<'_>) {
    let (swipe, next) = settled_sale(stage);
    let amount = stage.dice.between(100, swipe.amount * 2 / 3);
    refund(stage, &swipe, next, amount);
    stage.owe_less(&swipe, amount);
    stage.truth(&swipe).fate = "refund_netted";
    stage.bigger_sale(next, amount);
}

/// Refunded this morning: what is held too much will be netted tomorrow.
fn refund_to_be_netted(stage: &mut Stage<'_>) {
    let (swipe, _) = settled_sale(stage);
    let amount = stage.dice.between(100, swipe.amount / 2);
    let at = stage.this_morning();
    let back = stage.follow_up(&swipe, TxnType::Refund, at, amount);
    stage.terminal_of(&swipe, &back, Code::APPROVED, true);
    stage.platform_of(&swipe, &back, Code::APPROVED);
    let whole = stage.truth(&swipe).owed;
    stage.owe_less(&swipe, amount);
    let row = stage.truth(&swipe);
    row.to_be_netted = whole.unwrap_or_default() - row.owed.unwrap_or_default();
    row.fate = "refund_to_be_netted";
}

/// The network gives the whole amount back to the cardholder; the terminal and the platform know nothing.
fn taken_back(stage: &mut Stage<'_>, kind: TxnType, reason: &'static str, fate: &'static str) {
    let (swipe, next) = settled_sale(stage);
    let at = stage.noon_of(next);
    let back = stage.follow_up(&swipe, kind, at, swipe.amount);
    stage.clear_back(&swipe, &back, reason);
    let fee = stage.fee_back(&swipe, swipe.amount);
    stage.settle_back(&swipe, &back, fee);
    stage.not_owed(&swipe, fate);
    stage.bigger_sale(next, swipe.amount);
}

/// A void the day after is refused; the sale stands.
fn void_after_settlement(stage: &mut Stage<'_>) {
    let (swipe, next) = settled_sale(stage);
    let at = stage.noon_of(next);
    let void = stage.follow_up(&swipe, TxnType::Void, at, swipe.amount);
    stage.terminal_of(&swipe, &void, Code(*b"12"), true);
    stage.platform_of(&swipe, &void, Code(*b"12"));
    stage.truth(&swipe).fate = "void_after_settlement";
}

/// The answer to a refund was lost, and the refund reversed: the sale stands whole.
fn refund_reversed(stage: &mut Stage<'_>) {
    let (swipe, next) = settled_sale(stage);
    let at = stage.noon_of(next);
    let amount = stage.dice.between(100, swipe.amount / 2);
    let back = stage.follow_up(&swipe, TxnType::Refund, at, amount);
    stage.terminal_of(&swipe, &back, Code::NONE, true);
    stage.platform_of(&swipe, &back, Code::APPROVED);
    undo(stage, &back);
    stage.truth(&swipe).fate = "refund_reversed";
}

/// The answer to a void was lost, and the void reversed: the sale stands.
fn void_reversed(stage: &mut Stage<'_>) {
    let (swipe, _) = settled_sale(stage);
    let void = stage.follow_up(
        &swipe,
        TxnType::Void,
        swipe.at.plus_seconds(900),
        swipe.amount,
    );
    stage.terminal_of(&swipe, &void, Code::NONE, true);
    stage.platform_of(&swipe, &void, Code::APPROVED);
    undo(stage, &void);
    stage.truth(&swipe).fate = "void_reversed";
}

/// A minute later the terminal takes back what it never heard the answer of.
fn undo(stage: &mut Stage<'_>, of: &Swipe) {
    let at = of.at.plus_seconds(60);
    let reversal = stage.follow_up(of, TxnType::Reversal, at, of.amount);
    stage.platform_of(of, &reversal, Code::APPROVED);
}

/// The pump gave less than was asked: the rest is reversed, and what is left is cleared and settled.
fn reversed_in_part(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let swipe = stage.card_sale(at, 0);
    stage.terminal(&swipe, Code::APPROVED);
    stage.platform(&swipe, Code::APPROVED);
    let amount = stage.dice.between(1, swipe.amount / 2);
    let at = swipe.at.plus_seconds(120);
    let reversal = stage.follow_up(&swipe, TxnType::Reversal, at, amount);
    stage.platform_of(&swipe, &reversal, Code::APPROVED);
    let left = Swipe {
        amount: swipe.amount - amount,
        ..swipe
    };
    stage.clear_and_settle(&left);
    let fee = stage.merchant.terms.fee(left.amount, left.class);
    let row = stage.truth(&swipe);
    row.owed = Some(left.amount - fee);
    row.fate = "reversed_in_part";
}

/// The network calls a chargeback by the sale's reference, the acquirer by one of its own.
fn chargeback_of_two_names(stage: &mut Stage<'_>) {
    let (swipe, next) = settled_sale(stage);
    let at = stage.noon_of(next);
    let amount = swipe.amount / 2;
    let back = stage.follow_up(&swipe, TxnType::Chargeback, at, amount);
    let at_network = Swipe {
        rrn: swipe.rrn,
        ..back
    };
    stage.clear_back(&swipe, &at_network, "4515");
    let fee = stage.fee_back(&swipe, amount);
    stage.settle_back(&swipe, &back, fee);
    stage.owe_less(&swipe, amount);
    stage.truth(&swipe).fate = "chargeback_of_two_names";
    stage.bigger_sale(next, amount);
}

/// Refunded long ago, cleared, and never put into the acquirer's settlement.
fn not_netted(stage: &mut Stage<'_>) {
    let days = &stage.world.times.past_days;
    let day = days[0];
    let next = day.plus(1);
    let at = stage.noon_of(day);
    let swipe = stage.card_sale(at, 0);
    stage.chain(&swipe);
    let amount = swipe.amount / 3;
    let at = stage.noon_of(next);
    let back = stage.follow_up(&swipe, TxnType::Refund, at, amount);
    let reached = stage.truth(&swipe).stage;
    stage.terminal_of(&swipe, &back, Code::APPROVED, true);
    stage.platform_of(&swipe, &back, Code::APPROVED);
    stage.clear_back(&swipe, &back, "");
    stage.keep_reach(&swipe, reached);
    stage.owe_less(&swipe, amount);
    stage.fated(&swipe, "give_back_not_netted");
}

/// Held one day, collected the next: the completion is the swipe.
fn completion(stage: &mut Stage<'_>) {
    let (day, next) = stage.past_day_and_next();
    let held_at = stage.noon_of(day);
    let at = stage.noon_of(next);
    let mut swipe = stage.card_sale(at, 0);
    stage.amend(&mut swipe, |swipe| swipe.txn_type = TxnType::Completion);
    let held = stage.follow_up(&swipe, TxnType::Preauth, held_at, swipe.amount * 6 / 5);
    stage.terminal(&held, Code::APPROVED);
    stage.platform(&held, Code::APPROVED);
    let row = stage.terminal(&swipe, Code::APPROVED);
    (row.orig_rrn, row.orig_stan) = (held.rrn, held.stan);
    stage.platform(&swipe, Code::APPROVED).orig_rrn = held.rrn;
    stage.clear_and_settle(&swipe);
    stage.truth(&swipe).fate = "plain_completion";
}

/// Asked for more than the card had.
fn partial_approval(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let swipe = stage.card_sale(at, 0);
    let asked = swipe.amount + stage.dice.between(500, 50_000);
    stage.terminal(&swipe, Code(*b"10")).amount = asked;
    stage.platform(&swipe, Code(*b"10"));
    stage.clear_and_settle(&swipe);
    stage.truth(&swipe).fate = "partial_approval";
}

/// By this contract a refund gives no fee back.
fn refund_keeps_fee(stage: &mut Stage<'_>) {
    let (swipe, next) = settled_sale(stage);
    let amount = swipe.amount / 3;
    refund(stage, &swipe, next, amount);
    stage.owe_less(&swipe, amount);
    stage.truth(&swipe).fate = "refund_keeps_fee";
    stage.bigger_sale(next, amount);
    stage.fill_but(&[]);
}

/// A refund on a day without a sale: the debt is carried to the next payout.
fn negative_balance(stage: &mut Stage<'_>) {
    let days = &stage.world.times.past_days;
    let (day, without, after) = (days[0], days[1 % days.len()], days[2 % days.len()]);
    let at = stage.noon_of(day);
    let swipe = stage.card_sale(at, 0);
    stage.chain(&swipe);
    let amount = swipe.amount / 2;
    refund(stage, &swipe, without, amount);
    stage.owe_less(&swipe, amount);
    stage.truth(&swipe).fate = "negative_balance";
    stage.bigger_sale(after, amount);
    stage.fill_but(&[day, without]);
}
