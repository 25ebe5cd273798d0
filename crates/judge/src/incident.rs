//! Common causes: many swipes stuck behind one thing are one finding.
//!
//! In: the stuck swipes with what they share, and how many swipes there are of each value. Out:
//! incidents, each with its members. Absent: money; the floats here rank values and decide
//! significance, in a fixed order, and touch no verdict.
//!
//! # The test
//! Stuck swipes are looked at cause by cause. For a value `v` of a dimension (a bank, a region …)
//! let `n` of all `N` swipes bear it, and `k` of the `K` swipes stuck with the cause. The value's
//! weight is the log-likelihood ratio of Kulldorff's scan statistic,
//! `k ln(k/n) + (n-k) ln(1-k/n) + (K-k) ln((K-k)/(N-n)) + (N-n-K+k) ln(1-(K-k)/(N-n)) - null`,
//! counted only where `k/n` exceeds the rest's rate. Swipes of one merchant share its luck, so the
//! weight is divided by the mean number of stuck swipes a merchant (not for the merchant and the
//! terminal themselves). The heaviest value is an incident when its weight exceeds
//! `ln(values there are / 1e-6)` (at most: each combination of values counts as one of each) and it has at least [`MEMBERS_MIN`] members; its members are taken
//! out and the rest is looked at again, [`ROUNDS_MAX`] times at most. The heaviest value is the one
//! that best separates stuck from not stuck, so that a bank is not reported as its merchants, nor
//! a merchant as its bank.

mod dimension;
mod population;

pub use dimension::{Dimension, Traits};
pub use population::{Bearers, Population};

use crate::{
    Cause, Family, Issuer, Knowledge, MAIN_CURRENCY, Notice, NoticeKind, Party, Verdict,
    VerdictKind,
};
use ledger::{Day, Instant};
use std::collections::{BTreeMap, BTreeSet};
use trail::{MissingFile, Source};

/// Fewer members are no incident.
pub const MEMBERS_MIN: u64 = 20;
/// Incidents found for one cause.
pub const ROUNDS_MAX: usize = 8;
/// The chance of an invented incident that is accepted, over all values looked at.
const ALPHA: f64 = 1e-6;
/// Members of an outage stand no further apart than this.
const BURST_GAP_S: i64 = 600;

/// One cause behind many swipes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns of incidents.csv")]
pub struct Incident {
    pub id: String,
    pub cause: Cause,
    pub dimension: Dimension,
    pub value: String,
    pub began: Option<Instant>,
    pub swipes: u64,
    /// What of its members' money in the main currency has not arrived, minor units.
    pub amount: i128,
    pub notice: Option<String>,
}

/// A stuck swipe, reduced to what the search needs.
#[derive(Clone, Debug)]
pub struct Stuck {
    /// Whatever the caller knows it by.
    pub index: usize,
    cause: Cause,
    mid: String,
    amount: i64,
    at: Option<Instant>,
    day: Option<Day>,
    values: Vec<(Dimension, String)>,
}

/// Whether a swipe is stuck in a way that may have a common cause: overdue, of unknown outcome, or
/// pending although somebody must act. Holds, cycles and the calendar are nobody's failure.
pub fn is_stuck(verdict: &Verdict<'_>) -> bool {
    let Some(cause) = verdict.cause else {
        return false;
    };
    let row = cause.row();
    if matches!(
        row.family,
        Family::Hold | Family::Cycle | Family::Calendar | Family::Decline
    ) {
        return false;
    }
    // Where nobody must act (a closed rail, say) nothing has failed; nor where the data set lacks a whole source.
    matches!(verdict.verdict, VerdictKind::Overdue | VerdictKind::Pending)
        && !matches!(verdict.party, Party::Nobody | Party::Supplier)
}

/// Notes a stuck swipe.
pub fn note(index: usize, verdict: &Verdict<'_>, knowledge: &Knowledge) -> Option<Stuck> {
    let cause = verdict.cause.filter(|_| is_stuck(verdict))?;
    let traits = Traits::of(verdict);
    let values = Dimension::TESTED.into_iter().filter_map(|dimension| {
        let value = dimension.value(&traits, knowledge)?;
        Some((dimension, value.into_owned()))
    });
    Some(Stuck {
        index,
        cause,
        mid: verdict.mid.to_owned(),
        amount: if verdict.currency == MAIN_CURRENCY {
            verdict.gap.unwrap_or(verdict.amount)
        } else {
            0
        },
        at: verdict.swiped_at,
        day: verdict.settle_day,
        values: values.collect(),
    })
}

