//! How many swipes there are of every value, stuck or not.

use super::{Dimension, Traits};
use crate::{Knowledge, Verdict};
use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use std::collections::{BTreeMap, BTreeSet};
use trail::Method;

/// Counts in the order in which their names came: nobody sees it, and it is no order by chance.
type Counts<K> = IndexMap<K, u64, FxBuildHasher>;

/// How many swipes there are of each merchant, terminal, line, rail and way of reading. All values
/// of all dimensions follow from these few counts.
#[derive(Clone, Debug, Default)]
pub struct Bearers<'a> {
    total: u64,
    /// By merchant, and the bank of its latest payout.
    merchants: Counts<(&'a str, &'a str)>,
    terminals: Counts<&'a str>,
    channels: Counts<&'a str>,
    payout_channels: Counts<&'a str>,
    methods: [u64; Method::ALL.len()],
}

impl<'a> Bearers<'a> {
    /// Counts a swipe.
    pub fn add(&mut self, verdict: &Verdict<'a>) {
        self.total += 1;
        let merchant = (verdict.mid, verdict.payout_bank);
        *self.merchants.entry(merchant).or_default() += 1;
        *self.terminals.entry(verdict.tid).or_default() += 1;
        *self.channels.entry(verdict.channel).or_default() += 1;
        *self
            .payout_channels
            .entry(verdict.payout_channel)
            .or_default() += 1;
        if let Some(method) = verdict.method {
            self.methods[method as usize] += 1;
        }
    }

    /// Adds another part's count.
    pub fn merge(&mut self, other: Bearers<'a>) {
        fn add<K: Eq + std::hash::Hash>(to: &mut Counts<K>, from: Counts<K>) {
            for (name, many) in from {
                *to.entry(name).or_default() += many;
            }
        }
        self.total += other.total;
        add(&mut self.merchants, other.merchants);
        add(&mut self.terminals, other.terminals);
        add(&mut self.channels, other.channels);
        add(&mut self.payout_channels, other.payout_channels);
        for (mine, many) in self.methods.iter_mut().zip(other.methods) {
            *mine += many;
        }
    }

    /// How many swipes bear each kind of traits that a dimension looks at.
    fn bearing(&self, dimension: Dimension) -> Vec<(Traits<'a>, u64)> {
        let none = Traits::default();
        let each = |counts: &Counts<&'a str>, traits: fn(&'a str) -> Traits<'a>| {
            let counted = counts.iter().map(|(name, many)| (traits(name), *many));
            counted.collect()
        };
        match dimension {
            Dimension::Bank | Dimension::Merchant | Dimension::Region | Dimension::Mcc => {
                let counted = self.merchants.iter().map(|((mid, payout_bank), many)| {
                    let traits = Traits {
                        mid,
                        payout_bank,
                        ..none
                    };
                    (traits, *many)
                });
                counted.collect()
            }
            Dimension::Terminal | Dimension::TerminalModel => each(&self.terminals, |tid| Traits {
                tid,
                ..Traits::default()
            }),
            Dimension::Channel => each(&self.channels, |channel| Traits {
                channel,
                ..Traits::default()
            }),
            Dimension::PayoutChannel => each(&self.payout_channels, |payout_channel| Traits {
                payout_channel,
                ..Traits::default()
            }),
            Dimension::Method => {
                let counted = Method::ALL.iter().zip(self.methods).map(|(method, many)| {
                    let method = Some(*method);
                    (Traits { method, ..none }, many)
                });
                counted.collect()
            }
            Dimension::File | Dimension::Time => Vec::new(),
        }
    }
}

/// How many swipes there are, and how many bear each candidate value.
#[derive(Clone, Debug, Default)]
pub struct Population {
    pub(super) total: u64,
    pub(super) by_value: BTreeMap<Dimension, BTreeMap<String, u64>>,
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
            by_value,
        }
    }

    pub(super) fn of_value(&self, (dimension, value): &(Dimension, String)) -> Option<u64> {
        self.by_value.get(dimension)?.get(value).copied()
    }
}
