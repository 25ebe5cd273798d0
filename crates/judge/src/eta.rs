//! When the money is expected now, and why: the rules named in the catalogue (`eta_rule`).
//!
//! In: facts and the cause. Out: a window with a reason, or nothing when nothing can be promised.

use crate::verdict::Eta;
use crate::{Cause, EtaRule, Facts};
use ledger::{Day, Instant};

/// Hour by which a payout run's money is promised to be at the bank.
const ARRIVAL_HOUR: u32 = 18;
/// Hour of the acquirer's daily run.
const RUN_HOUR: u32 = 12;
/// Hour at which a merchant's bank opens its books for the day.
const OPENING_HOUR: u32 = 9;
/// Seconds within which a query to a channel is answered.
const QUERY_S: i64 = 2 * 3_600;

/// The window for a cause as of now; `None` when no date may be promised.
pub fn expected(facts: &Facts<'_, '_>, cause: Cause) -> Option<Eta> {
    let row = cause.row();
    let now = facts.now;
    let today = facts.knowledge.zone.day(now);
    let window = |from: Instant, to: Instant| {
        let from = from.max(now);
        Eta {
            from,
            to: to.max(from),
            reason: row.eta_rule.slug(),
        }
    };
    let days = |from: u32, to: u32| {
        window(
            hour(facts, workday(facts, today, from), OPENING_HOUR),
            hour(facts, workday(facts, today, to), ARRIVAL_HOUR),
        )
    };
    let by_due = || {
        facts
            .due
            .filter(|due| now <= due.expected_by)
            .map(|due| window(hour(facts, due.due_day, OPENING_HOUR), due.expected_by))
    };
    if cause.absent_source(&facts.knowledge.coverage).is_some() {
        // No run and no file can be awaited of a source that was never there: the contract is all there is.
        return by_due().map(|eta| Eta {
            reason: EtaRule::Data.slug(),
            ..eta
        });
    }
    match row.eta_rule {
        EtaRule::Never
        | EtaRule::None
        | EtaRule::Threshold
        | EtaRule::Dispute
        | EtaRule::Unknown => None,
        // A due date that has passed promises nothing: the next run does.
        EtaRule::Due | EtaRule::Data => by_due().or_else(|| Some(days(1, 1))),
        EtaRule::Upload => {
            let uploaded = facts.platform.is_some()
                || facts.terminal.is_some_and(|row| row.uploaded_at.is_some());
            if uploaded {
                by_due().or_else(|| Some(days(1, 1)))
            } else {
                None
            }
        }
        EtaRule::Run => Some(next_run(facts, now, today)),
        EtaRule::NextRun | EtaRule::Fix => Some(days(1, 1)),
        EtaRule::NextWorkday => {
            let due = facts.due.map_or(today, |due| due.due_day);
            Some(window(
                hour(facts, workday(facts, due, 1), OPENING_HOUR),
                hour(facts, workday(facts, due, 1), ARRIVAL_HOUR),
            ))
        }
        EtaRule::T1 => Some(after_settlement(facts, 1)),
        EtaRule::TPlus3 => Some(after_settlement(facts, 3)),
        EtaRule::Query => Some(window(now, now.plus_seconds(QUERY_S))),
        EtaRule::Rail => {
            let created = facts
                .payment()
                .map_or(now, |payment| payment.payout.plan().created_at);
            Some(window(
                created,
                created.plus_seconds(facts.knowledge.thresholds.rail_s),
            ))
        }
        EtaRule::NextOpen => Some(next_open(facts, today)),
        EtaRule::Notice => notice_end(facts)
            .map(|end| window(end, end.plus_seconds(facts.knowledge.thresholds.rail_s))),
        EtaRule::Hold => hold_window(facts, today),
        EtaRule::OneWeek => Some(days(1, 3)),
        EtaRule::ThreeToFiveDays => Some(days(3, 5)),
        EtaRule::Refile => Some(days(5, 15)),
    }
}

fn workday(facts: &Facts<'_, '_>, after: Day, n: u32) -> Day {
    facts.knowledge.calendar.nth_workday_after(after, n).day
}

fn hour(facts: &Facts<'_, '_>, day: Day, hour: u32) -> Instant {
    facts.knowledge.zone.at(day, hour * 3_600)
}

fn clamped(facts: &Facts<'_, '_>, from: Instant, to: Instant, reason: EtaRule) -> Eta {
    let from = from.max(facts.now);
    Eta {
        from,
        to: to.max(from),
        reason: reason.slug(),
    }
}

/// Today's run if it is still ahead, else tomorrow's.
fn next_run(facts: &Facts<'_, '_>, now: Instant, today: Day) -> Eta {
    let todays = hour(facts, today, RUN_HOUR);
    let day = if now <= todays { today } else { today.plus(1) };
    clamped(
        facts,
        hour(facts, day, RUN_HOUR),
        hour(facts, day, ARRIVAL_HOUR),
        EtaRule::Run,
    )
}

fn after_settlement(facts: &Facts<'_, '_>, n: u32) -> Eta {
    let day = workday(facts, facts.settle_day, n);
    let rule = if n == 1 { EtaRule::T1 } else { EtaRule::TPlus3 };
    clamped(
        facts,
        hour(facts, day, OPENING_HOUR),
        facts.knowledge.zone.end_of_day(day),
        rule,
    )
}

/// The high-value system opens at 20:30 on the evening before each workday.
fn next_open(facts: &Facts<'_, '_>, today: Day) -> Eta {
    const EVENING_OPENING_S: u32 = 20 * 3_600 + 30 * 60;
    let next = workday(facts, today, 1);
    let opens = facts.knowledge.zone.at(next.plus(-1), EVENING_OPENING_S);
    clamped(
        facts,
        opens,
        hour(facts, next, ARRIVAL_HOUR),
        EtaRule::NextOpen,
    )
}

/// The end of the latest notice that stands over the swipe's bank, channel or everyone.
fn notice_end(facts: &Facts<'_, '_>) -> Option<Instant> {
    let bank = facts.payment().map_or_else(
        || {
            facts
                .merchant
                .map_or("", |merchant| merchant.bank_code.as_str())
        },
        |payment| payment.payout.plan().bank_code,
    );
    let channel = facts
        .payment()
        .map_or("", |payment| payment.payout.plan().channel);
    let since = facts.swiped_at.unwrap_or(facts.now);
    let scopes = [bank, channel, facts.channel];
    let notices = facts.knowledge.notices.iter();
    notices
        .filter(|notice| {
            notice.kind != crate::NoticeKind::Policy
                && scopes
                    .iter()
                    .any(|scope| notice.concerns(scope, since, facts.now))
        })
        .map(|notice| notice.ends_at)
        .max()
}

/// A released hold pays in the next run; an open one three to seven workdays after the papers.
fn hold_window(facts: &Facts<'_, '_>, today: Day) -> Option<Eta> {
    let from = hour(facts, workday(facts, today, 3), OPENING_HOUR);
    let to = hour(facts, workday(facts, today, 7), ARRIVAL_HOUR);
    Some(clamped(facts, from, to, EtaRule::Hold))
}
