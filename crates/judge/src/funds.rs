//! The funds map: every fen stands in one place.
//!
//! In: verdicts. Out: for each merchant, each settlement day and in total, where the swiped money
//! stands; the two sides are equal to the fen. Absent: estimates; what nothing explains is shown
//! as unexplained, never spread.
//!
//! `swiped = refunded + fees + arrived + held + pending + overdue + short + unexplained`
//! (record contract, "The funds map").

mod beside;
#[cfg(test)]
mod tests;

use crate::{Cause, Facts, ItemName, Party, Stage, Verdict, VerdictKind};
use indexmap::IndexMap;
use ledger::Day;
use rustc_hash::FxBuildHasher;
use std::collections::BTreeMap;

/// The currency of the funds map; swipes in others are judged, and counted by themselves.
pub const MAIN_CURRENCY: &str = "CNY";

/// Where money stands, in minor units. Sums are wide: no number of swipes overflows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funds {
    /// Approved sales and completions, on their own settlement day.
    pub swiped: i128,
    /// Given back: refunds, chargebacks, adjustments in the cardholder's favour.
    pub refunded: i128,
    /// The contract's fees.
    pub fees: i128,
    /// At the merchant's bank; at most what is owed.
    pub arrived: i128,
    /// Not paid, and the cause is a hold.
    pub held: i128,
    /// Not paid, and not due yet.
    pub pending: i128,
    /// Not paid, and due.
    pub overdue: i128,
    /// What is missing of what came, by named items.
    pub short: i128,
    /// What nothing explains.
    pub unexplained: i128,
    /// Beside the sum: arrived beyond what is owed.
    pub surplus: i128,
    /// Beside the sum: what the contract lets the acquirer keep of payouts.
    pub payout_fees: i128,
}

impl Funds {
    /// What the right side says; equal to `swiped` at all times.
    pub const fn placed(&self) -> i128 {
        self.refunded
            + self.fees
            + self.arrived
            + self.held
            + self.pending
            + self.overdue
            + self.short
            + self.unexplained
    }

    /// The ten parts and the sum, by their names in `funds.json`.
    pub const fn parts(&self) -> [(&'static str, i128); 11] {
        [
            ("swiped", self.swiped),
            ("refunded", self.refunded),
            ("fees", self.fees),
            ("arrived", self.arrived),
            ("held", self.held),
            ("pending", self.pending),
            ("overdue", self.overdue),
            ("short", self.short),
            ("unexplained", self.unexplained),
            ("surplus", self.surplus),
            ("payout_fees", self.payout_fees),
        ]
    }

    fn add(&mut self, other: &Funds) {
        self.swiped += other.swiped;
        self.refunded += other.refunded;
        self.fees += other.fees;
        self.arrived += other.arrived;
        self.held += other.held;
        self.pending += other.pending;
        self.overdue += other.overdue;
        self.short += other.short;
        self.unexplained += other.unexplained;
        self.surplus += other.surplus;
        self.payout_fees += other.payout_fees;
    }

    /// Where one swipe's money stands.
    ///
    /// # Panics
    /// When the parts do not sum to what was swiped: the books would be wrong from here on.
    pub fn of(verdict: &Verdict<'_>) -> Funds {
        let swiped = i128::from(verdict.swiped.unwrap_or(0));
        let mut funds = Funds {
            swiped,
            ..Funds::default()
        };
        let arrived = i128::from(verdict.arrived);
        if verdict.swiped.is_none() {
            // Nothing was swiped, so whatever came is too much.
            funds.surplus = arrived;
            return funds;
        }
        let owed = i128::from(verdict.owed.unwrap_or(0));
        funds.refunded = i128::from(verdict.given_back);
        funds.fees = i128::from(verdict.fee);
        // A judge that reckons right leaves nothing here; whatever is left is shown, not spread.
        funds.unexplained = swiped - funds.refunded - funds.fees - owed;
        // Where it is the merchant who owes, nothing is surplus for want of a debt to it.
        funds.arrived = arrived.min(owed.max(0));
        funds.surplus = arrived - funds.arrived;
        funds.place_missing(verdict, owed - funds.arrived);
        assert_eq!(
            funds.swiped,
            funds.placed(),
            "the funds map does not balance for {}",
            verdict.rrn
        );
        funds
    }

    fn place_missing(&mut self, verdict: &Verdict<'_>, missing: i128) {
        let place = match (verdict.verdict, verdict.cause) {
            (VerdictKind::Short, cause) => {
                let remainder = verdict
                    .items
                    .iter()
                    .filter(|item| item.name == ItemName::Remainder);
                let unlabelled: i128 = remainder.map(|item| i128::from(item.amount)).sum();
                let unexplained = if cause == Some(Cause::UnknownCause) {
                    missing
                } else {
                    unlabelled
                };
                self.unexplained += unexplained;
                self.short += missing - unexplained;
                return;
            }
            (VerdictKind::Pending | VerdictKind::Overdue, Some(Cause::UnknownCause)) => {
                &mut self.unexplained
            }
            (VerdictKind::Pending | VerdictKind::Overdue, Some(cause)) if Facts::is_held(cause) => {
                &mut self.held
            }
            (VerdictKind::Overdue, _) => &mut self.overdue,
            // What is left of a swipe that is given back in full waits to be netted.
            _ => &mut self.pending,
        };
        *place += missing;
    }
}

/// Overdue money, by where it is stuck and who must act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OverdueBy {
    /// The furthest point reached.
    pub stage: Stage,
    /// Why.
    pub cause: Option<Cause>,
    /// Who must act.
    pub party: Party,
}

