//! How many swipes there are of every value, stuck or not.

use super::{Dimension, Traits};
use crate::{Knowledge, Verdict};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::collections::{BTreeMap, BTreeSet};
use trail::Method;

/// Counts in the order in which their names came: nobody sees it, and it is no order by chance.
type Counts<K> = IndexMap<K, u64, FxBuildHasher>;

/// Who a swipe belongs to: its merchant, its terminal, the bank of its latest payout.
pub type Whose<'a> = (&'a str, &'a str, &'a str);
/// Which way it went: its line, its rail, how the card was read.
pub type Way<'a> = (&'a str, &'a str, Option<Method>);

/// How many swipes there are of each owner and each way. All values of all dimensions follow from
/// these few counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bearers<'a> {
    total: u64,
    whose: Counts<Whose<'a>>,
    ways: Counts<Way<'a>>,
}

impl<'a> Bearers<'a> {
    /// Counts a swipe.
    pub fn add(&mut self, verdict: &Verdict<'a>) {
        self.add_owned((verdict.mid, verdict.tid, verdict.payout_bank), 1);
        self.add_sent((verdict.channel, verdict.payout_channel, verdict.method), 1);
    }

    /// Counts so many swipes of an owner. Their ways are counted by [`Bearers::add_sent`].
    pub fn add_owned(&mut self, whose: Whose<'a>, swipes: u64) {
        self.total += swipes;
        *self.whose.entry(whose).or_default() += swipes;
    }

    /// Counts so many swipes of a way. Their owners are counted by [`Bearers::add_owned`].
    pub fn add_sent(&mut self, way: Way<'a>, swipes: u64) {
        *self.ways.entry(way).or_default() += swipes;
    }

    /// Adds another part's count.
    pub fn merge(&mut self, other: Bearers<'a>) {
        self.total += other.total;
        for (whose, many) in other.whose {
            *self.whose.entry(whose).or_default() += many;
        }
        for (way, many) in other.ways {
            *self.ways.entry(way).or_default() += many;
        }
    }

    /// At most so many values there are in all dimensions together: of each, one for every
    /// combination of traits that it looks at.
    fn values_max(&self) -> usize {
        let bearing = |dimension: Dimension| match dimension {
            Dimension::Channel | Dimension::PayoutChannel | Dimension::Method => self.ways.len(),
            _ => self.whose.len(),
        };
        Dimension::TESTED.into_iter().map(bearing).sum()
    }

    /// How many swipes bear each kind of traits that a dimension looks at.
    fn bearing(&self, dimension: Dimension) -> Vec<(Traits<'a>, u64)> {
        let owners = || {
            let counted = self.whose.iter();
            counted.map(|((mid, tid, payout_bank), many)| {
                let traits = Traits {
                    mid,
                    tid,
                    payout_bank,
                    ..Traits::default()
                };
                (traits, *many)
            })
        };
        let ways = || {
            let counted = self.ways.iter();
            counted.map(|((channel, payout_channel, method), many)| {
                let traits = Traits {
                    channel,
                    payout_channel,
                    method: *method,
                    ..Traits::default()
                };
                (traits, *many)
            })
        };
        match dimension {
            Dimension::Bank
            | Dimension::Merchant
            | Dimension::Region
            | Dimension::Mcc
            | Dimension::Terminal
            | Dimension::TerminalModel => owners().collect(),
            Dimension::Channel | Dimension::PayoutChannel | Dimension::Method => ways().collect(),
            Dimension::File | Dimension::Time => Vec::new(),
        }
    }
}

/// How many swipes there are, and how many bear each candidate value.
#[derive(Clone, Debug, Default)]
pub struct Population {
    pub(super) total: u64,
    /// All values, candidates or not, that might have come out.
    pub(super) values: usize,
    by_value: BTreeMap<Dimension, BTreeMap<String, u64>>,
}

impl Population {
    /// Counts the bearers of the candidates.
    pub fn of(
        candidates: &BTreeSet<(Dimension, String)>,
        bearers: &Bearers<'_>,
        knowledge: &Knowledge,
    ) -> Population {
        let mut by_value: BTreeMap<Dimension, BTreeMap<String, u64>> = BTreeMap::new();
        for (dimension, value) in candidates {
            by_value
                .entry(*dimension)
                .or_default()
                .insert(value.clone(), 0);
        }
        for (dimension, values) in &mut by_value {
            for (traits, many) in bearers.bearing(*dimension) {
                if let Some(value) = dimension.value(&traits, knowledge)
                    && let Some(count) = values.get_mut(value.as_ref())
                {
                    *count += many;
                }
            }
        }
        Population {
            total: bearers.total,
            values: bearers.values_max(),
            by_value,
        }
    }

    pub(super) fn of_value(&self, (dimension, value): &(Dimension, String)) -> Option<u64> {
        self.by_value.get(dimension)?.get(value).copied()
    }
}
