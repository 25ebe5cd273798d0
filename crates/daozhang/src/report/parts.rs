//! The eight parts of the funds map, and which of them a line of causes belongs to.
//!
//! In: a row of the funds map; lines of causes. Out: amounts, swipes and causes by part. The law of the map,
//! `swiped` equal to the sum of the parts, is checked here and said aloud where it does not hold.

use super::{CauseLine, FundsRow, Report};
use judge::{Cause, Family};
use std::cmp::Reverse;

/// Where a fen of what was swiped can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// At the merchant.
    Arrived,
    /// Not due yet.
    Pending,
    /// Stopped by a hold.
    Held,
    /// Due, and not there.
    Overdue,
    /// Missing from what came.
    Short,
    /// Nothing explains it.
    Unexplained,
    /// The contract's fees.
    Fees,
    /// Back at the cardholder.
    Refunded,
}

impl Part {
    /// Every part, in the order in which people read them.
    pub const ALL: [Part; 8] = [
        Part::Arrived,
        Part::Pending,
        Part::Held,
        Part::Overdue,
        Part::Short,
        Part::Unexplained,
        Part::Fees,
        Part::Refunded,
    ];

    /// The parts of what is owed to merchants: all but what went elsewhere by right.
    pub const OWED: [Part; 6] = [
        Part::Arrived,
        Part::Pending,
        Part::Held,
        Part::Overdue,
        Part::Short,
        Part::Unexplained,
    ];

    /// The key in the wording catalogue (`part.*`), and the class in the page's styles.
    pub const fn slug(self) -> &'static str {
        match self {
            Part::Arrived => "arrived",
            Part::Pending => "pending",
            Part::Held => "held",
            Part::Overdue => "overdue",
            Part::Short => "short",
            Part::Unexplained => "unexplained",
            Part::Fees => "fees",
            Part::Refunded => "refunded",
        }
    }

    /// The part's amount in a row of the map.
    pub const fn of(self, funds: &FundsRow) -> i128 {
        match self {
            Part::Arrived => funds.arrived,
            Part::Pending => funds.pending,
            Part::Held => funds.held,
            Part::Overdue => funds.overdue,
            Part::Short => funds.short,
            Part::Unexplained => funds.unexplained,
            Part::Fees => funds.fees,
            Part::Refunded => funds.refunded,
        }
    }

    /// Whether someone must do something about money that stands here.
    pub const fn needs_someone(self) -> bool {
        matches!(
            self,
            Part::Held | Part::Overdue | Part::Short | Part::Unexplained
        )
    }

    /// The part in which the money of a line of causes stands; `None` for verdicts under which none is missing,
    /// and where it is not known whether any is owed.
    pub fn of_line(line: &CauseLine) -> Option<Part> {
        let cause = Cause::parse(line.cause);
        match line.verdict {
            _ if !line.is_known => None,
            "pending" | "overdue" if cause == Some(Cause::UnknownCause) => Some(Part::Unexplained),
            "pending" | "overdue"
                if cause.is_some_and(|cause| cause.row().family == Family::Hold) =>
            {
                Some(Part::Held)
            }
            "pending" => Some(Part::Pending),
            "overdue" => Some(Part::Overdue),
            "short" if cause == Some(Cause::UnknownCause) => Some(Part::Unexplained),
            "short" => Some(Part::Short),
            _ => None,
        }
    }
}

/// What is owed to merchants: swiped less what went back to cardholders and less the contract's fees.
pub fn owed(funds: &FundsRow) -> i128 {
    funds.swiped - funds.refunded - funds.fees
}

/// What is owed and has not come.
pub fn not_arrived(funds: &FundsRow) -> i128 {
    owed(funds) - funds.arrived
}

/// What is missing and needs someone.
pub fn stuck(funds: &FundsRow) -> i128 {
    Part::ALL
        .into_iter()
        .filter(|part| part.needs_someone())
        .map(|part| part.of(funds))
        .sum()
}

/// `swiped` less the sum of the parts: zero, or there is a bug.
pub fn imbalance(funds: &FundsRow) -> i128 {
    funds.swiped
        - Part::ALL
            .into_iter()
            .map(|part| part.of(funds))
            .sum::<i128>()
}

/// Swipes of one part, or of a verdict without a part.
pub fn swipes(report: &Report, part: Part) -> u64 {
    let here = |line: &&CauseLine| match part {
        Part::Arrived => line.verdict == "arrived",
        _ => Part::of_line(line) == Some(part),
    };
    report
        .causes
        .iter()
        .filter(here)
        .map(|line| line.swipes)
        .sum()
}

/// Swipes under a verdict.
pub fn swipes_under(report: &Report, verdict: &str) -> u64 {
    report
        .causes
        .iter()
        .filter(|line| line.verdict == verdict)
        .map(|line| line.swipes)
        .sum()
}

/// Swipes of which nobody knows whether they were approved, and what was swiped in them. No part of the map.
pub fn outcome_unknown(report: &Report) -> (u64, i128) {
    let lines = report.causes.iter().filter(|line| !line.is_known);
    lines.fold((0, 0), |(swipes, amount), line| {
        (swipes + line.swipes, amount + line.amount)
    })
}

/// What the map shows as not arrived and no cause of a swipe bears: differences between credits and payouts.
pub fn of_no_cause(report: &Report) -> i128 {
    let of_causes: i128 = missing(report).iter().map(|one| one.amount).sum();
    not_arrived(&report.funds) - of_causes
}

/// What came too much: on swipes, to be netted later, and in payouts beyond their swipes; each with its key.
pub fn surplus(report: &Report) -> [(&'static str, i128, u64); 3] {
    let over = report.causes.iter().filter(|line| line.verdict == "over");
    let over: i128 = over.map(|line| line.amount).sum();
    let (waiting, netted) = report.to_be_netted;
    [
        ("summary.surplus_swipes", over, swipes_under(report, "over")),
        ("summary.surplus_netted", netted, waiting),
        (
            "summary.surplus_payouts",
            report.funds.surplus - over - netted,
            0,
        ),
    ]
}

/// Money that is not there, for one reason, in the hands of one party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Where it stands in the funds map.
    pub part: Part,
    /// The cause's slug.
    pub cause: &'static str,
    /// Who must act, a slug.
    pub party: &'static str,
    /// How many swipes.
    pub swipes: u64,
    /// How much, minor units.
    pub amount: i128,
}

/// Why money is not there: what needs someone before what only needs time, then the largest sum first. Lines
/// that differ only in stage or verdict are one.
pub fn missing(report: &Report) -> Vec<Missing> {
    let mut all: Vec<Missing> = Vec::new();
    for line in &report.causes {
        let Some(part) = Part::of_line(line) else {
            continue;
        };
        let same = |known: &&mut Missing| {
            (known.part, known.cause, known.party) == (part, line.cause, line.party)
        };
        match all.iter_mut().find(same) {
            Some(known) => {
                known.swipes += line.swipes;
                known.amount += line.amount;
            }
            None => all.push(Missing {
                part,
                cause: line.cause,
                party: line.party,
                swipes: line.swipes,
                amount: line.amount,
            }),
        }
    }
    all.sort_by_key(|one| {
        (
            !one.part.needs_someone(),
            Reverse(one.amount),
            Reverse(one.swipes),
            one.cause,
            one.party,
        )
    });
    all
}
