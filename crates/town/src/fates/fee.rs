//! Fees that are not the contract's.
//!
//! In: a sale. Out: a settlement line with another fee, and so a swipe that arrives short.
//! Absent by design: fees below contract, and upstream fees; neither touches the merchant's money.

use ledger::{CardClass, Rate, SettleMode};

use super::Fate;
use crate::stage::{Stage, Swipe};
use crate::word::{Code, Method};

/// The rate that a drifting acquirer takes instead of 0.60 %.
const DRIFTED: &str = "0.0068";
/// What an instant product takes on top.
const SURCHARGE: &str = "0.0005";

/// Fates of fees.
pub const FATES: &[Fate] = &[
    Fate::of_swipes("fee_cap_ignored", 80, cap_ignored),
    Fate::of_swipes("wrong_card_tier", 80, wrong_card_tier),
    Fate::of_swipes("service_fee_deducted", 40, service_fee),
    Fate::of_swipes("fee_rounding", 60, fee_rounding),
    Fate::of_swipes("instalment_fee", 40, instalment_fee),
    Fate::of_merchant("fee_rate_drift", 10, fee_rate_drift),
    Fate::of_merchant("d0_surcharge", 10, d0_surcharge).dressed(|merchant, turn, _| {
        merchant.terms.mode = if turn.is_multiple_of(2) {
            SettleMode::D(0)
        } else {
            SettleMode::T0
        };
    }),
    Fate::of_merchant("withdrawal_fee", 10, withdrawal_fee)
        .dressed(|merchant, _, _| merchant.terms.payout_fee = 300),
];

/// An approved sale of that amount and class, long past, cleared but not settled yet.
fn priced(stage: &mut Stage<'_>, class: CardClass, first: i64, last: i64) -> Swipe {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let mut swipe = stage.sale_by(at, Method::Chip, class);
    let amount = stage.dice.between(first, last);
    stage.amend(&mut swipe, |swipe| swipe.amount = amount);
    stage.approved(&swipe);
    swipe
}

fn charge(stage: &mut Stage<'_>, swipe: &Swipe, fee: i64, fate: &'static str) {
    stage.settle_with_fee(swipe, fee);
    stage.fated(swipe, fate);
}

fn cap_ignored(stage: &mut Stage<'_>) {
    let swipe = priced(stage, CardClass::Debit, 900_000, 3_000_000);
    let terms = &stage.merchant.terms;
    let fee = terms
        .rate(CardClass::Debit)
        .of(swipe.amount, terms.rounding);
    charge(stage, &swipe, fee, "fee_cap_ignored");
}

/// Priced as the dearer of the two classes.
fn wrong_card_tier(stage: &mut Stage<'_>) {
    let terms = &stage.merchant.terms;
    let debit_is_cheaper = terms.debit_rate < terms.credit_rate;
    let (class, other) = match debit_is_cheaper {
        true => (CardClass::Debit, CardClass::Credit),
        false => (CardClass::Credit, CardClass::Debit),
    };
    let swipe = priced(stage, class, 60_000, 300_000);
    let fee = stage.merchant.terms.fee(swipe.amount, other);
    charge(stage, &swipe, fee, "wrong_card_tier");
}

/// A yearly charge hidden in one line.
fn service_fee(stage: &mut Stage<'_>) {
    let swipe = priced(stage, CardClass::Credit, 200_000, 900_000);
    let fee = stage.merchant.terms.fee(swipe.amount, swipe.class);
    let service = *stage.dice.pick(&[3_600, 9_900, 19_900, 29_900]);
    charge(stage, &swipe, fee + service, "service_fee_deducted");
}

fn fee_rounding(stage: &mut Stage<'_>) {
    let swipe = priced(stage, CardClass::Credit, 5_000, 90_000);
    let fee = stage.merchant.terms.fee(swipe.amount, swipe.class);
    charge(stage, &swipe, fee + 1, "fee_rounding");
}

/// Field 25 says instalments; the contract knows no price for them.
fn instalment_fee(stage: &mut Stage<'_>) {
    let day = stage.past_day();
    let at = stage.noon_of(day);
    let mut swipe = stage.sale_by(at, Method::Chip, CardClass::Credit);
    let amount = stage.dice.between(100_000, 200_000);
    stage.amend(&mut swipe, |swipe| swipe.amount = amount);
    stage.terminal(&swipe, Code::APPROVED);
    stage.platform(&swipe, Code::APPROVED).field_25 = "64";
    stage.clearing(&swipe);
    let fee = stage.merchant.terms.fee(swipe.amount, swipe.class);
    // Never a round sum of yuan, which would look like a service charge.
    let dearer = swipe.amount * 15 / 1000 / 100 * 100 + 37;
    charge(stage, &swipe, fee + dearer, "instalment_fee");
}

fn fee_rate_drift(stage: &mut Stage<'_>) {
    let drifted = Rate::parse(DRIFTED).expect("a rate between 0 and 1");
    for _ in 0..8 {
        let swipe = priced(stage, CardClass::Credit, 20_000, 400_000);
        let fee = drifted.of(swipe.amount, stage.merchant.terms.rounding);
        charge(stage, &swipe, fee, "fee_rate_drift");
    }
    let due = stage.world.times.due_days[0];
    stage.fill_on(&[due]);
}

fn d0_surcharge(stage: &mut Stage<'_>) {
    let surcharge = Rate::parse(SURCHARGE).expect("a rate between 0 and 1");
    for _ in 0..6 {
        let swipe = priced(stage, CardClass::Credit, 20_000, 400_000);
        let terms = &stage.merchant.terms;
        let fee = terms.fee(swipe.amount, swipe.class) + surcharge.of(swipe.amount, terms.rounding);
        charge(stage, &swipe, fee, "d0_surcharge");
    }
    stage.fill_but(&[]);
}

/// Each payout costs three yuan: that belongs to the payout, and the swipes arrive in full.
fn withdrawal_fee(stage: &mut Stage<'_>) {
    while stage.left() > 0 {
        let day = stage.past_day();
        let at = stage.noon_of(day);
        let swipe = stage.plain_card(at);
        stage.truth(&swipe).fate = "withdrawal_fee";
    }
}
