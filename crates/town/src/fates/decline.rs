//! Refused: the answer says no, so nothing is owed. One row of the table is one cause and the codes that show it.
//!
//! In: a code. Out: a terminal row and a platform row that bear it, and no clearing.
//! Absent by design: codes of unknown outcome, but 96 on a day whose clearing is complete: absence proves it failed.

use ledger::CardClass;

use super::Fate;
use crate::stage::{Stage, Swipe};
use crate::word::{Code, Method, TxnType};

macro_rules! declines {
    ($($name:literal $ppm:literal $codes:expr;)+) => {
        &[$(Fate::of_swipes($name, $ppm, |stage| declined(stage, $name, $codes)),)+]
    };
}

/// Codes that stand for a cause by themselves.
pub const BY_CODE: &[Fate] = declines![
    "auth_declined_insufficient" 3000 &[b"51"];
    "auth_declined_wrong_pin" 1200 &[b"55", b"38", b"75", b"83"];
    "auth_declined_card_invalid" 300 &[b"14", b"15", b"39", b"42", b"44", b"52", b"53", b"56"];
    "auth_declined_expired" 300 &[b"54", b"33"];
    "auth_declined_cvv" 150 &[b"59", b"82", b"N7"];
    "auth_declined_identity" 500 &[b"05", b"P1"];
    "auth_declined_issuer_refer" 200 &[b"01", b"02"];
    "auth_declined_limit" 500 &[b"61", b"65", b"13"];
    "auth_declined_restricted" 400 &[b"57", b"62", b"40", b"45", b"21", b"31", b"36", b"93", b"R0", b"R1", b"R3"];
    "auth_declined_lost_stolen" 200 &[b"04", b"07", b"34", b"35", b"37", b"41", b"43", b"67"];
    "auth_declined_other" 150 &[b"17", b"18", b"19", b"20", b"23", b"60", b"66", b"B1", b"N1"];
    "merchant_not_permitted" 150 &[b"03", b"58", b"97"];
    "keys_out_of_sync" 200 &[b"A0", b"99", b"77", b"63"];
    "network_fault" 200 &[b"92", b"A7", b"30", b"A8", b"C1", b"06"];
    "issuer_no_answer" 150 &[b"91"];
];

/// Fates of the refused.
pub const FATES: &[Fate] = &[
    BY_CODE[0],
    BY_CODE[1],
    BY_CODE[2],
    BY_CODE[3],
    BY_CODE[4],
    BY_CODE[5],
    BY_CODE[6],
    BY_CODE[7],
    BY_CODE[8],
    BY_CODE[9],
    BY_CODE[10],
    BY_CODE[11],
    BY_CODE[12],
    BY_CODE[13],
    BY_CODE[14],
    Fate::of_swipes("manual_entry_error", 200, manual_entry_error),
    Fate::of_swipes("network_cutover", 80, network_cutover),
    Fate::of_swipes("network_fault", 100, failed_without_a_trace),
    Fate::of_swipes(
        "related_transaction_rejected",
        60,
        related_transaction_rejected,
    )
    .rows(2),
    Fate::of_swipes("original_not_found", 60, original_not_found),
    Fate::of_swipes("preauth_not_completed", 300, preauth_not_completed),
    Fate::of_swipes("preauth_voided", 150, preauth_voided),
    Fate::of_merchant("preauth_expired", 4, preauth_expired)
        .dressed(|merchant, _, _| merchant.terms.mode = ledger::SettleMode::D(0)),
];

fn refused_with(stage: &mut Stage<'_>, swipe: &Swipe, code: Code, fate: &'static str) {
    stage.terminal(swipe, code);
    stage.platform(swipe, code);
    stage.not_owed(swipe, fate);
}

fn declined(stage: &mut Stage<'_>, fate: &'static str, codes: &[&[u8; 2]]) {
    // Noon: a refusal in an idle hour would look like an outage of its line.
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let swipe = stage.card_sale(at, 0);
    let code = Code(**stage.dice.pick(codes));
    refused_with(stage, &swipe, code, fate);
}

fn manual_entry_error(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let swipe = stage.sale_by(at, Method::Manual, CardClass::Credit);
    let code = Code(**stage.dice.pick(&[b"14", b"54", b"59", b"N7", b"82", b"05"]));
    refused_with(stage, &swipe, code, "manual_entry_error");
}

/// The network changes its day and refuses for a few minutes.
fn network_cutover(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let second = 23 * 3600 + stage.dice.between(1, 240) as u32;
    let at = stage.world.times.at(day, second);
    let swipe = stage.card_sale(at, 0);
    refused_with(stage, &swipe, Code(*b"90"), "network_cutover");
}

/// 96 says that nobody knows; the clearing files of that day and the next do: it is in neither.
fn failed_without_a_trace(stage: &mut Stage<'_>) {
    declined(stage, "network_fault", &[b"96"]);
}

/// A pre-authorisation: approved, holding money, owing none.
fn preauth(stage: &mut Stage<'_>, at: ledger::Instant, fate: &'static str) -> Swipe {
    let mut swipe = stage.card_sale(at, 0);
    stage.amend(&mut swipe, |swipe| swipe.txn_type = TxnType::Preauth);
    stage.terminal(&swipe, Code::APPROVED);
    stage.platform(&swipe, Code::APPROVED);
    stage.not_owed(&swipe, fate);
    swipe
}

fn preauth_not_completed(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    preauth(stage, at, "preauth_not_completed");
}

fn preauth_voided(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let held = preauth(stage, at, "preauth_voided");
    let void = stage.follow_up(
        &held,
        TxnType::PreauthVoid,
        at.plus_seconds(1800),
        held.amount,
    );
    stage.terminal_of(&held, &void, Code::APPROVED, true);
    stage.platform_of(&held, &void, Code::APPROVED);
}

/// A completion that does not fit its pre-authorisation, which stays open.
fn related_transaction_rejected(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let held = preauth(stage, at, "preauth_not_completed");
    let code = Code(**stage.dice.pick(&[b"12", b"22", b"64"]));
    refused_completion(
        stage,
        at.plus_seconds(3600),
        held.rrn,
        code,
        "related_transaction_rejected",
    );
}

/// A completion whose pre-authorisation nobody knows.
fn original_not_found(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let nobody = stage.fresh_rrn();
    refused_completion(stage, at, nobody, Code(*b"25"), "original_not_found");
}

fn refused_completion(
    stage: &mut Stage<'_>,
    at: ledger::Instant,
    original: crate::number::Rrn,
    code: Code,
    fate: &'static str,
) {
    let mut swipe = stage.card_sale(at, 0);
    stage.amend(&mut swipe, |swipe| swipe.txn_type = TxnType::Completion);
    stage.terminal(&swipe, code).orig_rrn = original;
    stage.platform(&swipe, code).orig_rrn = original;
    stage.not_owed(&swipe, fate);
}

/// A pre-authorisation older than thirty days. Sales of the same day, paid the same day, keep that day's files whole.
fn preauth_expired(stage: &mut Stage<'_>) {
    let day = stage.world.times.today.plus(-34);
    let at = stage.noon_of(day);
    preauth(stage, at, "preauth_expired");
    while stage.left() > 0 {
        let at = stage.noon_of(day);
        stage.plain_card(at);
    }
}
