//! Sums over plain swipes, by numbers instead of names.
//!
//! In: plain swipes, one by one, on one thread. Out: the same sums that their verdicts would give. Swipes of
//! one payout and settlement day differ in nothing that is summed up but their amounts and fees, so
//! they are added up first, and looked at together.

use super::{Brief, PlainWay};
use crate::symbol::Symbol;
use crate::tally::Tally;
use judge::{Bearers, FundsMap, MAIN_CURRENCY};
use ledger::{Day, Instant};
use rustc_hash::FxHashMap;
use trail::Method;

/// Sums of one thread.
#[derive(Default)]
pub struct PlainSums {
    /// By the number of the payment.
    of_payments: Vec<Alike>,
    /// Swipes by merchant, terminal and rail.
    owners: FxHashMap<(Symbol, Symbol, u32), u64>,
    /// Swipes by line to the network, rail and way of reading the card.
    ways: FxHashMap<(Symbol, u32, Option<Method>), u64>,
}

/// Swipes of one payment that differ in their amounts only.
#[derive(Clone, Copy, Default)]
struct Alike {
    swipes: u64,
    amount: i64,
    fee: i64,
    /// What they have in common; of the first one.
    common: Option<Common>,
}

/// What is summed up of a swipe beside its amount and its fee.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Common {
    mid: Symbol,
    settle_day: Day,
    expected_by: Instant,
    provisional: bool,
    has_fee: bool,
    currency: Symbol,
}

impl Common {
    fn of(brief: &Brief<'_>) -> Common {
        Common {
            mid: brief.mid,
            settle_day: brief.settle_day,
            expected_by: brief.expected_by,
            provisional: brief.provisional,
            has_fee: brief.fee > 0,
            currency: brief.currency,
        }
    }
}

impl PlainSums {
    /// Counts a swipe. `false` when it is not like the others of its payout: then it was not counted.
    pub fn add(&mut self, brief: &Brief<'_>, way: &PlainWay<'_, '_>) -> bool {
        if self.of_payments.is_empty() {
            self.of_payments.resize(way.paid.len(), Alike::default());
        }
        let alike = &mut self.of_payments[brief.payment as usize];
        let common = Common::of(brief);
        let sums = (alike.amount.checked_add(brief.amount))
            .zip(alike.fee.checked_add(brief.fee))
            .filter(|_| alike.common.is_none_or(|known| known == common));
        let Some((amount, fee)) = sums else {
            return false;
        };
        *alike = Alike {
            swipes: alike.swipes + 1,
            amount,
            fee,
            common: Some(common),
        };
        let rail = way.rails[brief.payment as usize];
        *(self.owners.entry((brief.mid, brief.tid, rail))).or_default() += 1;
        *(self.ways.entry((brief.channel, rail, brief.method))).or_default() += 1;
        true
    }

    /// Adds what was summed up.
    pub fn pour<'s>(
        self,
        way: &PlainWay<'_, 's>,
        tally: &mut Tally,
        funds: &mut FundsMap<'s>,
        bearers: &mut Bearers<'s>,
    ) {
        let text = |symbol| way.symbols.text(symbol);
        for (payment, alike) in (0..).zip(&self.of_payments) {
            let Some(common) = alike.common else { continue };
            let verdict = way
                .swipe(&alike.as_one(payment, common))
                .verdict(Box::default());
            tally.add(&verdict, alike.swipes, &way.knowledge.zone);
            if verdict.currency == MAIN_CURRENCY {
                funds.add(&verdict);
            }
        }
        for ((mid, tid, rail), swipes) in self.owners {
            let (bank, _) = way.rail_names[rail as usize];
            bearers.add_owned((text(mid), text(tid), bank), swipes);
        }
        for ((channel, rail, method), swipes) in self.ways {
            let (_, payout_channel) = way.rail_names[rail as usize];
            bearers.add_sent((text(channel), payout_channel, method), swipes);
        }
    }
}

impl Alike {
    /// All of them as one swipe, of which only what is summed up means anything.
    fn as_one<'s>(&self, payment: u32, common: Common) -> Brief<'s> {
        Brief {
            group: 0,
            payment,
            mid: common.mid,
            tid: Symbol::NONE,
            currency: common.currency,
            channel: Symbol::NONE,
            stan: "",
            rrn: "",
            order_no: "",
            card: "",
            amount: self.amount,
            fee: self.fee,
            swiped_at: common.expected_by,
            expected_by: common.expected_by,
            settle_day: common.settle_day,
            provisional: common.provisional,
            card_type: None,
            method: None,
        }
    }
}
