//! What befalls many at once: outages, a bank down, files that never came; and what was announced.
//!
//! In: the period. Out: the planted incidents with their numbers, and the notices.
//! Absent by design: members. They are counted when the truth is written.

use std::ops::Range;

use ledger::{Day, Instant};

use crate::number::Mid;
use crate::period::Times;
use crate::place;
use crate::world::{Incident, Notice, Role, World};

/// The wide outage of the platform, today, seconds before the as-of instant.
const PLATFORM_SECONDS: Range<i64> = -3600..-2880;
/// The outage of one line, today.
const LINE_SECONDS: Range<i64> = -6000..-5100;

/// When the platform did not hear the network.
pub fn platform_window(times: &Times) -> Range<Instant> {
    window(times, PLATFORM_SECONDS)
}

/// When one line heard no issuer.
pub fn line_window(times: &Times) -> Range<Instant> {
    window(times, LINE_SECONDS)
}

fn window(times: &Times, seconds: Range<i64>) -> Range<Instant> {
    let as_of = times.period.as_of;
    as_of.plus_seconds(seconds.start)..as_of.plus_seconds(seconds.end)
}

/// The settlement days on which the network's file forgot one way of paying.
pub fn forgotten_days(times: &Times) -> &[Day] {
    match &times.due_days[..] {
        [_, days @ .., _] if !days.is_empty() => days,
        all => all,
    }
}

/// Payouts made from then on meet a bank that is down.
pub fn bank_down_since(times: &Times) -> Instant {
    times.at(times.today.plus(-4), 20 * 3600)
}

/// Payouts made from then on meet a rail that is down.
pub fn rail_down_since(times: &Times) -> Instant {
    times.at(times.today.plus(-1), 20 * 3600)
}

/// All that is planted in common, or nothing.
pub fn all(times: &Times, planted: bool) -> (Vec<Incident>, Vec<Notice>) {
    let notices = notices(times);
    if !planted {
        return (Vec::new(), notices);
    }
    let mut incidents = Vec::new();
    let mut plant = |cause, dimension, value: String, began, notice| {
        incidents.push(Incident {
            number: incidents.len() as u8 + 1,
            cause,
            dimension,
            value,
            began,
            notice,
        });
    };
    let missing = times.missing;
    for (cause, source, day) in [
        ("platform_log_missing", "platform", missing.platform),
        ("clearing_file_missing", "clearing", missing.clearing),
        ("settlement_run_missing", "settlement", missing.settlement),
        ("payout_records_missing", "payout", missing.payout),
    ] {
        if let Some(day) = day {
            plant(
                cause,
                "file",
                format!("{source}/{day}"),
                times.at(day, 0),
                "",
            );
        }
    }
    let old = times.past_days[0];
    let left_out = times.at(left_out_day(times), 0);
    let forgotten = times.at(forgotten_days(times)[0], 0);
    plant(
        "bank_down",
        "bank",
        place::BANK_DOWN.to_owned(),
        bank_down_since(times),
        "",
    );
    plant(
        "bank_notice",
        "bank",
        place::BANK_DELAYED.to_owned(),
        times.at(times.today, 0),
        "N2025003",
    );
    plant(
        "payout_channel_outage",
        "channel",
        place::RAIL_DOWN.to_owned(),
        rail_down_since(times),
        "N2025002",
    );
    plant(
        "channel_outage",
        "channel",
        place::LINE_DOWN.to_owned(),
        line_window(times).start,
        "",
    );
    plant(
        "platform_outage",
        "time",
        times.zone.show(platform_window(times).start),
        platform_window(times).start,
        "N2025001",
    );
    let (model, firmware) = place::MODEL_FAULTY;
    plant(
        "terminal_fault",
        "terminal_model",
        format!("{model}/{firmware}"),
        times.at(old, 0),
        "",
    );
    plant(
        "account_closed",
        "merchant",
        String::new(),
        times.at(closed_from(times), 0),
        "",
    );
    plant(
        "payout_not_created",
        "region",
        place::REGION_FORGOTTEN.0.to_string(),
        times.at(old, 0),
        "",
    );
    plant(
        "swipe_missing_from_settlement",
        "mcc",
        place::TRADE_LEFT_OUT.0.to_string(),
        left_out,
        "",
    );
    plant(
        "not_in_clearing_file",
        "method",
        "magstripe".to_owned(),
        forgotten,
        "",
    );
    (incidents, notices)
}

/// The settlement day from which the closed account's payouts come back.
pub fn closed_from(times: &Times) -> Day {
    times.past_days[times.past_days.len() / 2]
}

/// The first of the two settlement days whose run leaves a trade out.
pub fn left_out_day(times: &Times) -> Day {
    times.past_days[times.past_days.len() / 3]
}

/// Fills in the values that are known once the merchants are.
pub fn name_values(world: &mut World) {
    let one = world.merchants.iter().find(|merchant| {
        let Role::Case { fate, .. } = merchant.role else {
            return false;
        };
        world.fates.list[fate].name == "account_closed" && world.fates.list[fate].is_incident()
    });
    let mid = one.map(|merchant| merchant.mid);
    for incident in &mut world.incidents {
        if let ("merchant", Some(Mid(number))) = (incident.dimension, mid) {
            incident.value = format!("{number:015}");
        }
    }
}

fn notices(times: &Times) -> Vec<Notice> {
    let today = |second| times.at(times.today, second);
    let outage = platform_window(times);
    vec![
        Notice {
            id: "N2025001",
            issuer: "platform",
            kind: "outage",
            scope: "",
            starts_at: outage.start,
            ends_at: outage.end,
            text: "收单平台故障，期间交易逐笔查询",
        },
        Notice {
            id: "N2025002",
            issuer: "channel",
            kind: "outage",
            scope: place::RAIL_DOWN,
            starts_at: rail_down_since(times),
            ends_at: today(18 * 3600),
            text: "出款通道故障，恢复后自动补发",
        },
        Notice {
            id: "N2025003",
            issuer: "bank",
            kind: "outage",
            scope: place::BANK_DELAYED,
            starts_at: today(0),
            ends_at: today(16 * 3600),
            text: "本行系统升级，期间入账延迟",
        },
        Notice {
            id: "N2025004",
            issuer: "pboc",
            kind: "maintenance",
            scope: place::RAIL_MAINTAINED,
            starts_at: times.period.as_of.plus_seconds(-3300),
            ends_at: today(15 * 3600),
            text: "小额批量支付系统维护",
        },
    ]
}
