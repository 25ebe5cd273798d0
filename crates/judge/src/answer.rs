//! Readings of the answer that several causes share: what was said, who heard it, who took it back.
//!
//! In: facts. Out: yes or no.
//! Absent by design: causes, and anything that only one of them asks.

use crate::facts::reversal_succeeded;
use crate::{
    Cause, Facts, Issuer, NotOwed, NoticeKind, Outcome, TerminalStatus, VerdictKind, code_table,
};
use ledger::{Day, Instant, settlement_day};
use trail::{PayoutStatus, PlatformRow, Row, SettlementStatus, Source};

const DAY_S: i64 = 86_400;
/// Answers of a channel that cannot reach the issuers behind it.
const CHANNEL_CODES: [&str; 5] = ["", "91", "92", "96", "98"];
/// Answers of a platform that does not work.
const PLATFORM_CODES: [&str; 2] = ["", "96"];
/// The processing code of a question about the balance (ISO 8583, field 3).
const ENQUIRY: &str = "310000";

impl<'a> Facts<'_, 'a> {
    /// The code that decides: the platform's, or the terminal's for want of a platform row.
    /// `None` where another story than the code's explains the swipe: an offline sale that was
    /// refused when it came in, a terminal out of service, a payment made by QR instead.
    pub fn answer(&self) -> Option<&'a str> {
        match (self.platform, self.terminal) {
            (Some(row), _) => {
                let refused = code_table::outcome(row.response_code) == Outcome::Declined;
                (!(refused && self.is_sold_offline())).then_some(row.response_code)
            }
            (None, Some(row)) => {
                let idle = self
                    .terminal_record
                    .is_some_and(|record| record.status != TerminalStatus::Active);
                let unheard = self.covers(Source::Platform, self.settle_day);
                let elsewhere = unheard && (idle || self.around.qr_instead.is_some());
                (!elsewhere).then_some(row.response_code)
            }
            (None, None) => None,
        }
    }

    /// Whether the answer is there and the table of response codes says that it points to a cause.
    pub fn is_answered_with(&self, cause: Cause) -> bool {
        self.answer()
            .filter(|code| !code.is_empty())
            .and_then(code_table::response)
            .is_some_and(|row| row.cause == Some(cause))
    }

    /// Whether the terminal waited for an answer in vain.
    pub fn is_terminal_unanswered(&self) -> bool {
        self.terminal
            .is_some_and(|row| row.response_code.is_empty())
    }

    /// Whether the terminal showed success.
    pub fn is_terminal_approved(&self) -> bool {
        self.terminal
            .is_some_and(|row| code_table::outcome(row.response_code).is_approved())
    }

    /// Whether the platform waited for an answer in vain.
    pub fn is_platform_unanswered(&self) -> bool {
        self.platform
            .is_some_and(|row| row.response_code.is_empty())
    }

    /// Whether the platform had an approval that never got to the terminal.
    pub fn is_answer_lost(&self) -> bool {
        self.platform.is_some() && self.outcome.is_approved() && self.is_terminal_unanswered()
    }

    /// Whether a reversal should long have come, if one was to come at all.
    pub fn is_reversal_overdue(&self) -> bool {
        self.swiped_at
            .is_some_and(|at| self.age_s(at) >= self.knowledge.thresholds.reversal_s)
    }

    /// Whether it was cleared, and reversed in a later settlement day.
    pub fn is_reversed_late(&self) -> bool {
        let Some(cleared) = self.clearing else {
            return false;
        };
        self.not_owed == Some(NotOwed::Reversed)
            && self.reversals.iter().any(|row| {
                reversal_succeeded(row.response_code)
                    && cleared.settle_date < self.settle_day_of(row)
            })
    }

    fn settle_day_of(&self, row: &PlatformRow<'_>) -> Day {
        row.settle_date.unwrap_or_else(|| {
            settlement_day(row.received_at, &self.knowledge.zone, self.knowledge.cutoff)
        })
    }

    /// Whether nothing more is known than that the platform as a whole did not answer. What it
    /// approved it had heard and answered, whether or not the terminal got to know.
    pub fn is_in_platform_outage(&self) -> bool {
        if !self.is_uncleared() {
            return false;
        }
        let silent = match self.platform {
            Some(row) => PLATFORM_CODES.contains(&row.response_code),
            None => self.is_terminal_unanswered(),
        };
        let many = || self.around.terminals_silent >= self.knowledge.thresholds.outage_terminals;
        silent
            && (many()
                || self
                    .swiped_at
                    .is_some_and(|at| self.is_outage_announced(at)))
    }

    fn is_outage_announced(&self, at: Instant) -> bool {
        let kinds = &[NoticeKind::Outage];
        self.knowledge
            .notice(Issuer::Platform, kinds, self.channel, at, at)
            .is_some()
    }

    /// Whether nothing more is known than that its channel reached hardly anyone.
    pub fn is_in_channel_outage(&self) -> bool {
        let faulty = self
            .platform
            .is_some_and(|row| CHANNEL_CODES.contains(&row.response_code));
        if !faulty || !self.is_uncleared() {
            return false;
        }
        let (around, thresholds) = (self.around, &self.knowledge.thresholds);
        let faults = u64::from(around.channel_fault_ppm) * u64::from(around.channel_rows);
        around.channel_fault_ppm > thresholds.channel_fault_ppm
            && faults.div_ceil(1_000_000) >= u64::from(thresholds.channel_faults_min)
    }

    fn is_uncleared(&self) -> bool {
        self.clearing.is_none() && self.settlement.is_none()
    }

    /// Whether the terminal had not been seen for months when it was used.
    pub fn is_terminal_long_unseen(&self) -> bool {
        let seen = self.terminal_record.and_then(|record| record.last_seen_at);
        let Some(seen) = seen else { return false };
        let at = self.swiped_at.unwrap_or(self.now);
        at.seconds_since(seen) > i64::from(self.knowledge.thresholds.dormant_days) * DAY_S
    }

    /// Whether the issuer has let a reserved amount go.
    pub fn is_reservation_lapsed(&self) -> bool {
        let life_s = i64::from(self.knowledge.thresholds.preauth_days) * DAY_S;
        self.swiped_at.is_some_and(|at| self.age_s(at) > life_s)
    }

    /// Whether it asked for the balance only, and nothing was cleared or settled all the same.
    pub fn is_balance_enquiry(&self) -> bool {
        self.is_uncleared()
            && self
                .platform
                .is_some_and(|row| row.extra("processing_code") == ENQUIRY)
    }

    /// Whether it has not come, nothing is known to keep it, and its due time lies ahead.
    pub fn is_in_time(&self) -> bool {
        self.verdict == VerdictKind::Pending
            && self.due.is_some_and(|due| self.now <= due.expected_by)
    }

    /// Whether money that is waited for is held, or its payout came back: then that is the
    /// cause, whatever befell the answer.
    pub fn is_kept_back(&self) -> bool {
        if !matches!(self.verdict, VerdictKind::Pending | VerdictKind::Overdue) {
            return false;
        }
        let held = !self.holds.is_empty()
            || self.settlement.is_some_and(|row| {
                matches!(
                    row.status,
                    SettlementStatus::Held | SettlementStatus::BelowMinimum
                )
            });
        held || self.payout_state().is_some_and(|row| {
            matches!(row.status, PayoutStatus::Rejected | PayoutStatus::Returned)
        })
    }

    /// Whether it is kept back, or is settled and has not come in time: what befell the answer
    /// no longer explains it.
    pub fn is_stopped_later(&self) -> bool {
        self.is_kept_back() || (self.verdict == VerdictKind::Overdue && self.settlement.is_some())
    }
}
