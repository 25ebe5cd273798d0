//! What the network's file and the acquirer's ledger get wrong about one swipe.
//!
//! In: an approved sale. Out: clearing and settlement rows that are missing, doubled, or bear another name.
//! Absent by design: dispute files and rejected files; no record of the contract bears them.

use ledger::CardClass;

use super::Fate;
use crate::place;
use crate::rows::{HoldRow, Name};
use crate::stage::{Stage, Swipe};
use crate::word::{Code, HoldReason, Method, SettleStatus, TxnType};

/// Fates between network and ledger.
pub const FATES: &[Fate] = &[
    Fate::of_swipes("not_in_clearing_file", 60, not_in_clearing_file),
    Fate::of_swipes("not_in_clearing_file", 900, stripe_on_a_forgotten_day),
    Fate::of_swipes("in_clearing_not_in_switch", 40, in_clearing_not_in_switch),
    Fate::of_swipes("clearing_amount_mismatch", 60, clearing_amount_mismatch),
    Fate::of_swipes("cleared_twice", 50, cleared_twice),
    Fate::of_swipes("cleared_to_wrong_merchant", 40, cleared_to_wrong_merchant),
    Fate::of_swipes("reversed_in_clearing", 60, reversed_in_clearing),
    Fate::of_swipes("clearing_delayed", 40, clearing_delayed),
    Fate::of_swipes("cross_currency", 40, cross_currency),
    Fate::of_swipes("single_swipe_hold", 80, single_swipe_hold),
    Fate::of_swipes("swipe_missing_from_settlement", 60, missing_from_settlement),
    Fate::of_swipes("settlement_line_duplicated", 50, settlement_line_duplicated),
    Fate::of_swipes("settlement_wrong_merchant", 40, settlement_wrong_merchant),
    Fate::of_swipes("network_fee_error", 60, network_fee_error),
    Fate::of_merchant("mcc_hop", 10, mcc_hop),
    Fate::of_merchant("merchant_name_hop", 10, merchant_name_hop),
];

/// Approved by terminal and platform on a day long past.
fn switched(stage: &mut Stage<'_>) -> Swipe {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let swipe = stage.card_sale(at, 0);
    stage.terminal(&swipe, Code::APPROVED);
    stage.platform(&swipe, Code::APPROVED);
    swipe
}

fn not_in_clearing_file(stage: &mut Stage<'_>) {
    let swipe = switched(stage);
    stage.fated(&swipe, "not_in_clearing_file");
}

/// Whoever pays by stripe on such a day is struck by `chain`; these come to make sure that somebody does.
fn stripe_on_a_forgotten_day(stage: &mut Stage<'_>) {
    let day = *stage
        .dice
        .pick(crate::incident::forgotten_days(&stage.world.times));
    let at = stage.noon_of(day);
    let swipe = stage.sale_by(at, Method::Magstripe, CardClass::Credit);
    stage.chain(&swipe);
}

fn in_clearing_not_in_switch(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let swipe = stage.card_sale(at, 0);
    stage.terminal(&swipe, Code::APPROVED);
    stage.clearing(&swipe);
    stage.fated(&swipe, "in_clearing_not_in_switch");
}

/// The network cleared less than was approved, and the ledger followed the network.
fn clearing_amount_mismatch(stage: &mut Stage<'_>) {
    let swipe = switched(stage);
    let less = stage.dice.between(100, swipe.amount / 2);
    let cleared = Swipe {
        amount: swipe.amount - less,
        ..swipe
    };
    stage.clearing(&cleared);
    stage.settle(&cleared);
    stage.fated(&swipe, "clearing_amount_mismatch");
}

fn cleared_twice(stage: &mut Stage<'_>) {
    let swipe = switched(stage);
    for turn in 0..2 {
        stage.clearing(&swipe).network_ref += turn;
        stage.settle(&swipe);
    }
    stage.fated(&swipe, "cleared_twice");
}

fn cleared_to_wrong_merchant(stage: &mut Stage<'_>) {
    let swipe = switched(stage);
    let neighbour = stage.world.neighbour(stage.merchant);
    let (mid, name, mcc) = (
        neighbour.mid,
        Name::Merchant(neighbour.index),
        neighbour.mcc,
    );
    let row = stage.clearing(&swipe);
    (row.mid, row.name, row.mcc) = (mid, name, mcc);
    stage.fated(&swipe, "cleared_to_wrong_merchant");
}

