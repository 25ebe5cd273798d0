//! The network and its issuers: they know what a card was charged. Every request is carried out once, by its reference.

use crate::random::Random;
use acquirer::{Asked, AuthCode, ClearingLine, Code, Demand, Kind, Reply, Rrn, Way};
use ledger::Day;
use std::collections::{BTreeMap, BTreeSet};

/// What an issuer did with a request.
#[derive(Clone, Debug)]
pub struct Item {
    pub kind: Kind,
    pub amount: i64,
    code: Code,
    auth: Option<AuthCode>,
    done: bool,
    undone: bool,
}

impl Item {
    /// Whether the card is charged, or credited, now.
    pub fn stands(&self) -> bool {
        self.done && !self.undone
    }
}

/// All issuers.
pub struct Issuers {
    pub items: BTreeMap<Rrn, Item>,
    /// References that were reversed before they came; kept by issuers that remember.
    graves: BTreeSet<Rrn>,
    remembers: bool,
    pub day: Day,
    carried_out: BTreeMap<Rrn, u32>,
}

const APPROVED: Code = Code::APPROVED;

impl Issuers {
    pub fn new(remembers: bool, day: Day) -> Issuers {
        Issuers {
            items: BTreeMap::new(),
            graves: BTreeSet::new(),
            remembers,
            day,
            carried_out: BTreeMap::new(),
        }
    }

    /// What is answered; `None` for nothing at all.
    pub fn answer(&mut self, demand: &Demand, random: &mut Random) -> Option<Reply> {
        let (code, auth) = match demand.asked {
            Asked::Request => self.request(demand, random)?,
            Asked::Reversal => (self.reverse(demand), None),
            Asked::Adjustment => (self.adjust(demand), None),
        };
        Some(Reply {
            asked: demand.asked,
            rrn: demand.rrn,
            made_at: demand.made_at,
            code,
            auth,
            settle_day: Some(self.day).filter(|_| code == APPROVED),
            balance: None,
        })
    }

    fn request(
        &mut self,
        demand: &Demand,
        random: &mut Random,
    ) -> Option<(Code, Option<AuthCode>)> {
        if let Some(item) = self.items.get(&demand.rrn) {
            return Some((item.code, item.auth));
        }
        if self.graves.contains(&demand.rrn) {
            return Some((Code::of(b"12"), None));
        }
        let is_advice = demand.kind.spec().way != Way::Online;
        let code = match random.below(1000) {
            0..60 if !is_advice => Code::of(b"51"),
            60..75 if !is_advice => Code::of(b"55"),
            75..80 if is_advice => Code::of(b"05"),
            _ => APPROVED,
        };
        let done = code == APPROVED;
        let auth = done.then(|| {
            AuthCode::parse(&format!("{:06}", random.below(1_000_000))).expect("six digits")
        });
        let item = Item {
            kind: demand.kind,
            amount: demand.amount,
            code,
            auth,
            done,
            undone: false,
        };
        self.items.insert(demand.rrn, item);
        *self.carried_out.entry(demand.rrn).or_default() += 1;
        match random.below(1000) {
            0..10 => None,                                         // It dies on the way back.
            10..20 if !is_advice => Some((Code::of(b"98"), None)), // The network lost the issuer.
            20..25 if !is_advice => Some((Code::of(b"96"), None)),
            _ => Some((code, auth)),
        }
    }

    fn reverse(&mut self, demand: &Demand) -> Code {
        match self.items.get_mut(&demand.rrn) {
            Some(item) if item.done => {
                item.undone = true;
                APPROVED
            }
            Some(_) => Code::of(b"25"),
            None => {
                if self.remembers {
                    self.graves.insert(demand.rrn);
                }
                Code::of(b"25")
            }
        }
    }

    fn adjust(&mut self, demand: &Demand) -> Code {
        match self.items.get_mut(&demand.rrn) {
            Some(item) if item.done => {
                assert!(
                    !item.undone || item.kind.moves_money(),
                    "an adjustment of what was reversed"
                );
                item.undone = true;
                APPROVED
            }
            _ => Code::of(b"25"),
        }
    }

    /// The clearing file of the day: what moved money and stands.
    pub fn clearing(&self) -> Vec<ClearingLine> {
        let moved = self
            .items
            .iter()
            .filter(|(_, item)| item.stands() && item.kind.moves_money());
        moved
            .map(|(rrn, item)| ClearingLine {
                rrn: *rrn,
                amount: item.amount,
                day: self.day,
            })
            .collect()
    }

    pub fn assert_once(&self) {
        assert!(self.carried_out.values().all(|times| *times == 1));
    }
}
