//! What a decision sees: rows that were loaded for it, and what it wrote meanwhile.
//!
//! In: rows by key, with those that are not there. Out: rows, or the name of one that was not loaded; then whoever has
//! the store loads it and asks again. So the core needs no store, and a store needs no rules.

use crate::event::{Effect, Event, Note, Posting, What};
use crate::kind::Booked;
use crate::known::Known;
use crate::limits::Limits;
use crate::name::{BatchNo, MerchantId, Rrn, SwipeId, TerminalId};
use crate::risk::RiskRule;
use crate::row::{Batch, Counter, Key, Row, Swipe, TerminalState, Undo};
use ledger::{Cutoff, Instant, Zone, settlement_day};
use std::collections::BTreeMap;

/// Rows that were loaded: `None` for one that the store does not have.
pub type View = BTreeMap<Key, Option<Row>>;

/// A row that must be loaded first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing(pub Key);

/// What does not change between two events: tables, and what they are read in.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Merchants and terminals.
    pub known: Known,
    /// Limits.
    pub limits: Limits,
    /// Rules of risk.
    pub risk: Vec<RiskRule>,
    /// Where days are reckoned.
    pub zone: Zone,
    /// When a settlement day ends.
    pub cutoff: Cutoff,
}

/// The rows that an event surely needs; more may be asked for.
pub fn wanted(event: &Event) -> Vec<Key> {
    match event {
        Event::Terminal { request, .. } => {
            let id = request.id;
            let mut keys = vec![
                Key::Terminal(id.tid),
                Key::Swipe(id),
                Key::Batch(id.tid, id.batch),
            ];
            keys.extend(request.original.rrn.map(Key::Reference));
            keys
        }
        Event::Network(reply) => vec![Key::Reference(reply.rrn)],
        Event::Due(id) | Event::Released(id) => vec![Key::Swipe(*id)],
        Event::Cleared(line) => vec![Key::Reference(line.rrn)],
    }
}

/// A decision in the making.
pub(crate) struct Work<'a> {
    pub setting: &'a Setting,
    pub now: Instant,
    view: &'a View,
    puts: BTreeMap<Key, Row>,
    effects: Vec<Effect>,
}

impl<'a> Work<'a> {
    pub fn new(setting: &'a Setting, now: Instant, view: &'a View) -> Work<'a> {
        Work {
            setting,
            now,
            view,
            puts: BTreeMap::new(),
            effects: Vec::new(),
        }
    }

    fn row(&self, key: &Key) -> Result<Option<&Row>, Missing> {
        match self.puts.get(key) {
            Some(row) => Ok(Some(row)),
            None => self
                .view
                .get(key)
                .map(Option::as_ref)
                .ok_or_else(|| Missing(key.clone())),
        }
    }

    pub fn swipe(&self, id: SwipeId) -> Result<Option<Swipe>, Missing> {
        Ok(match self.row(&Key::Swipe(id))? {
            Some(Row::Swipe(swipe)) => Some((**swipe).clone()),
            _ => None,
        })
    }

    pub fn referred(&self, rrn: Rrn) -> Result<Option<SwipeId>, Missing> {
        Ok(match self.row(&Key::Reference(rrn))? {
            Some(Row::Reference(id)) => Some(*id),
            _ => None,
        })
    }

    /// The terminal's state; a terminal that has never been heard of is in its first batch.
    pub fn terminal(&self, tid: TerminalId) -> Result<TerminalState, Missing> {
        const FIRST: BatchNo = BatchNo::new(1).expect("1 is a batch number");
        Ok(match self.row(&Key::Terminal(tid))? {
            Some(Row::Terminal(state)) => *state,
            _ => TerminalState::new(FIRST),
        })
    }

    pub fn batch(&self, tid: TerminalId, batch: BatchNo) -> Result<Batch, Missing> {
        Ok(match self.row(&Key::Batch(tid, batch))? {
            Some(Row::Batch(batch)) => *batch,
            _ => Batch::default(),
        })
    }

    pub fn counter(&self, name: &str) -> Result<Counter, Missing> {
        Ok(match self.row(&Key::Counter(name.to_owned()))? {
            Some(Row::Counter(counter)) => *counter,
            _ => Counter::default(),
        })
    }

    pub fn put(&mut self, key: Key, row: Row) {
        self.puts.insert(key, row);
    }

    pub fn put_swipe(&mut self, id: SwipeId, swipe: Swipe) {
        self.put(Key::Swipe(id), Row::Swipe(Box::new(swipe)));
    }

    pub fn note(&mut self, id: SwipeId, mid: MerchantId, what: What) {
        let at = self.now;
        self.effects.push(Effect::Note(Note { at, id, mid, what }));
    }

    /// Books a step of a swipe.
    pub fn post(&mut self, swipe: &Swipe, step: Booked) {
        if let Some(event) = swipe.kind.spec().books(step) {
            self.post_as(swipe, event, swipe.rrn, None);
        }
    }

    /// Books an event about a swipe, under a reference of its own.
    pub fn post_as(
        &mut self,
        swipe: &Swipe,
        event: &'static str,
        rrn: Rrn,
        of: Option<(&'static str, Rrn)>,
    ) {
        if swipe.amount == 0 {
            return;
        }
        let by_rule = || settlement_day(self.now, &self.setting.zone, self.setting.cutoff);
        // What is taken back belongs to the day on which that happens.
        let day = swipe.settle_day.filter(|_| swipe.undo == Undo::None);
        let day = day.unwrap_or_else(by_rule);
        let (mid, amount) = (swipe.mid, swipe.amount);
        self.effects.push(Effect::Post(Posting {
            event,
            rrn,
            of,
            mid,
            amount,
            day,
        }));
    }

    pub fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// All that is to be done: first what must be durable, then what may leave.
    pub fn finish(self) -> Vec<Effect> {
        let puts = self
            .puts
            .into_iter()
            .map(|(key, row)| Effect::Put(key, row));
        let leaves = |effect: &Effect| matches!(effect, Effect::Answer(_) | Effect::Network(_));
        let (leaving, kept): (Vec<Effect>, Vec<Effect>) =
            self.effects.into_iter().partition(leaves);
        puts.chain(kept).chain(leaving).collect()
    }
}
