//! The exclusive claiming of bank lines by payouts.
//!
//! In: payouts that look for their money, and the lines of every statement, in any order and any
//! number of times. Out: for each payout the lines that are its, and why; every other line as an
//! orphan; what a person must choose. Absent by design: verdicts, clocks, guesses.
//!
//! The steps run from strong to weak, each over everything before the next weaker one begins:
//! a reference and the amount; a shared reference (a lump, parts); a merchant or a date in the
//! text; account, amount and day; a reference whose amount differs; an exact sum; parts; a sum
//! that lacks exactly one swipe. A line is claimed once, and a payout claims once. Two
//! explanations that are equally good are a proposal, never an answer.

mod amount;
mod further;
mod handles;
mod keyed;
mod lump;
mod mirror;
mod nets;
mod parts;
mod pool;
mod reference;
mod returned;
mod sums;
mod table;
#[cfg(test)]
mod tests;
mod wanted;

use crate::{BankRow, Orphan, OrphanReason, Payout, Place, settle_rows};
use ledger::{Calendar, Day, Zone};
use mirror::Mirrors;
use nets::Nets;
use table::Table;

pub use amount::CLAIM_WORKDAYS_MAX;
pub use lump::{LUMP_POOL_MAX, ROUNDS_MAX};
pub use mirror::{RETURN_WORDS, UNDONE_DAYS_MAX};
pub use parts::SPLIT_PARTS_MAX;
pub use pool::{LUMP_WORKDAYS_MAX, RUN_DAYS_MAX};
pub use reference::{REFERENCE_DAYS_MAX, REFERENCE_LINES_MAX};
pub use sums::{LUMP_MEMBERS_MAX, LUMP_STEPS_MAX};
pub use table::CANDIDATES_MAX;
pub use wanted::WINDOW_DAYS_MAX;

/// A payout that looks for its bank lines.
#[derive(Clone, Copy, Debug)]
pub struct Claimant<'p, 'a> {
    /// The payout.
    pub payout: &'p Payout<'a>,
    /// Where it should land; empty when nobody knows: then only a reference finds it.
    pub account_no: &'a str,
    /// The day on which its credit is looked for first: its due date, else the day it was created.
    pub expected_day: Day,
    /// What a bank may write into the text of a lump: the merchant's number.
    pub lump_key: &'a str,
}

/// How a claim was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The line bears the payout's bank reference.
    Reference,
    /// The line's text or reference names the payout.
    PayoutId,
    /// Account and amount are equal, the day fits, and no other pair does.
    AmountAndDay,
    /// One line over several payouts that share its reference, or that its text names by id, or
    /// by merchant and date.
    LumpByKey,
    /// One line that is the exact sum of one set of payouts only.
    LumpBySum,
    /// Several lines without a reference whose sum is one payout in one way only. (Parts that
    /// bear a reference are [`Basis::Reference`] or [`Basis::PayoutId`] with several credits.)
    SplitParts,
    /// The line refers to the payout, and its amount is another.
    Shortfall,
}

/// How sure a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimCertainty {
    /// By a reference.
    Proven,
    /// By amounts and days.
    Probable,
}

impl Basis {
    /// A reference proves; amounts and days make probable.
    pub const fn certainty(self) -> ClaimCertainty {
        match self {
            Basis::Reference | Basis::PayoutId | Basis::LumpByKey | Basis::Shortfall => {
                ClaimCertainty::Proven
            }
            Basis::AmountAndDay | Basis::LumpBySum | Basis::SplitParts => ClaimCertainty::Probable,
        }
    }

    /// The word for the basis in evidence and tests.
    pub const fn slug(self) -> &'static str {
        match self {
            Basis::Reference => "reference",
            Basis::PayoutId => "payout_id",
            Basis::AmountAndDay => "amount_and_day",
            Basis::LumpByKey => "lump_by_key",
            Basis::LumpBySum => "lump_by_sum",
            Basis::SplitParts => "split_parts",
            Basis::Shortfall => "shortfall",
        }
    }
}

/// A payout's bank lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The credits, never empty; more than one when it came in parts. The members of a lump all
    /// show the lump's one line: count lines with [`Claims::lines_claimed`], not by adding up.
    pub credits: Vec<BankRow<'a>>,
    /// Debits that take credits back.
    pub undone_by: Vec<BankRow<'a>>,
    /// Further credits that refer to a payout whose money is there: they pay it again.
    pub again: Vec<BankRow<'a>>,
    /// The debits take back this payout's part of its lump, and no other's.
    pub undone_alone: bool,
    /// How it was found.
    pub basis: Basis,
    /// Shared by the members of one lump of two or more payouts.
    pub lump: Option<u32>,
    /// Credited, minus what the payout (or the whole lump) says; 0 is exact.
    pub difference: i64,
    /// A credit stands on another account than the payout's.
    pub other_account: bool,
}

