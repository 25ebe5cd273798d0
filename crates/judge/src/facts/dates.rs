//! The settlement day on which the swipe counts, and the promise of the contract (rule 3).

use super::Facts;
use crate::{Outcome, code_table};
use ledger::{Day, Instant, arrival, settlement_day};

/// Days between a swipe and the settlement date that its platform gives it; a longer span is a mistake.
pub const SETTLE_DAYS_APART_MAX: i32 = 62;

impl Facts<'_, '_> {
    /// The settlement day and the promise of the contract (rule 3).
    pub(super) fn date(&mut self) {
        let zone = &self.knowledge.zone;
        let told = self.platform.and_then(|row| row.settle_date);
        let given = told
            .filter(|day| self.may_settle_on(*day))
            .or(self.clearing.map(|row| row.settle_date))
            .or(self.settlement.map(|row| row.settle_date));
        self.settle_day_given = given.is_some();
        self.settle_day = given.unwrap_or_else(|| {
            // An offline sale counts from the day it was sent in (rule of the handbook: `upload`).
            let offline = self.terminal.filter(|row| {
                self.platform.is_none()
                    && code_table::outcome(row.response_code) == Outcome::ApprovedOffline
            });
            let uploaded = offline.and_then(|row| row.uploaded_at);
            uploaded.or(self.swiped_at).map_or(Day::MIN, |at| {
                settlement_day(at, zone, self.knowledge.cutoff)
            })
        });
        let answered = self
            .platform
            .and_then(|row| row.responded_at)
            .or(self.swiped_at);
        self.due = Some(arrival(
            self.mode,
            self.settle_day,
            answered,
            &self.knowledge.calendar,
            zone,
            self.knowledge.thresholds.t0_window_s,
        ));
    }

    /// Whether the platform's settlement date can be meant. The network gives no year (F15 is month and
    /// day), so that the wrong one is easily put before it.
    pub(crate) fn may_settle_on(&self, day: Day) -> bool {
        let received = self.platform.map(|row| row.received_at);
        received.is_none_or(|at| {
            let apart = day.days_since(self.knowledge.zone.day(at));
            apart.abs() <= SETTLE_DAYS_APART_MAX
        })
    }

    /// When money of a settlement day is due by this merchant's contract.
    pub fn due_of(&self, settle_day: Day) -> Instant {
        let knowledge = self.knowledge;
        let window = knowledge.thresholds.t0_window_s;
        arrival(
            self.mode,
            settle_day,
            None,
            &knowledge.calendar,
            &knowledge.zone,
            window,
        )
        .expected_by
    }
}
