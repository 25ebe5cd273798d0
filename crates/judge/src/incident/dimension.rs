//! What swipes may have in common.

use crate::{Knowledge, Verdict};
use std::borrow::Cow;
use trail::Method;

/// What swipes may have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The merchant's bank.
    Bank,
    /// The line to the network.
    Channel,
    /// The rail of the payout; also a `channel` for people.
    PayoutChannel,
    /// Model and firmware of the terminal.
    TerminalModel,
    /// The merchant.
    Merchant,
    /// The region in the merchant number.
    Region,
    /// The merchant's category.
    Mcc,
    /// How the card was read.
    Method,
    /// The terminal.
    Terminal,
    /// A file that is missing.
    File,
    /// A stretch of time.
    Time,
}

impl Dimension {
    /// Dimensions whose values are tested.
    pub(super) const TESTED: [Dimension; 9] = [
        Dimension::Bank,
        Dimension::Channel,
        Dimension::PayoutChannel,
        Dimension::TerminalModel,
        Dimension::Merchant,
        Dimension::Region,
        Dimension::Mcc,
        Dimension::Method,
        Dimension::Terminal,
    ];

    /// The word in `incidents.csv`.
    pub const fn slug(self) -> &'static str {
        match self {
            Dimension::Bank => "bank",
            Dimension::Channel | Dimension::PayoutChannel => "channel",
            Dimension::TerminalModel => "terminal_model",
            Dimension::Merchant => "merchant",
            Dimension::Region => "region",
            Dimension::Mcc => "mcc",
            Dimension::Method => "method",
            Dimension::Terminal => "terminal",
            Dimension::File => "file",
            Dimension::Time => "time",
        }
    }

    /// What the incident's id begins with: unlike the word, no two dimensions share one.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Dimension::PayoutChannel => "payout_channel",
            other => other.slug(),
        }
    }

    /// The swipe's value; `None` when it has none.
    pub fn value<'v>(self, traits: &Traits<'v>, knowledge: &'v Knowledge) -> Option<Cow<'v, str>> {
        let merchant = || knowledge.merchant(traits.mid);
        let value = match self {
            Dimension::Bank => match merchant() {
                Some(merchant) => Cow::Borrowed(merchant.bank_code.as_str()),
                None => Cow::Borrowed(traits.payout_bank),
            },
            Dimension::Channel => Cow::Borrowed(traits.channel),
            Dimension::PayoutChannel => Cow::Borrowed(traits.payout_channel),
            Dimension::TerminalModel => {
                let record = knowledge.terminals.get(traits.tid)?;
                Cow::Owned(format!("{}/{}", record.model, record.firmware))
            }
            Dimension::Merchant => Cow::Borrowed(traits.mid),
            // Institution 3, region 4, category 4, number 4.
            Dimension::Region if traits.mid.len() == 15 => Cow::Borrowed(traits.mid.get(3..7)?),
            Dimension::Region => return None,
            Dimension::Mcc => Cow::Borrowed(merchant()?.mcc.as_str()),
            Dimension::Method => Cow::Borrowed(traits.method?.slug()),
            Dimension::Terminal => Cow::Borrowed(traits.tid),
            Dimension::File | Dimension::Time => return None,
        };
        (!value.is_empty()).then_some(value)
    }
}

/// What of a swipe the dimensions look at; empty is none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Traits<'v> {
    pub(super) mid: &'v str,
    pub(super) tid: &'v str,
    pub(super) channel: &'v str,
    pub(super) payout_bank: &'v str,
    pub(super) payout_channel: &'v str,
    pub(super) method: Option<Method>,
}

impl<'v> Traits<'v> {
    pub(super) fn of<'a: 'v>(verdict: &Verdict<'a>) -> Traits<'v> {
        Traits {
            mid: verdict.mid,
            tid: verdict.tid,
            channel: verdict.channel,
            payout_bank: verdict.payout_bank,
            payout_channel: verdict.payout_channel,
            method: verdict.method,
        }
    }
}
