//! What each row of a void, reversal, refund, chargeback or adjustment says, source by source.
//!
//! In: the rows of a trail that are no swipe of their own. Out: one entry a row. Absent: which of them
//! tell of the same transaction; that is for `dependents` to say.

use super::Facts;
use super::dependents::undoes;
use super::owed::{finds_nothing, reversal_succeeded};
use crate::code_table;
use ledger::{Day, settlement_day};
use smallvec::SmallVec;
use trail::{ClearingRow, Row, SettlementRow, Source, TxnType};

/// What one row says of a dependent.
#[derive(Clone, Copy)]
pub(super) struct Told<'a> {
    pub txn_type: TxnType,
    pub rrn: &'a str,
    pub orig_rrn: &'a str,
    pub stan: &'a str,
    pub orig_stan: &'a str,
    pub source: Source,
    pub amount: i64,
    pub day: Day,
    pub done: bool,
}

impl<'a> Facts<'_, 'a> {
    /// What each row of a dependent says.
    pub(super) fn told(&self) -> Vec<Told<'a>> {
        let mut told = Vec::new();
        self.told_by_platform(&mut told);
        self.told_by_terminal(&mut told);
        for row in &self.trail.clearing {
            let for_merchant = || self.won_back().any(|line| line.rrn == row.rrn);
            let adjusts = row.txn_type == TxnType::Adjustment;
            let adds = self.is_tip(row) || (adjusts && for_merchant());
            if !row.txn_type.is_principal() && !adds {
                told.push(Told {
                    orig_rrn: row.orig_rrn,
                    stan: row.stan,
                    ..line(
                        Source::Clearing,
                        row.txn_type,
                        row.rrn,
                        row.amount,
                        row.settle_date,
                    )
                });
            }
        }
        for row in &self.trail.settlement {
            // A line that pays the merchant more gives nothing back to the cardholder.
            let gives = row.net <= 0 || undoes(row.txn_type);
            if !row.txn_type.is_principal() && gives {
                told.push(Told {
                    orig_rrn: row.orig_rrn,
                    ..line(
                        Source::Settlement,
                        row.txn_type,
                        row.rrn,
                        row.amount,
                        row.settle_date,
                    )
                });
            }
        }
        if self.txn_type == TxnType::Completion {
            told.retain(|row| !self.is_of_preauth(row.txn_type, [row.rrn, row.orig_rrn], row.stan));
        }
        told
    }

    /// Settlement lines that pay the merchant back what a chargeback took: adjustments of its own that are
    /// no tips.
    pub(super) fn won_back(&self) -> impl Iterator<Item = &SettlementRow<'a>> {
        let lines = self.trail.settlement.iter();
        let adjustments = lines.filter(|row| row.txn_type == TxnType::Adjustment && row.net > 0);
        adjustments.filter(|row| {
            let mut platform = self.trail.platform.iter();
            !platform.any(|tip| tip.txn_type == TxnType::Adjustment && tip.rrn == row.rrn)
        })
    }

    /// Whether a line is the network's word on a tip that the platform approved: it adds to the swipe.
    pub(crate) fn is_tip(&self, line: &ClearingRow<'_>) -> bool {
        let mut tips = self.trail.platform.iter();
        line.txn_type == TxnType::Adjustment
            && tips.any(|row| {
                row.txn_type == TxnType::Adjustment
                    && (row.rrn, row.amount) == (line.rrn, line.amount)
                    && code_table::outcome(row.response_code).is_approved()
            })
    }

    /// Whether a reversal speaks of the pre-authorisation behind a completion: what is let go of a
    /// reservation takes nothing from the sum that was taken. By its references; without any, by
    /// its running number.
    pub(super) fn is_of_preauth(&self, txn_type: TxnType, named: [&str; 2], stan: &str) -> bool {
        if txn_type != TxnType::Reversal || self.txn_type != TxnType::Completion {
            return false;
        }
        let trail = self.trail;
        let platform = trail.platform.iter();
        let platform = platform.map(|row| (row.txn_type, row.rrn, row.stan));
        let terminal = trail.terminal.iter();
        let terminal = terminal.map(|row| (row.txn_type, row.rrn, row.stan));
        let clearing = trail.clearing.iter();
        let clearing = clearing.map(|row| (row.txn_type, row.rrn, row.stan));
        let settled = trail.settlement.iter();
        let settled = settled.map(|row| (row.txn_type, row.rrn, ""));
        let named: SmallVec<[&str; 2]> = named.into_iter().filter(|rrn| !rrn.is_empty()).collect();
        let (mut of_preauth, mut of_completion) = (false, false);
        for (own, rrn, own_stan) in platform.chain(terminal).chain(clearing).chain(settled) {
            let meant = match named.is_empty() {
                true => !stan.is_empty() && own_stan == stan,
                false => named.contains(&rrn),
            };
            of_preauth |= meant && own == TxnType::Preauth;
            of_completion |= meant && own.is_principal() && own != TxnType::Preauth;
        }
        of_preauth && !of_completion
    }

    /// Whether "nothing there to reverse" was said of what the network cleared all the same: it was
    /// there, and nothing undid it.
    fn is_refuted(&self, response_code: &str, named: [&str; 2]) -> bool {
        let cleared = self.clearing.is_some_and(|row| named.contains(&row.rrn));
        cleared && self.outcome_of_swipe().is_approved() && finds_nothing(response_code)
    }

    fn told_by_platform(&self, told: &mut Vec<Told<'a>>) {
        for row in &self.trail.platform {
            // The platform's adjustments are tips: they add to the swipe.
            if row.txn_type.is_principal() || row.txn_type == TxnType::Adjustment {
                continue;
            }
            let day = row.settle_date.unwrap_or_else(|| {
                settlement_day(row.received_at, &self.knowledge.zone, self.knowledge.cutoff)
            });
            told.push(Told {
                orig_rrn: row.orig_rrn,
                stan: row.stan,
                done: is_done(row.txn_type, row.response_code)
                    && !self.is_refuted(row.response_code, [row.rrn, row.orig_rrn]),
                ..line(Source::Platform, row.txn_type, row.rrn, row.amount, day)
            });
        }
    }

    /// The terminal's word counts where the platform's journal of that day is not complete: what a
    /// complete journal has never heard of did not happen.
    fn told_by_terminal(&self, told: &mut Vec<Told<'a>>) {
        for row in &self.trail.terminal {
            if row.txn_type.is_principal() || row.txn_type == TxnType::Adjustment {
                continue;
            }
            let (zone, cutoff) = (&self.knowledge.zone, self.knowledge.cutoff);
            let day = settlement_day(row.local_time, zone, cutoff);
            let tested = row.extra("terminal_state") == "1";
            told.push(Told {
                orig_rrn: row.orig_rrn,
                stan: row.stan,
                orig_stan: row.orig_stan,
                done: is_done(row.txn_type, row.response_code)
                    && !tested
                    && !self.is_refuted(row.response_code, [row.rrn, row.orig_rrn])
                    && !self.covers(Source::Platform, day),
                ..line(Source::Terminal, row.txn_type, row.rrn, row.amount, day)
            });
        }
    }
}

/// A file's line: whatever it tells of has happened.
const fn line(source: Source, txn_type: TxnType, rrn: &str, amount: i64, day: Day) -> Told<'_> {
    Told {
        txn_type,
        rrn,
        orig_rrn: "",
        stan: "",
        orig_stan: "",
        source,
        amount,
        day,
        done: true,
    }
}

fn is_done(txn_type: TxnType, response_code: &str) -> bool {
    match txn_type {
        TxnType::Reversal => reversal_succeeded(response_code),
        _ => code_table::outcome(response_code).is_approved(),
    }
}
