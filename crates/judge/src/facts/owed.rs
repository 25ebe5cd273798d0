//! Whether anything is owed for the swipe, and of which amount: rules 2, 4 and 6 of the record contract.

use super::{Dependent, Facts, NotOwed};
use crate::{Outcome, code_table, saturating_sum};
use ledger::{near_cutoff, settlement_day};
use trail::{Row, Source, TxnType};

impl<'a> Facts<'_, 'a> {
    /// What the answer says, and whether anything is owed at all.
    pub(super) fn weigh(&mut self) {
        self.outcome = self.outcome_of_swipe();
        let amounts = |one: &Dependent<'_>| one.left;
        let given_back = || self.dependents.giving_back();
        let charged_back = given_back().filter(|one| one.txn_type == TxnType::Chargeback);
        // What was charged back and won back was not given back.
        let won_back = saturating_sum(self.won_back().map(|row| row.amount));
        let won_back = won_back.min(saturating_sum(charged_back.map(amounts)));
        self.given_back = saturating_sum(given_back().map(amounts)).saturating_sub(won_back);
        let undoing = self.dependents.undoing().filter(|one| self.may_undo(one));
        self.undone = saturating_sum(undoing.map(amounts));
        self.not_owed = self.why_not_owed();
        if self.not_owed.is_none() {
            self.approved = self.approved_amount();
            if let Some(approved) = self.approved
                && approved > 0
                && self.given_back >= approved
            {
                self.not_owed = Some(NotOwed::GivenBack);
            }
        }
    }

    /// What the platform's (or for want of it the terminal's) answer says.
    pub(super) fn outcome_of_swipe(&self) -> Outcome {
        match (self.platform, self.terminal) {
            (Some(row), _) => code_table::outcome(row.response_code),
            (None, Some(row)) => code_table::outcome(row.response_code),
            (None, None) => Outcome::Unknown,
        }
    }

    fn why_not_owed(&self) -> Option<NotOwed> {
        let cleared = self.clearing.is_some() || self.settlement.is_some();
        if let Some(undone) = self.why_undone() {
            return Some(undone);
        }
        if self.is_balance_enquiry() && self.outcome.is_approved() {
            return Some(NotOwed::Enquiry);
        }
        if self.txn_type == TxnType::Preauth && self.outcome.is_approved() && !cleared {
            return Some(NotOwed::PreauthOpen);
        }
        match self.outcome {
            Outcome::Declined | Outcome::Control => {
                let may_have_moved = self.platform.is_some_and(|row| {
                    code_table::response(row.response_code).is_some_and(|code| code.may_have_moved)
                });
                (!cleared || !may_have_moved).then_some(NotOwed::Declined)
            }
            Outcome::Unknown if cleared => None,
            Outcome::Unknown => self.why_unknown_is_not_owed(),
            _ if self.platform.is_none() && !cleared => self.why_terminal_alone_is_not_owed(),
            _ => None,
        }
    }

    /// Voids and reversals of the whole. Of several, what somebody asked for speaks first.
    fn why_undone(&self) -> Option<NotOwed> {
        if self.undone == 0 || self.undone < self.amount {
            return None;
        }
        let undoing = self.dependents.undoing().filter(|one| self.may_undo(one));
        let reasons = undoing.map(|one| match (one.txn_type, one.asked) {
            (TxnType::Reversal, true) => (1, NotOwed::Reversed),
            (TxnType::Reversal, false) => (2, NotOwed::ReversedInClearing),
            (_, true) => (0, NotOwed::Voided),
            (_, false) => (3, NotOwed::Voided),
        });
        reasons.min_by_key(|(rank, _)| *rank).map(|(_, why)| why)
    }

    /// Whether this kind of void is one of this kind of swipe.
    fn may_undo(&self, one: &Dependent<'_>) -> bool {
        match one.txn_type {
            TxnType::PreauthVoid => self.txn_type == TxnType::Preauth,
            TxnType::CompletionVoid => self.txn_type != TxnType::Preauth,
            _ => true,
        }
    }

    /// Unknown becomes not owed only by absence where absence is evidence, never by age.
    fn why_unknown_is_not_owed(&self) -> Option<NotOwed> {
        match self.platform {
            None => self.is_unheard().then_some(NotOwed::NeverReached),
            Some(row) if row.response_code == "94" && self.around.same_trace.is_some() => {
                Some(NotOwed::Repeat)
            }
            Some(_) => {
                let absent = self.covers(Source::Clearing, self.settle_day)
                    && self.covers(Source::Clearing, self.settle_day.plus(1));
                absent.then_some(NotOwed::NeverCleared)
            }
        }
    }

    /// Whether the platform's journal is complete where the swipe would stand, had it been heard. Near
    /// the cut nobody but the network knows on which of two days that is.
    fn is_unheard(&self) -> bool {
        let (zone, cutoff) = (&self.knowledge.zone, self.knowledge.cutoff);
        let near = self.swiped_at.filter(|at| near_cutoff(*at, zone, cutoff));
        let beside = near.map(|at| {
            let turned = settlement_day(at, zone, cutoff) != zone.day(at);
            self.settle_day.plus(if turned { -1 } else { 1 })
        });
        let covered = |day| self.covers(Source::Platform, day);
        covered(self.settle_day) && beside.is_none_or(covered)
    }

    /// The terminal says approved, the complete platform journal has never heard of it, and the
    /// terminal is suspended or in test mode: no sale. What a lost or retired terminal had approved is a
    /// sale that went missing with it.
    fn why_terminal_alone_is_not_owed(&self) -> Option<NotOwed> {
        let tested = self
            .terminal
            .is_some_and(|row| row.extra("terminal_state") == "1");
        let suspended = self
            .terminal_record
            .is_some_and(|record| record.status == crate::TerminalStatus::Suspended);
        let offline = self.outcome == Outcome::ApprovedOffline;
        ((tested || suspended) && !offline && self.is_unheard()).then_some(NotOwed::NeverReached)
    }

    /// Rule 2: the platform's amount, else the settlement line's, else the clearing line's, else
    /// an approved terminal row's.
    fn approved_amount(&self) -> Option<i64> {
        let base = if self.outcome.is_approved() {
            let platform = self.platform.map(|row| row.amount);
            platform
                .or(self.settlement.map(|row| row.amount))
                .or(self.clearing.map(|row| row.amount))
                .or(self.terminal.map(|row| row.amount))
        } else {
            // Unknown, or refused although money may have moved: the clearing line decides.
            self.clearing
                .map(|row| row.amount)
                .or(self.settlement.map(|row| row.amount))
        }?;
        let tips = saturating_sum(
            self.trail
                .platform
                .iter()
                .filter(|row| row.txn_type == TxnType::Adjustment)
                .filter(|row| code_table::outcome(row.response_code).is_approved())
                .map(|row| row.amount),
        );
        Some(base.saturating_add(tips).saturating_sub(self.undone).max(0))
    }
}

/// A reversal succeeded when it was approved, or when there was nothing left to reverse.
pub fn reversal_succeeded(response_code: &str) -> bool {
    code_table::outcome(response_code).is_approved() || finds_nothing(response_code)
}

/// Whether an answer to a reversal says that there is nothing to reverse.
pub(super) fn finds_nothing(response_code: &str) -> bool {
    matches!(response_code, "25" | "12")
}
