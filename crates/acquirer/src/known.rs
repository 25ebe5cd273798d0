//! What is known beforehand: merchants and terminals, as the operator's tables tell.
//!
//! In: rows of `merchants.csv` and `terminals.csv`, read by whoever may read files. Out: look-ups. It changes only by
//! being handed in anew, so a decision is made over one state of it.

use crate::name::{MerchantId, TerminalId};
use std::collections::BTreeMap;

/// Merchants and terminals.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The merchants.
    pub merchants: BTreeMap<MerchantId, Merchant>,
    /// The terminals.
    pub terminals: BTreeMap<TerminalId, Terminal>,
}

/// A merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// Its name.
    pub name: String,
    /// What it trades in, four digits.
    pub mcc: String,
    /// Whether it may take money.
    pub standing: Standing,
}

/// A terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// Whose it is.
    pub mid: MerchantId,
    /// Whether it may be used.
    pub standing: Standing,
    /// The area where it was installed, six digits; empty where that is not known.
    pub area: String,
    /// Its model.
    pub model: String,
}

/// Whether somebody, or something, may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Active,
    /// Not now.
    Suspended,
    /// Not any more: closed, lost, retired.
    Ended,
}

impl Known {
    /// What a terminal belongs to.
    pub fn merchant_of(&self, tid: TerminalId) -> Option<&Merchant> {
        self.merchants.get(&self.terminals.get(&tid)?.mid)
    }
}
