//! What is owed, what has arrived, and what that makes of the swipe: the verdict, a fact about money
//! and the clock, and the furthest point it reached.

use super::{Facts, NotOwed, Settled};
use crate::{Outcome, Proof, Stage, VerdictKind, saturating_sum};
use trail::SettlementStatus;

impl<'f, 'a> Facts<'f, 'a> {
    /// What is owed, what has arrived, and how.
    pub(super) fn reckon(&mut self) {
        let class = self.card_class();
        if let Some(approved) = self.approved {
            let owed = match self.merchant {
                Some(merchant) => merchant.terms.owed(approved, self.given_back, class),
                None => {
                    // No contract is known: the fee that was taken cannot be checked.
                    let taken = self.parts(approved).map(|line| line.row.fee);
                    let back = self.deductions.iter().map(|line| -line.row.fee);
                    let fee = saturating_sum(taken.chain(back));
                    ledger::Owed {
                        owed: approved.saturating_sub(self.given_back).saturating_sub(fee),
                        fee,
                    }
                }
            };
            self.fee = owed.fee;
            self.owed = Some(owed.owed);
            if owed.owed <= 0 && self.given_back > 0 {
                self.not_owed = Some(NotOwed::GivenBack); // What is left does not bear the fee.
            }
        }
        if self.not_owed.is_some_and(|why| why != NotOwed::GivenBack) {
            self.owed = Some(0);
            self.fee = 0;
        }
        let lines = || self.settled.iter().chain(&self.deductions);
        let came = lines().filter(|line| line.arrived.is_some());
        self.arrived = saturating_sum(came.map(|line| line.row.net));

        let came = self.settled.iter().filter_map(|line| line.arrived);
        self.arrived_at = came.clone().map(|paid| paid.at).max();
        let reported = came.clone().any(|paid| paid.proof == Proof::Reported);
        self.proof = match (self.arrived_at, reported) {
            (None, _) => Proof::None,
            (Some(_), true) => Proof::Reported,
            (Some(_), false) => Proof::Statement,
        };
        self.to_be_netted = self.sum_to_be_netted();
    }

    /// The lines that the swipe itself makes up: the first, and of the others those that are parts of
    /// it. A line that repeats it bears no fee that was agreed.
    fn parts(&self, approved: i64) -> impl Iterator<Item = &Settled<'f, 'a>> {
        let mut sum = 0_i64;
        self.settled.iter().filter(move |line| {
            let with = sum.saturating_add(line.row.amount);
            let is_part = sum == 0 || with <= approved;
            sum = if is_part { with } else { sum };
            is_part
        })
    }

    /// Money given back whose payout is not due yet: the merchant holds it a while longer. What is
    /// held beyond all that is waited for is no part of it.
    fn sum_to_be_netted(&self) -> i64 {
        let (Some(approved), Some(owed)) = (self.approved, self.owed) else {
            return 0;
        };
        if self.arrived <= owed || self.given_back == 0 || approved <= self.given_back {
            return 0;
        }
        let lines = self.deductions.iter();
        let lines = lines.filter(|line| line.arrived.is_none());
        let lines = lines.filter(|line| self.now <= self.due_of(line.row.settle_date));
        let unsettled = self.dependents.giving_back();
        let unsettled = unsettled.filter(|one| !one.settled && self.now <= self.due_of(one.day));
        let waiting = saturating_sum(lines.map(|line| line.row.amount))
            .saturating_add(saturating_sum(unsettled.map(|one| one.left)));
        let excess = self.arrived.saturating_sub(owed);
        if excess <= waiting {
            return excess;
        }
        let settled = self.given_back.saturating_sub(waiting).max(0);
        let before = self.merchant.map_or(approved - settled, |merchant| {
            let owed = merchant.terms.owed(approved, settled, self.card_class());
            owed.owed
        });
        before.saturating_sub(owed).clamp(0, waiting)
    }

    /// The verdict: money and the clock, nothing else.
    pub(super) fn conclude(&mut self) {
        self.stage = self.stage_reached();
        let below_minimum = self.settled.iter().any(|line| {
            line.row.status == SettlementStatus::BelowMinimum && line.arrived.is_none()
        });
        let offline_waiting = self.platform.is_none()
            && self.clearing.is_none()
            && self.settlement.is_none()
            && self.outcome == Outcome::ApprovedOffline
            && self.terminal.is_some_and(|row| row.uploaded_at.is_none());
        if below_minimum || offline_waiting || self.not_owed.is_some() {
            self.due = None;
        }
        let lost = offline_waiting
            && self.terminal_record.is_some_and(|record| {
                matches!(
                    record.status,
                    crate::TerminalStatus::Lost | crate::TerminalStatus::Retired
                )
            });
        let late = lost || self.due.is_some_and(|due| self.now > due.expected_by);
        let waiting = if late {
            VerdictKind::Overdue
        } else {
            VerdictKind::Pending
        };
        self.verdict = match (self.not_owed, self.owed) {
            (Some(_), _) => VerdictKind::NotOwed,
            (None, None) => waiting,
            (None, Some(_)) if self.arrived_at.is_none() => waiting,
            (None, Some(owed)) => match owed.saturating_sub(self.arrived) {
                0 => VerdictKind::Arrived,
                gap if gap > 0 => VerdictKind::Short,
                gap if -gap == self.to_be_netted => VerdictKind::Arrived,
                _ => VerdictKind::Over,
            },
        };
    }

    fn stage_reached(&self) -> Stage {
        // A line on another account, or one that pays for everything but this swipe, is not its.
        let claimed = self.settled.iter().any(|line| {
            line.attempts.iter().any(|payment| {
                let elsewhere = payment
                    .claim
                    .as_ref()
                    .is_some_and(|claim| claim.other_account);
                let of_others = payment.is_of_others(line.row);
                !elsewhere && !of_others && payment.booked(self.now).next().is_some()
            })
        });
        if claimed {
            Stage::Bank
        } else if self.settled.iter().any(|line| {
            line.attempts
                .iter()
                .any(|payment| payment.state(self.now).is_some())
        }) {
            Stage::Payout
        } else if !self.trail.settlement.is_empty() {
            Stage::Settlement
        } else if !self.trail.clearing.is_empty() {
            Stage::Clearing
        } else if self
            .platform
            .is_some_and(|row| !row.response_code.is_empty())
        {
            Stage::Network
        } else if !self.trail.platform.is_empty() {
            Stage::Platform
        } else {
            Stage::Terminal
        }
    }
}