/// The funds map of a data set, in its main currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FundsMap<'a> {
    /// In total.
    pub total: Funds,
    by_merchant: IndexMap<&'a str, Funds, FxBuildHasher>,
    /// By settlement day.
    pub by_day: BTreeMap<Day, Funds>,
    /// Overdue money: swipes and minor units.
    pub overdue_by: BTreeMap<OverdueBy, (u64, i128)>,
}

impl<'a> FundsMap<'a> {
    /// Of each merchant, by merchant number.
    pub fn by_merchant(&self) -> BTreeMap<&'a str, Funds> {
        let rows = self.by_merchant.iter();
        rows.map(|(mid, funds)| (*mid, *funds)).collect()
    }

    /// Adds a swipe.
    pub fn add(&mut self, verdict: &Verdict<'a>) {
        let funds = Funds::of(verdict);
        self.total.add(&funds);
        self.by_merchant.entry(verdict.mid).or_default().add(&funds);
        if let Some(day) = verdict.settle_day {
            self.by_day.entry(day).or_default().add(&funds);
        }
        if verdict.verdict == VerdictKind::Overdue {
            let by = OverdueBy {
                stage: verdict.stage,
                cause: verdict.cause,
                party: verdict.party,
            };
            let (swipes, amount) = self.overdue_by.entry(by).or_default();
            *swipes += 1;
            *amount += i128::from(verdict.gap.unwrap_or(0));
        }
    }

    /// Adds what stands beside the swipes of a merchant and a day: fees of payouts, and what came
    /// beyond what its swipes are owed.
    fn add_beside(&mut self, mid: &'a str, day: Day, payout_fees: i128, surplus: i128) {
        let beside = Funds {
            payout_fees,
            surplus,
            ..Funds::default()
        };
        self.total.add(&beside);
        self.by_merchant.entry(mid).or_default().add(&beside);
        self.by_day.entry(day).or_default().add(&beside);
    }

    /// Moves money that swipes show as arrived and no credit bears to the unexplained (rule 4: the
    /// difference of a credit never goes onto swipes).
    fn unexplain(&mut self, mid: &'a str, day: Day, amount: i128) {
        let moved = Funds {
            arrived: -amount,
            unexplained: amount,
            ..Funds::default()
        };
        self.total.add(&moved);
        self.by_merchant.entry(mid).or_default().add(&moved);
        self.by_day.entry(day).or_default().add(&moved);
    }

    /// Adds another part's map.
    pub fn merge(&mut self, other: FundsMap<'a>) {
        self.total.add(&other.total);
        for (mid, funds) in other.by_merchant {
            self.by_merchant.entry(mid).or_default().add(&funds);
        }
        for (day, funds) in other.by_day {
            self.by_day.entry(day).or_default().add(&funds);
        }
        for (by, (swipes, amount)) in other.overdue_by {
            let mine = self.overdue_by.entry(by).or_default();
            mine.0 += swipes;
            mine.1 += amount;
        }
    }

    /// Proves that the two sides are equal in every row.
    ///
    /// # Panics
    /// When they are not.
    pub fn prove(&self) {
        let rows = std::iter::once(&self.total)
            .chain(self.by_merchant.values())
            .chain(self.by_day.values());
        for row in rows {
            assert_eq!(
                row.swiped,
                row.placed(),
                "the funds map does not balance: {row:?}"
            );
        }
    }
}
