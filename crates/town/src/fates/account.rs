//! What banks say when they refuse a payout or send it back. One row of the table is one cause and one reason.
//!
//! In: a payout. Out: its refusal, and by turns: nothing since; due only today; paid again too late; refused again.
//! Absent by design: who is right. The reason is the bank's.

use super::Fate;
use super::run::{due_long_ago, due_today};
use crate::payout_run::Draft;
use crate::stage::Stage;
use crate::word::{Direction, PayoutStatus, Stage as Reached};

use PayoutStatus::{Rejected, Returned};

macro_rules! refusals {
    ($($name:literal $status:ident $code:literal $text:literal;)+) => {
        &[
            $(Fate::of_merchant($name, 10, |stage| {
                fn tale(stage: &mut Stage<'_>, draft: &Draft) {
                    refused(stage, draft, $name, $status, ($code, $text));
                }
                match stage.turn() % 3 {
                    1 => due_today(stage, tale),
                    _ => due_long_ago(stage, tale),
                }
            }),)+
            Fate::of_merchant("returned_again", 10, |stage| due_long_ago(stage, returned_again)),
            Fate::of_merchant("credited_then_returned", 10, |stage| {
                due_long_ago(stage, credited_then_returned);
            }),
        ]
    };
}

/// Fates of refused and returned payouts. The code is left out where only the words name the cause.
pub const FATES: &[Fate] = refusals![
    "account_number_invalid" Returned "AC01" "账号不存在";
    "account_name_mismatch" Returned "BE01" "账号户名不符";
    "account_closed" Returned "AC04" "已销户";
    "account_dormant" Returned "" "收款账户为久悬户";
    "account_frozen" Returned "AC06" "账户冻结";
    "account_class_limit" Returned "SL16" "II类户限额";
    "account_type_forbidden" Returned "AG01" "非结算账户";
    "account_public_private_mixed" Returned "" "收款方非借记卡或个人结算存折";
    "account_auth_missing" Rejected "" "未开通认证支付";
    "bank_code_wrong" Rejected "RC04" "联行号错误";
    "bank_not_participant" Rejected "CNOR" "收款行未参加";
    "account_holder_deceased" Returned "MD07" "户主身故";
    "account_currency_mismatch" Returned "AC11" "收款账户币种不符";
    "payout_returned" Returned "NARR" "退汇";
    "payout_file_rejected" Rejected "FF01" "报文错误";
    "payout_insufficient_funds" Rejected "AM04" "备付金不足";
    "payout_over_rail_limit" Rejected "AM13" "超过小额上限";
    "payout_cancelled" Rejected "CUST" "客户撤销";
    "payout_duplicate_blocked" Rejected "AM05" "重复提交";
    "regulator_block" Rejected "RR04" "监管要求";
];

/// Refused or sent back. Every third time it was paid again, a workday or more too late.
fn refused(
    stage: &mut Stage<'_>,
    draft: &Draft,
    fate: &'static str,
    status: PayoutStatus,
    reason: (&'static str, &'static str),
) {
    send_and_refuse(stage, draft, status, reason);
    if stage.turn() % 3 == 2 {
        let times = &stage.world.times;
        let next = times.calendar.nth_workday_after(draft.due_day, 1).day;
        let again = stage.retry(draft, times.at(next, stage.merchant.run_minute * 60));
        stage.pay_plainly(&again);
    }
    stage.befall(draft, fate);
}

fn send_and_refuse(
    stage: &mut Stage<'_>,
    draft: &Draft,
    status: PayoutStatus,
    reason: (&'static str, &'static str),
) {
    stage.state(draft, PayoutStatus::Created, draft.created_at);
    stage.state(draft, PayoutStatus::Sent, draft.created_at.plus_seconds(15));
    let after = if status == Returned { 7200 } else { 90 };
    stage.refuse(draft, status, draft.created_at.plus_seconds(after), reason);
}

/// Sent back, paid again without anything being put right, sent back again.
fn returned_again(stage: &mut Stage<'_>, draft: &Draft) {
    let reason = ("AC06", "账户冻结");
    send_and_refuse(stage, draft, Returned, reason);
    let times = &stage.world.times;
    let next = times.calendar.nth_workday_after(draft.due_day, 1).day;
    let again = stage.retry(draft, times.at(next, stage.merchant.run_minute * 60));
    send_and_refuse(stage, &again, Returned, reason);
    stage.befall_as(draft, "returned_again", "account_frozen");
}

/// Booked, and taken back by the bank two days later.
fn credited_then_returned(stage: &mut Stage<'_>, draft: &Draft) {
    let paid_at = stage.report_paid(draft);
    stage.credit(draft, paid_at);
    let back_at = paid_at.plus_seconds(2 * 86_400);
    stage.refuse(draft, Returned, back_at, ("MS03", "银行原因"));
    let booked_day = stage.world.times.zone.day(back_at);
    let line = stage.credit(draft, back_at);
    (line.direction, line.booked_day) = (Direction::Debit, booked_day);
    for entry in &draft.members {
        stage.reach(entry.truth, Reached::Bank);
    }
    stage.befall(draft, "credited_then_returned");
}