/// The values that enough stuck swipes bear to be looked at.
pub fn candidates(stuck: &[Stuck]) -> BTreeSet<(Dimension, String)> {
    let mut counts: BTreeMap<&(Dimension, String), u64> = BTreeMap::new();
    for value in stuck.iter().flat_map(|swipe| &swipe.values) {
        *counts.entry(value).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count >= MEMBERS_MIN)
        .map(|(value, _)| value.clone())
        .collect()
}

/// Incidents, and which stuck swipe is part of which.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// In the order of dimension and value.
    pub incidents: Vec<Incident>,
    /// Index of the swipe as given, and the incident's place in the list.
    pub members: Vec<(usize, u32)>,
}

/// Looks for common causes.
pub fn find(
    stuck: &[Stuck],
    population: &Population,
    missing: &[MissingFile],
    knowledge: &Knowledge,
) -> Found {
    let mut groups: BTreeMap<(Dimension, String), Vec<usize>> = BTreeMap::new();
    let mut open: BTreeMap<Cause, Vec<usize>> = BTreeMap::new();
    for (at, swipe) in stuck.iter().enumerate() {
        match file_behind(swipe, missing) {
            Some(value) => groups.entry((Dimension::File, value)).or_default().push(at),
            None => open.entry(swipe.cause).or_default().push(at),
        }
    }
    for (cause, mut members) in open {
        if cause == Cause::PlatformOutage {
            members = bursts(stuck, members, knowledge, &mut groups);
        }
        for _ in 0..ROUNDS_MAX {
            let Some(value) = heaviest(stuck, &members, population) else {
                break;
            };
            let bears = |at: &usize| stuck[*at].values.contains(&value);
            let (inside, outside): (Vec<usize>, Vec<usize>) = members.into_iter().partition(bears);
            groups.entry(value).or_default().extend(inside);
            members = outside;
        }
    }
    let mut found = Found::default();
    for ((dimension, value), members) in groups {
        let place = u32::try_from(found.incidents.len()).unwrap_or(u32::MAX);
        found
            .members
            .extend(members.iter().map(|at| (stuck[*at].index, place)));
        found
            .incidents
            .push(describe(dimension, value, &members, stuck, knowledge));
    }
    for file in missing {
        let value = value_of(file);
        if !found
            .incidents
            .iter()
            .any(|known| known.dimension == Dimension::File && known.value == value)
        {
            found.incidents.push(nobody_stuck(file, value, knowledge));
        }
    }
    found
}

fn value_of(file: &MissingFile) -> String {
    format!("{}/{}", file.source.name(), file.day)
}

fn file_behind(swipe: &Stuck, missing: &[MissingFile]) -> Option<String> {
    let day = swipe.day?;
    let of_cause = missing
        .iter()
        .filter(|file| Cause::of_missing(file.source) == swipe.cause);
    // A payout is made on its swipes' settlement day or the day after.
    let mut days = of_cause.filter(|file| {
        file.day == day || (file.source == Source::Payout && file.day == day.plus(1))
    });
    days.next().map(value_of)
}

fn nobody_stuck(file: &MissingFile, value: String, knowledge: &Knowledge) -> Incident {
    Incident {
        id: format!("i-file-{value}"),
        cause: Cause::of_missing(file.source),
        dimension: Dimension::File,
        value,
        began: Some(knowledge.zone.at(file.day, 0)),
        swipes: 0,
        amount: 0,
        notice: None,
    }
}

/// An outage of everything has no value but its time. Takes the bursts out and returns the rest.
fn bursts(
    stuck: &[Stuck],
    mut members: Vec<usize>,
    knowledge: &Knowledge,
    groups: &mut BTreeMap<(Dimension, String), Vec<usize>>,
) -> Vec<usize> {
    members.sort_by_key(|at| stuck[*at].at);
    let near = |a: &usize, b: &usize| match (stuck[*a].at, stuck[*b].at) {
        (Some(a), Some(b)) => b.seconds_since(a) <= BURST_GAP_S,
        _ => false,
    };
    let mut rest = Vec::new();
    for burst in members.chunk_by(near) {
        let (Some(first), true) = (stuck[burst[0]].at, burst.len() as u64 >= MEMBERS_MIN) else {
            rest.extend_from_slice(burst);
            continue;
        };
        let announced = announced_outage(knowledge, first);
        let began = announced.map_or(first, |notice| notice.starts_at);
        groups
            .entry((Dimension::Time, knowledge.zone.show(began)))
            .or_default()
            .extend_from_slice(burst);
    }
    rest
}

fn announced_outage(knowledge: &Knowledge, at: Instant) -> Option<&Notice> {
    knowledge.notice(Issuer::Platform, &[NoticeKind::Outage], "", at, at)
}

