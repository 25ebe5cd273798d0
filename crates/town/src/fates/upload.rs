//! Sales that a terminal approved by itself and sends up later, or never.
//!
//! In: an offline sale. Out: a terminal row, and what became of it.
//! Absent by design: batch totals and tips; no record of the contract bears them.
//!
//! The merchants here have one price for all cards: a terminal row does not say which class a card is of.

use super::Fate;
use super::group::kept_by_the_terminal;
use crate::number::Rrn;
use crate::stage::Stage;
use crate::word::{Code, TerminalStatus, TxnType};

/// Approved by the terminal itself.
const OFFLINE: Code = Code(*b"Y1");

/// Fates of offline sales.
pub const FATES: &[Fate] = &[
    Fate::of_merchant("batch_not_settled", 8, batch_not_settled),
    Fate::of_merchant("offline_not_uploaded", 12, offline_not_uploaded),
    Fate::of_merchant("offline_upload_late", 8, offline_upload_late),
    Fate::of_merchant("offline_rejected", 8, offline_rejected),
    Fate::of_merchant("offline_lost", 8, offline_lost).dressed(|merchant, _, times| {
        merchant.second_terminal = (TerminalStatus::Retired, Some(times.today.plus(-5)));
    }),
    Fate::of_merchant("completion_advice_missing", 10, completion_advice_missing),
    Fate::of_swipes("plain_offline", 150, offline_and_uploaded),
];

/// Kept in the batch of today, which is still open.
fn batch_not_settled(stage: &mut Stage<'_>) {
    for _ in 0..2 {
        let at = stage.this_morning();
        let swipe = stage.card_sale(at, 0);
        kept_by_the_terminal(stage, swipe);
        stage.fated(&swipe, "batch_not_settled").expected_by = None;
    }
}

/// Kept, though later batches of the same terminal were sent up.
fn offline_not_uploaded(stage: &mut Stage<'_>) {
    for _ in 0..2 {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 0);
        kept_by_the_terminal(stage, swipe);
        stage.fated(&swipe, "offline_not_uploaded").expected_by = None;
        let plain = stage.card_sale(at.plus_seconds(900), 0);
        stage.chain(&plain);
    }
    let later = stage.world.times.due_days[0];
    stage.fill_on(&[later]);
}

/// Sent up today, more than a week after the sale: it clears by today's date.
fn offline_upload_late(stage: &mut Stage<'_>) {
    for _ in 0..2 {
        let sent_at = stage.this_morning();
        let swipe = stage.card_sale(sent_at, 0);
        let day = stage.world.times.past_days[0];
        let sold_at = stage.noon_of(day);
        let row = stage.terminal(&swipe, OFFLINE);
        row.local_time = sold_at;
        row.file_day = day;
        row.uploaded_at = Some(sent_at);
        stage.platform(&swipe, OFFLINE);
        stage.fated(&swipe, "offline_upload_late");
    }
}

/// Sent up the same evening, and refused.
fn offline_rejected(stage: &mut Stage<'_>) {
    for _ in 0..2 {
        let day = stage.past_day();
        let sold_at = stage.noon_of(day);
        let swipe = stage.card_sale(sold_at, 0);
        stage.terminal(&swipe, OFFLINE);
        let sent_at = stage.world.times.at(day, 22 * 3600);
        let row = stage.platform(&swipe, Code(*b"51"));
        row.received_at = sent_at;
        row.responded_at = Some(sent_at.plus_seconds(2));
        stage.not_owed(&swipe, "offline_rejected");
    }
}

/// Sent up the same evening, and paid: the platform found it by terminal, batch and trace number.
fn offline_and_uploaded(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let sold_at = stage.noon_of(day);
    let swipe = stage.card_sale(sold_at, 0);
    stage.terminal(&swipe, OFFLINE).rrn = Rrn::NONE;
    let sent_at = stage.world.times.at(day, 22 * 3600);
    let row = stage.platform(&swipe, OFFLINE);
    row.received_at = sent_at;
    row.responded_at = Some(sent_at.plus_seconds(2));
    stage.clear_and_settle(&swipe);
    stage.truth(&swipe).fate = "plain_offline";
}

/// The terminal was taken back with sales inside; only the till's journal knows them.
fn offline_lost(stage: &mut Stage<'_>) {
    for _ in 0..2 {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let mut swipe = stage.card_sale(at, 1);
        stage.forget_rrn(&mut swipe);
        stage.terminal(&swipe, Code::APPROVED).uploaded_at = None;
        stage.fated(&swipe, "offline_lost");
    }
}

/// The completion stays in the terminal; its pre-authorisation is older than the data set.
fn completion_advice_missing(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let original = stage.fresh_rrn();
    let mut swipe = stage.card_sale(at, 0);
    stage.amend(&mut swipe, |swipe| swipe.txn_type = TxnType::Completion);
    stage.forget_rrn(&mut swipe);
    let row = stage.terminal(&swipe, Code::APPROVED);
    row.orig_rrn = original;
    row.uploaded_at = None;
    stage.fated(&swipe, "completion_advice_missing");
    let later = stage.world.times.due_days[0];
    stage.fill_on(&[day, later]);
}
