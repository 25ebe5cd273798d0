//! The terminal itself: where it stands, whose it is, what its clock says.
//!
//! In: a merchant whose second terminal is odd. Out: rows that show it.
//! Absent by design: places of use, serial numbers and self-tests; no record of the contract bears them.

use super::Fate;
use crate::stage::Stage;
use crate::word::{Code, Method, TerminalStatus};

/// Fates of terminals.
pub const FATES: &[Fate] = &[
    Fate::of_merchant("terminal_network_fault", 12, terminal_network_fault),
    Fate::of_merchant("terminal_test_mode", 10, terminal_test_mode).dressed(
        |merchant, _, times| {
            merchant.second_terminal = (TerminalStatus::Suspended, Some(times.today));
        },
    ),
    Fate::of_merchant("terminal_bound_to_other_merchant", 10, bound_to_other)
        .dressed(|merchant, _, _| merchant.second_terminal_is_neighbours = true),
    Fate::of_merchant("terminal_dormant", 8, terminal_dormant).dressed(|merchant, _, times| {
        merchant.second_terminal = (TerminalStatus::Active, Some(times.today.plus(-140)));
    }),
    Fate::of_merchant("terminal_clock_wrong", 10, terminal_clock_wrong),
    Fate::of_merchant("clock_skew", 10, clock_skew),
    Fate::of_swipes("paid_via_other_channel", 40, paid_via_other_channel).rows(2),
];

/// Three unanswered swipes on one terminal within twenty minutes, each taken back when the line was there again.
fn terminal_network_fault(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    for turn in 0..3 {
        let swipe = stage.card_sale(at.plus_seconds(turn * 420), 1);
        stage.terminal(&swipe, Code::NONE);
        stage.platform(&swipe, Code::APPROVED);
        stage.reverse(&swipe, swipe.at.plus_seconds(200), Code::APPROVED);
        stage.not_owed(&swipe, "terminal_network_fault");
    }
}

/// A terminal in test mode talks to nobody who would book anything.
fn terminal_test_mode(stage: &mut Stage<'_>) {
    for _ in 0..2 {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let mut swipe = stage.card_sale(at, 1);
        stage.forget_rrn(&mut swipe);
        stage.terminal(&swipe, Code(*b"97"));
        stage.not_owed(&swipe, "terminal_test_mode");
    }
}

/// The terminal is registered to the neighbour: cleared, but settled to nobody.
fn bound_to_other(stage: &mut Stage<'_>) {
    for _ in 0..3 {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 1);
        stage.approved(&swipe);
        stage.fated(&swipe, "terminal_bound_to_other_merchant");
    }
}

/// Not used for months, then refused.
fn terminal_dormant(stage: &mut Stage<'_>) {
    for code in [b"58", b"97"] {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 1);
        stage.terminal(&swipe, Code(*code));
        stage.platform(&swipe, Code(*code));
        stage.not_owed(&swipe, "terminal_dormant");
    }
}

/// The slip bears tomorrow's date; the money does not care.
fn terminal_clock_wrong(stage: &mut Stage<'_>) {
    for _ in 0..3 {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 1);
        let row = stage.terminal(&swipe, Code::APPROVED);
        row.local_time = row.local_time.plus_seconds(86_400);
        row.file_day = row.file_day.plus(1);
        row.uploaded_at = row.uploaded_at.map(|at| at.plus_seconds(86_400));
        stage.platform(&swipe, Code::APPROVED);
        stage.clear_and_settle(&swipe);
        stage.truth(&swipe).fate = "terminal_clock_wrong";
    }
}

/// The terminal's clock goes twenty-five minutes fast on every swipe.
fn clock_skew(stage: &mut Stage<'_>) {
    while stage.left() > 0 {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let swipe = stage.card_sale(at, 1);
        let row = stage.terminal(&swipe, Code::APPROVED);
        row.local_time = row.local_time.plus_seconds(1500);
        stage.platform(&swipe, Code::APPROVED);
        stage.clear_and_settle(&swipe);
        stage.truth(&swipe).fate = "clock_skew";
    }
}

/// The customer took the card back and paid by wallet.
fn paid_via_other_channel(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let mut swipe = stage.card_sale(at, 0);
    stage.forget_rrn(&mut swipe);
    stage.terminal(&swipe, Code(*b"17"));
    stage.not_owed(&swipe, "paid_via_other_channel");
    let paid_at = at.plus_seconds(stage.dice.between(60, 600));
    let mut wallet = stage.sale_by(paid_at, Method::Qr, ledger::CardClass::Qr);
    stage.amend(&mut wallet, |wallet| wallet.amount = swipe.amount);
    stage.chain(&wallet);
}
