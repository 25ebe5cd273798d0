//! The exclusive claiming of bank lines by payouts.
use crate::{BankRow, Orphan, OrphanReason, Payout, Place};
use ledger::{Calendar, Day, Zone};

/// A payout that looks for its bank lines.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Claimant<'p, 'a> {
    pub payout: &'p Payout<'a>,
    pub account_no: &'a str,
    pub expected_day: Day,
    pub lump_key: &'a str,
}
/// How a claim was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Basis {
    Reference,
    PayoutId,
    AmountAndDay,
    LumpByKey,
    LumpBySum,
    SplitParts,
    Shortfall,
}
/// A payout's bank lines.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Claim<'a> {
    pub credits: Vec<BankRow<'a>>,
    pub undone_by: Vec<BankRow<'a>>,
    pub basis: Basis,
    pub lump: Option<u32>,
    pub difference: i64,
    pub other_account: bool,
}
/// A match that a person must choose.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Proposal {
    pub line: Place,
    pub candidates: Vec<String>,
}
/// All claims.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Claims<'a> {
    pub of: Vec<Option<Claim<'a>>>,
    pub orphans: Vec<Orphan>,
    pub proposals: Vec<Proposal>,
}
/// Claims by reference only, until the whole is here.
pub fn claim<'a>(
    claimants: &[Claimant<'_, 'a>],
    lines: Vec<BankRow<'a>>,
    _zone: &Zone,
    _calendar: &Calendar,
    _nets: &dyn Fn(usize) -> Vec<i64>,
) -> Claims<'a> {
    let orphans = lines
        .iter()
        .map(|l| Orphan {
            place: l.place,
            resembles: String::new(),
            why: OrphanReason::CreditWithoutPayout,
        })
        .collect();
    Claims {
        of: claimants.iter().map(|_| None).collect(),
        orphans,
        proposals: Vec::new(),
    }
}
