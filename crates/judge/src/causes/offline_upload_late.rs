//! `offline_upload_late`: approved offline and sent in more than a week later.
//!
//! # What happened
//! The sale waited in the terminal; it clears and settles by the date on which it was sent in.
//! # Evidence
//! The terminal's row was uploaded more than seven days after the sale, the platform has it, and it
//! is not yet in a payout or held.
//! # Who acts, and when the money comes
//! Nobody needs to act; the money comes by the cycle of the day of the upload. Settle the terminal
//! daily.

use super::Finding;
use crate::{Cause, Facts};

pub(super) fn find(facts: &Facts<'_, '_>) -> Option<Finding> {
    let row = facts.terminal?;
    let uploaded_at = row.uploaded_at?;
    let days = i64::from(facts.knowledge.thresholds.upload_late_days);
    if uploaded_at.seconds_since(row.local_time) <= days * 86_400 || facts.platform.is_none() {
        return None;
    }
    // It explains the wait until the cycle of the upload day has run, and no longer.
    let day = facts.settle_day.max(facts.knowledge.zone.day(uploaded_at));
    (facts.is_on_its_way_to_payout() && facts.now <= facts.due_of(day))
        .then(|| Finding::of(Cause::OfflineUploadLate))
}