/// The heaviest significant value among some stuck swipes.
fn heaviest(
    stuck: &[Stuck],
    members: &[usize],
    population: &Population,
) -> Option<(Dimension, String)> {
    let mut counts: BTreeMap<&(Dimension, String), u64> = BTreeMap::new();
    for value in members.iter().flat_map(|at| &stuck[*at].values) {
        *counts.entry(value).or_default() += 1;
    }
    let merchants: BTreeSet<&str> = members.iter().map(|at| stuck[*at].mid.as_str()).collect();
    let clump = members.len() as f64 / merchants.len().max(1) as f64;
    let looked_at = population.values.max(1) as f64;
    let limit = (looked_at / ALPHA).ln();
    let mut best: Option<(f64, &(Dimension, String))> = None;
    for (value, count) in counts {
        let Some(bearing) = population.of_value(value).filter(|_| count >= MEMBERS_MIN) else {
            continue;
        };
        let weight = weight(count, bearing, members.len() as u64, population.total);
        let alone = matches!(value.0, Dimension::Merchant | Dimension::Terminal);
        let significant = if alone { weight } else { weight / clump };
        if significant > limit && best.is_none_or(|(heaviest, _)| weight > heaviest) {
            best = Some((weight, value));
        }
    }
    best.map(|(_, value)| value.clone())
}

/// The log-likelihood ratio; 0 where the value is no worse than the rest.
fn weight(stuck_in: u64, all_in: u64, stuck: u64, all: u64) -> f64 {
    let (stuck_out, all_out) = (stuck - stuck_in, all.saturating_sub(all_in));
    let rate = |part: u64, whole: u64| {
        if whole == 0 {
            0.0
        } else {
            part as f64 / whole as f64
        }
    };
    if rate(stuck_in, all_in) <= rate(stuck_out, all_out) {
        return 0.0;
    }
    let likelihood = |part: u64, whole: u64| {
        let share = rate(part, whole);
        let term = |count: u64, share: f64| {
            if count == 0 {
                0.0
            } else {
                count as f64 * share.ln()
            }
        };
        term(part, share) + term(whole.saturating_sub(part), 1.0 - share)
    };
    likelihood(stuck_in, all_in) + likelihood(stuck_out, all_out) - likelihood(stuck, all)
}

fn describe(
    dimension: Dimension,
    value: String,
    members: &[usize],
    stuck: &[Stuck],
    knowledge: &Knowledge,
) -> Incident {
    let mut causes: BTreeMap<Cause, u64> = BTreeMap::new();
    members
        .iter()
        .for_each(|at| *causes.entry(stuck[*at].cause).or_default() += 1);
    let most = causes.values().copied().max().unwrap_or(0);
    let cause = causes
        .iter()
        .find(|(_, count)| **count == most)
        .map_or(Cause::UnknownCause, |(cause, _)| *cause);
    let began = match dimension {
        Dimension::File => members
            .iter()
            .filter_map(|at| stuck[*at].day)
            .min()
            .map(|day| knowledge.zone.at(day, 0)),
        Dimension::Time => knowledge.zone.parse(&value),
        _ => members.iter().filter_map(|at| stuck[*at].at).min(),
    };
    let notice = announced(dimension, &value, began, members, stuck, knowledge);
    Incident {
        id: format!("i-{}-{value}", dimension.prefix()),
        cause,
        dimension,
        began,
        swipes: members.len() as u64,
        amount: members.iter().map(|at| i128::from(stuck[*at].amount)).sum(),
        notice: notice.map(|notice| notice.notice_id.clone()),
        value,
    }
}

/// The notice whose scope is the incident's value, or that names an outage of everything.
fn announced<'k>(
    dimension: Dimension,
    value: &str,
    began: Option<Instant>,
    members: &[usize],
    stuck: &[Stuck],
    knowledge: &'k Knowledge,
) -> Option<&'k Notice> {
    let last = members.iter().filter_map(|at| stuck[*at].at).max()?;
    if dimension == Dimension::Time {
        return announced_outage(knowledge, began?);
    }
    let scope = value.split('/').next().unwrap_or(value);
    knowledge.notices.iter().find(|notice| {
        let named = !notice.scope.is_empty() && (notice.scope == value || notice.scope == scope);
        named
            && notice.kind != NoticeKind::Policy
            && began.is_some_and(|began| {
                notice.ends_at >= began && notice.starts_at <= last.max(notice.starts_at)
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weight_grows_with_concentration_and_is_nothing_without() {
        assert!(weight(100, 1_000, 100, 100_000) > weight(50, 1_000, 100, 100_000));
        assert!(weight(1, 1_000, 100, 100_000) < 1.0);
        assert_eq!(weight(0, 1_000, 100, 100_000), 0.0);
        assert!(weight(1_000, 1_000, 1_000, 1_000) <= 0.0);
    }

    #[test]
    fn dimensions_have_words() {
        for dimension in Dimension::TESTED {
            assert!(!dimension.slug().is_empty());
        }
    }
}
