//! `cutoff_straddle`: swiped around the cut, and cleared on the next day.
//!
//! # What happened
//! The network closes its day at about eleven at night; a swipe within half an hour of that may
//! count for the day after.
//! # Evidence
//! The platform received it between 22:30 and 23:30, and the clearing line bears the next date. It
//! explains the wait until money of that date is due, while no payout has been made and nobody
//! holds it.
//! # Who acts, and when the money comes
//! Nobody needs to act; the money comes one settlement day later.

use super::Finding;
use crate::{Cause, Facts};

/// The band around the cut in which either day is possible, in seconds of the day.
const BAND_S: std::ops::RangeInclusive<u32> = 81_000..=84_600;

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let (platform, clearing) = (facts.platform?, facts.clearing?);
    let zone = &facts.knowledge.zone;
    let next = zone.day(platform.received_at).plus(1);
    if clearing.settle_date != next || !BAND_S.contains(&zone.second_of_day(platform.received_at)) {
        return None;
    }
    (facts.is_on_its_way_to_payout() && facts.now <= facts.due_of(next))
        .then(|| Finding::of(Cause::CutoffStraddle))
}
