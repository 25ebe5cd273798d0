//! Sums over verdicts: what a summary and a report show.
//!
//! In: verdicts, one by one, on any thread. Out: counts and sums that merge. Absent: the funds
//! map and incidents (both are the judge's), and words.

use judge::{Cause, Funds, MAIN_CURRENCY, Party, Proof, Stage, Timing, Verdict, VerdictKind};
use ledger::{Day, Zone};
use std::collections::BTreeMap;

/// Swipes that share a verdict and a cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The verdict.
    pub verdict: VerdictKind,
    /// The furthest point reached.
    pub stage: Stage,
    /// The cause.
    pub cause: Option<Cause>,
    /// Who must act.
    pub party: Party,
    /// Whether it is known what is owed; else the sum is of swiped amounts, which no funds map holds.
    pub is_known: bool,
}

/// How many, and how much of it has not arrived (for `over`: is too much).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Swipes.
    pub swipes: u64,
    /// Minor units.
    pub amount: i128,
}

/// What was promised for a day and what came on it, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ArrivalSums {
    /// Owed, and due on this day.
    pub promised: i128,
    /// Arrived on this day, no later than promised.
    pub on_time: i128,
    /// Arrived on this day, later than promised.
    pub late: i128,
}

/// All sums.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// By verdict and cause; sums are of the main currency only.
    pub lines: BTreeMap<Line, Sum>,
    /// Side findings.
    pub also: BTreeMap<Cause, u64>,
    /// By day.
    pub arrivals: BTreeMap<Day, ArrivalSums>,
    /// Swipes by currency.
    pub currencies: BTreeMap<String, u64>,
    /// Swipes proven by a bank statement.
    pub by_statement: u64,
    /// Swipes only reported as paid.
    pub by_report: u64,
    /// Swipes whose date is provisional.
    pub provisional: u64,
    /// Swipes.
    pub swipes: u64,
    /// What came beyond what is owed of swipes that are not `over`: a later payout nets it.
    pub to_be_netted: Sum,
}

impl Tally {
    /// Adds a verdict; its amounts may be those of several swipes together that differ in nothing else
    /// that is summed up.
    pub fn add(&mut self, verdict: &Verdict<'_>, swipes: u64, zone: &Zone) {
        self.swipes += swipes;
        match self.currencies.get_mut(verdict.currency) {
            Some(count) => *count += swipes,
            None => {
                self.currencies.insert(verdict.currency.to_owned(), swipes);
            }
        }
        let line = Line {
            verdict: verdict.verdict,
            stage: verdict.stage,
            cause: verdict.cause,
            party: verdict.party,
            is_known: verdict.owed.is_some(),
        };
        let sum = self.lines.entry(line).or_default();
        sum.swipes += swipes;
        if verdict.currency == MAIN_CURRENCY {
            sum.amount += i128::from(missing(verdict));
            self.add_sums(verdict, swipes, zone);
        }
        for cause in &verdict.also {
            *self.also.entry(*cause).or_default() += swipes;
        }
        let count = |holds| if holds { swipes } else { 0 };
        self.by_statement += count(verdict.proof == Proof::Statement);
        self.by_report += count(verdict.proof == Proof::Reported);
        self.provisional += count(verdict.provisional);
    }

    /// Sums that must not cross currencies.
    fn add_sums(&mut self, verdict: &Verdict<'_>, swipes: u64, zone: &Zone) {
        let surplus = Funds::of(verdict).surplus;
        if surplus != 0 && verdict.verdict != VerdictKind::Over {
            self.to_be_netted.swipes += swipes;
            self.to_be_netted.amount += surplus;
        }
        if let (Some(by), Some(owed)) = (verdict.expected_by, verdict.owed) {
            self.arrivals.entry(zone.day(by)).or_default().promised += i128::from(owed);
        }
        if let Some(at) = verdict.arrived_at {
            let sums = self.arrivals.entry(zone.day(at)).or_default();
            match verdict.timing {
                Some(Timing::Late) => sums.late += i128::from(verdict.arrived),
                _ => sums.on_time += i128::from(verdict.arrived),
            }
        }
    }

    /// Adds what another part counted.
    pub fn merge(&mut self, other: Tally) {
        for (line, sum) in other.lines {
            let mine = self.lines.entry(line).or_default();
            mine.swipes += sum.swipes;
            mine.amount += sum.amount;
        }
        for (cause, count) in other.also {
            *self.also.entry(cause).or_default() += count;
        }
        for (day, sums) in other.arrivals {
            let mine = self.arrivals.entry(day).or_default();
            mine.promised += sums.promised;
            mine.on_time += sums.on_time;
            mine.late += sums.late;
        }
        for (currency, count) in other.currencies {
            *self.currencies.entry(currency).or_default() += count;
        }
        self.by_statement += other.by_statement;
        self.by_report += other.by_report;
        self.provisional += other.provisional;
        self.swipes += other.swipes;
        self.to_be_netted.swipes += other.to_be_netted.swipes;
        self.to_be_netted.amount += other.to_be_netted.amount;
    }
}

/// What of a swipe's money is not where it should be; for an unknown outcome, its amount.
pub fn missing(verdict: &Verdict<'_>) -> i64 {
    match verdict.verdict {
        VerdictKind::Arrived | VerdictKind::NotOwed => 0,
        VerdictKind::Over => verdict.gap.map_or(0, |gap| -gap),
        VerdictKind::Short | VerdictKind::Pending | VerdictKind::Overdue => {
            verdict.gap.unwrap_or(verdict.amount)
        }
    }
}