impl<'a> Claim<'a> {
    /// Every line that is claimed: credits, debits that take them back, further credits.
    pub fn lines(&self) -> impl Iterator<Item = &BankRow<'a>> {
        let taken = self.credits.iter().chain(&self.undone_by);
        taken.chain(&self.again)
    }
}

/// A line that a person must match.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proposal {
    /// The line.
    pub line: Place,
    /// What explains it equally well, at most [`CANDIDATES_MAX`]: payout ids, those of one set
    /// joined by `+`.
    pub candidates: Vec<String>,
}

/// All claims.
#[derive(Clone, Debug)]
pub struct Claims<'a> {
    /// Parallel to the claimants.
    pub of: Vec<Option<Claim<'a>>>,
    /// Lines that nobody claims; `resembles` names payouts, separated by a vertical bar.
    pub orphans: Vec<Orphan>,
    /// Lines that several payouts, or sets of payouts, explain equally well.
    pub proposals: Vec<Proposal>,
}

impl Claims<'_> {
    /// How many lines are claimed: the line of a lump counts once.
    pub fn lines_claimed(&self) -> usize {
        let mut places: Vec<Place> = self
            .of
            .iter()
            .flatten()
            .flat_map(Claim::lines)
            .map(|line| line.place)
            .collect();
        places.sort_unstable();
        places.dedup();
        places.len()
    }
}

/// Gives every bank line to at most one payout (or lump of payouts). `nets` tells the nets of the
/// settlement lines in the payout of a claimant, by its index.
pub fn claim<'a>(
    claimants: &[Claimant<'_, 'a>],
    lines: Vec<BankRow<'a>>,
    zone: &Zone,
    calendar: &Calendar,
    nets: &dyn Fn(usize) -> Vec<i64>,
) -> Claims<'a> {
    Claiming::begin(claimants, lines, zone, calendar).finish(nets)
}

/// Claims under way: every step is done that needs to know no more of a payout than its rows.
pub struct Claiming<'c, 'p, 'a> {
    table: Table<'c, 'p, 'a>,
    mirrors: Mirrors,
    /// Credits that refer to payouts which have their money.
    further: Vec<further::Further>,
}

impl<'c, 'p, 'a> Claiming<'c, 'p, 'a> {
    /// Everything before the sums that lack exactly one swipe.
    pub fn begin(
        claimants: &[Claimant<'p, 'a>],
        mut lines: Vec<BankRow<'a>>,
        zone: &Zone,
        calendar: &'c Calendar,
    ) -> Claiming<'c, 'p, 'a> {
        settle_rows(&mut lines);
        let mut table = Table::new(claimants, lines, zone, calendar);
        let mirrors = mirror::pair(&mut table);
        returned::mark_returned(&mut table, &mirrors);
        let (bound, further) = reference::by_reference(&mut table);
        keyed::read_keys(&mut table);
        keyed::by_key(&mut table);
        amount::by_amount(&mut table);
        lump::bound(&mut table, bound);
        lump::by_sum(&mut table);
        parts::by_parts(&mut table);
        Claiming {
            table,
            mirrors,
            further,
        }
    }

    /// The rest. `nets` is as in [`claim`].
    pub fn finish(self, nets: &dyn Fn(usize) -> Vec<i64>) -> Claims<'a> {
        let Claiming {
            mut table,
            mirrors,
            mut further,
        } = self;
        let mut nets = Nets::new(nets);
        keyed::short_by_one(&mut table, &mut nets);
        lump::short_by_one(&mut table, &mut nets);
        mirror::undo(&mut table, mirrors, &mut further);
        returned::undo_returned(&mut table);
        returned::undo_named(&mut table);
        further::pay_again(&mut table, &further);
        answer(table)
    }
}

fn answer<'a>(mut table: Table<'_, '_, 'a>) -> Claims<'a> {
    let of = table.claims();
    let mut orphans = Vec::new();
    let mut proposals = Vec::new();
    for index in 0..table.rows.len() {
        if table.lines[index].is_taken() {
            continue;
        }
        let place = table.rows[index].place;
        let candidates = table.candidates_of(index as u32);
        let why = if candidates.is_empty() {
            if table.lines[index].credit {
                OrphanReason::CreditWithoutPayout
            } else {
                OrphanReason::DebitWithoutPayout
            }
        } else {
            OrphanReason::SeveralExplanations
        };
        let resembles = if candidates.is_empty() {
            table.resemblance_of(index as u32).join("|")
        } else {
            candidates.join("|")
        };
        orphans.push(Orphan {
            place,
            resembles,
            why,
        });
    }
    for (index, candidates) in table.take_candidates() {
        proposals.push(Proposal {
            line: table.rows[index as usize].place,
            candidates,
        });
    }
    orphans.sort_unstable();
    proposals.sort_unstable();
    Claims {
        of,
        orphans,
        proposals,
    }
}
