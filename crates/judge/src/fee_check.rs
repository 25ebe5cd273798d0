//! The fee that was taken from a swipe, beside the fee of its contract.
//!
//! In: the settlement lines whose money has arrived, and the merchant's terms. Out: what was
//! charged, what was agreed, and what the lines lack beside their own fee.
//! Absent by design: which cause explains a difference.

use crate::{Facts, Merchant, Settled};
use ledger::CardClass;

/// A fee and its contract, over the lines that have arrived. All in minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeeCheck<'f> {
    /// Whose contract.
    pub merchant: &'f Merchant,
    /// The class of card by which the contract prices it.
    pub class: CardClass,
    /// What the fee is reckoned of.
    pub amount: i64,
    /// The fee that the lines name, less the fee they give back.
    pub taken: i64,
    /// The fee of the contract.
    pub agreed: i64,
    /// What the lines pay less than their amount less their own fee.
    pub beside: i64,
}

impl FeeCheck<'_> {
    /// What was taken above the contract; negative when below.
    pub const fn excess(&self) -> i64 {
        self.taken.saturating_sub(self.agreed)
    }

    /// The contract's fee without its cap.
    pub fn uncapped(&self) -> i64 {
        let terms = &self.merchant.terms;
        terms.rate(self.class).of(self.amount, terms.rounding)
    }
}

impl<'f> Facts<'f, '_> {
    /// The fee and its contract. `None` when no contract is known, or when not exactly one line
    /// of the swipe itself has arrived: then there is no one fee to compare.
    pub fn fee_check(&self) -> Option<FeeCheck<'f>> {
        let merchant = self.merchant?;
        let came = |line: &&Settled<'_, '_>| line.arrived.is_some();
        let mut lines = self.settled.iter().filter(came);
        let (Some(line), None) = (lines.next(), lines.next()) else {
            return None;
        };
        let (mut left, mut taken, mut net) = (line.row.amount, line.row.fee, line.row.net);
        for line in self.deductions.iter().filter(came) {
            left = left.saturating_sub(line.row.amount);
            taken = taken.saturating_sub(line.row.fee);
            net = net.saturating_add(line.row.net);
        }
        let amount = if merchant.terms.refund_returns_fee {
            left.max(0)
        } else {
            line.row.amount
        };
        let class = self.card_class();
        Some(FeeCheck {
            merchant,
            class,
            amount,
            taken,
            agreed: merchant.terms.fee(amount, class),
            beside: left.saturating_sub(taken).saturating_sub(net),
        })
    }

    /// The same, when more was taken than agreed.
    pub fn overcharge(&self) -> Option<FeeCheck<'f>> {
        self.fee_check().filter(|charge| charge.excess() > 0)
    }
}