/// The platform knows of no reversal; the network's file has one.
fn reversed_in_clearing(stage: &mut Stage<'_>) {
    let swipe = switched(stage);
    stage.clearing(&swipe);
    let at = swipe.at.plus_seconds(120);
    let reversal = stage.follow_up(&swipe, TxnType::Reversal, at, swipe.amount);
    stage.clear_back(&swipe, &reversal, "4364");
    stage.not_owed(&swipe, "reversed_in_clearing");
}

/// Cleared some days after field 15 said it would be; a holiday makes both due on the same day.
fn clearing_delayed(stage: &mut Stage<'_>) {
    let days = &stage.world.times.due_days;
    let (day, yesterday) = (days[days.len() / 2], stage.world.times.today.plus(-1));
    let at = stage.noon_of(day);
    let swipe = stage.card_sale(at, 0);
    stage.terminal(&swipe, Code::APPROVED);
    stage.platform(&swipe, Code::APPROVED);
    stage.clearing(&swipe).settle_day = yesterday;
    stage.fated(&swipe, "clearing_delayed");
}

fn cross_currency(stage: &mut Stage<'_>) {
    let swipe = switched(stage);
    let row = stage.clearing(&swipe);
    row.currency = "USD";
    row.amount = swipe.amount * 14 / 100;
    stage.fated(&swipe, "cross_currency");
}

fn single_swipe_hold(stage: &mut Stage<'_>) {
    let swipe = switched(stage);
    stage.clearing(&swipe);
    stage.settle_aside(&swipe, SettleStatus::Held).hold_reason = "risk";
    stage.rows.holds.push(HoldRow {
        mid: stage.merchant.mid,
        rrn: swipe.rrn,
        reason: HoldReason::Risk,
        placed_at: swipe.at.plus_seconds(1800),
        released_at: None,
    });
    stage.fated(&swipe, "single_swipe_hold");
}

fn missing_from_settlement(stage: &mut Stage<'_>) {
    let swipe = switched(stage);
    stage.clearing(&swipe);
    stage.fated(&swipe, "swipe_missing_from_settlement");
}

fn settlement_line_duplicated(stage: &mut Stage<'_>) {
    let swipe = switched(stage);
    stage.clearing(&swipe);
    stage.settle(&swipe);
    stage.settle(&swipe);
    stage.fated(&swipe, "settlement_line_duplicated");
}

fn settlement_wrong_merchant(stage: &mut Stage<'_>) {
    let swipe = switched(stage);
    stage.clearing(&swipe);
    let mid = stage.world.neighbour(stage.merchant).mid;
    stage.settle_aside(&swipe, SettleStatus::Ready).mid = mid;
    stage.fated(&swipe, "settlement_wrong_merchant");
}

/// The network charges the acquirer too much; the merchant's money is not touched.
fn network_fee_error(stage: &mut Stage<'_>) {
    let swipe = switched(stage);
    stage.clearing(&swipe).network_fee += 250;
    stage.settle(&swipe);
    stage.truth(&swipe).fate = "network_fee_error";
}

/// 跳码: the network hears of a cheaper trade, swipe after swipe. The money comes.
fn mcc_hop(stage: &mut Stage<'_>) {
    while stage.left() > 0 {
        let swipe = switched(stage);
        let row = stage.clearing(&swipe);
        row.mcc = place::TRADE_CHEAP;
        stage.settle(&swipe);
        stage.fated(&swipe, "mcc_hop").beside = true;
    }
}

/// 跳商户: the cardholder's bill bears another shop's name. The money comes.
fn merchant_name_hop(stage: &mut Stage<'_>) {
    while stage.left() > 0 {
        let swipe = switched(stage);
        let index = stage.world.neighbour(stage.merchant).index;
        stage.clearing(&swipe).name = Name::Merchant(index);
        stage.settle(&swipe);
        stage.fated(&swipe, "merchant_name_hop").beside = true;
    }
}
