//! What happens at the receiving bank after the rail has said "paid".
//!
//! In: a payout reported paid. Out: statement lines that are missing, late, elsewhere, or taken back.
//! Absent by design: what the bank says on the telephone.

use super::Fate;
use super::run::{due_long_ago, due_today};
use crate::number::{AccountNo, BankRef};
use crate::payout_run::Draft;
use crate::rows::Remittance;
use crate::stage::Stage;
use crate::word::{Direction, PayoutStatus, Stage as Reached};

/// Fates of posting.
pub const FATES: &[Fate] = &[
    Fate::of_merchant("posted_to_wrong_account", 10, |stage| {
        due_long_ago(stage, wrong_account)
    }),
    Fate::of_merchant("bank_suspense", 10, |stage| due_long_ago(stage, suspense)),
    Fate::of_merchant("posting_delay", 10, |stage| due_today(stage, posting_delay)),
    Fate::of_merchant("late_posting_delay", 10, |stage| {
        due_long_ago(stage, late_posting)
    }),
    Fate::of_merchant("paid_not_credited", 10, |stage| {
        due_long_ago(stage, paid_not_credited)
    }),
    Fate::of_merchant("credit_reversed_by_bank", 10, |stage| {
        due_long_ago(stage, credit_reversed)
    }),
    Fate::of_merchant("deducted_after_arrival", 10, |stage| {
        due_long_ago(stage, deducted)
    }),
    Fate::of_merchant("ambiguous_credit", 10, ambiguous_credit)
        .dressed(|merchant, _, _| merchant.without_reference = true),
];

/// Booked on another account.
fn wrong_account(stage: &mut Stage<'_>, draft: &Draft) {
    let paid_at = stage.report_paid(draft);
    let line = stage.credit(draft, paid_at);
    line.account = AccountNo(line.account.0 + 2);
    stage.befall(draft, "posted_to_wrong_account");
}

/// The bank has it, and does not know where to put it.
fn suspense(stage: &mut Stage<'_>, draft: &Draft) {
    stage.state(draft, PayoutStatus::Created, draft.created_at);
    let paid_at = draft.created_at.plus_seconds(2400);
    stage.refuse(draft, PayoutStatus::Paid, paid_at, ("", "收款行挂账"));
    stage.befall(draft, "bank_suspense");
}

fn posting_delay(stage: &mut Stage<'_>, draft: &Draft) {
    stage.report_paid(draft);
    stage.befall(draft, "posting_delay");
}

/// Paid on its day, booked the morning after.
fn late_posting(stage: &mut Stage<'_>, draft: &Draft) {
    stage.report_paid(draft);
    let booked_at = stage.world.times.at(draft.due_day.plus(1), 9 * 3600);
    stage.book(draft, booked_at);
    stage.befall_as(draft, "late_posting_delay", "posting_delay");
}

fn paid_not_credited(stage: &mut Stage<'_>, draft: &Draft) {
    stage.report_paid(draft);
    stage.befall(draft, "paid_not_credited");
}

/// Booked, and reversed by the bank the next day; the rail still says "paid".
fn credit_reversed(stage: &mut Stage<'_>, draft: &Draft) {
    let paid_at = stage.report_paid(draft);
    stage.credit(draft, paid_at);
    let line = stage.credit(draft, paid_at.plus_seconds(86_400));
    line.direction = Direction::Debit;
    for entry in &draft.members {
        stage.reach(entry.truth, Reached::Bank);
    }
    stage.befall(draft, "credit_reversed_by_bank");
}

/// Arrived, and then taken by a court.
fn deducted(stage: &mut Stage<'_>, draft: &Draft) {
    stage.pay_plainly(draft);
    let times = &stage.world.times;
    let taken_at = times.at(times.zone.day(draft.created_at).plus(2), 15 * 3600);
    stage.other_line(
        taken_at,
        Direction::Debit,
        draft.amount / 2 + 100,
        "法院划扣",
    );
    for entry in &draft.members {
        stage.rows.truth[entry.truth].fate = "deducted_after_arrival";
    }
}

/// Two payouts of one amount, one credit without a reference: nobody can say which of them it pays.
fn ambiguous_credit(stage: &mut Stage<'_>) {
    fn lost(stage: &mut Stage<'_>, draft: &Draft) {
        stage.report_paid(&Draft {
            bank_ref: BankRef::NONE,
            ..draft.clone()
        });
        stage.befall_as(draft, "ambiguous_credit", "paid_not_credited");
    }
    fn booked(stage: &mut Stage<'_>, draft: &Draft) {
        let draft = Draft {
            bank_ref: BankRef::NONE,
            ..draft.clone()
        };
        let paid_at = stage.report_paid(&draft);
        let line = stage.credit(&draft, paid_at);
        line.remittance = Remittance::Words("转账");
        stage.arrive(&draft, paid_at, Reached::Bank);
        stage.befall_as(&draft, "ambiguous_credit", "");
    }
    let days = &stage.world.times.past_days;
    let (first, second) = (days[0], days[1 % days.len()]);
    let amount = stage.dice.between(10_000, 900_000);
    for (day, tale) in [(first, lost as crate::stage::Tale), (second, booked)] {
        let at = stage.noon_of(day);
        let mut swipe = stage.card_sale(at, 0);
        stage.amend(&mut swipe, |swipe| swipe.amount = amount);
        stage.approved(&swipe);
        stage.settle(&swipe);
        stage.truth(&swipe).provable = false;
        stage.tales.push((day, day, tale));
    }
    stage.cover_statement();
    stage.fill_but(&[first, second]);
}
