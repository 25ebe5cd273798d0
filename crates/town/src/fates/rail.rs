//! The rails between the acquirer and the banks: hours and maintenance.
//!
//! In: a payout on a rail that is closed. Out: its states.
//! Absent by design: outages (see `group`).

use super::Fate;
use super::run::{due_long_ago, due_today};
use crate::payout_run::Draft;
use crate::place;
use crate::stage::Stage;
use crate::word::PayoutStatus;

/// After the large-value system has closed for the day.
const AFTER_HOURS: u32 = 17 * 60 + 40;

/// Fates of rails.
pub const FATES: &[Fate] = &[
    Fate::of_merchant("hvps_closed", 10, |stage| due_long_ago(stage, hvps_closed))
        .dressed(|merchant, _, _| merchant.rail = place::RAIL_LARGE),
    Fate::of_merchant("rail_maintenance", 10, |stage| {
        due_today(stage, rail_maintenance)
    })
    .dressed(|merchant, _, _| merchant.rail = place::RAIL_MAINTAINED),
];

/// Made in the evening of the due day; the system says that it is closed, and nobody tried again.
fn hvps_closed(stage: &mut Stage<'_>, draft: &Draft) {
    let created_at = stage.world.times.at(draft.due_day, AFTER_HOURS * 60);
    let draft = Draft {
        created_at,
        ..draft.clone()
    };
    stage.state(&draft, PayoutStatus::Created, created_at);
    let refused_at = created_at.plus_seconds(30);
    stage.refuse(
        &draft,
        PayoutStatus::Rejected,
        refused_at,
        ("TM01", "已过截止时间"),
    );
    stage.befall(&draft, "hvps_closed");
}

/// Made within the hour, and waiting for the end of an announced maintenance.
fn rail_maintenance(stage: &mut Stage<'_>, draft: &Draft) {
    let created_at = stage.world.times.period.as_of.plus_seconds(-3000);
    let draft = Draft {
        created_at,
        ..draft.clone()
    };
    stage.state(&draft, PayoutStatus::Created, created_at);
    stage.befall(&draft, "rail_maintenance");
}
