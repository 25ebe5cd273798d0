//! Which swipes a handle means.
//!
//! In: a handle, a traced data set. Out: the swipes that fit it best: those of that very number before those whose
//! number differs by leading zeros, these before all swipes of a merchant; for a payout's id, its swipes.

use crate::handle::{Closeness, Handle};
use crate::session::Opened;
use batch::{Judged, Sheet, Traced, write};
use judge::Verdict;
use ledger::Zone;
use std::borrow::Cow;
use std::collections::BTreeSet;
use trail::Trail;
use wire::Source;

/// Swipes of one merchant beyond which a list is made without looking at their records again.
const EXAMINED_MAX: usize = 20;

/// The swipes that a handle means.
pub enum Choice<'t> {
    /// Those that fit it best, as they were judged.
    Fitting(
        &'t Handle,
        &'t Zone,
        Option<Closeness>,
        Vec<Cow<'t, Judged<'t>>>,
    ),
    /// Those of a payout.
    OfPayout(PayoutLines<'t>),
}

/// What is known of a payout whose id is the handle.
pub struct PayoutLines<'t> {
    id: &'t str,
    /// Its attempts.
    ids: BTreeSet<String>,
    /// The references of their settlement lines.
    rrns: BTreeSet<String>,
    /// Whether payout records know it; else only settlement lines name it.
    is_recorded: bool,
}

impl<'t> Choice<'t> {
    /// Looks for them.
    pub fn of(
        handle: &'t Handle,
        opened: Opened<'t>,
        traced: &'t Traced<'t>,
        zone: &'t Zone,
    ) -> Choice<'t> {
        let closeness = |judged: &Judged<'_>| handle.closeness(&judged.verdict, zone);
        let blocks = write::in_parts(0..traced.swipes(), write::BLOCK_ROWS).into_iter();
        let verdicts = blocks.flat_map(|block| traced.verdicts(block, false));
        let mut fitting: Vec<Cow<'t, Judged<'t>>> = verdicts
            .filter(|judged| closeness(judged).is_some())
            .collect();
        let best = fitting.iter().filter_map(|judged| closeness(judged)).min();
        if let (None | Some(Closeness::Merchant), Handle::Number(id)) = (best, handle)
            && let Some(lines) = PayoutLines::of(id, opened, traced)
        {
            return Choice::OfPayout(lines);
        }
        fitting.retain(|judged| best.is_some() && closeness(judged) == best);
        Choice::Fitting(handle, zone, best, fitting)
    }

    /// The payout, where the handle is a payout's id.
    pub fn payout(&self) -> Option<&PayoutLines<'t>> {
        match self {
            Choice::OfPayout(lines) => Some(lines),
            Choice::Fitting(..) => None,
        }
    }

    /// The swipes, where they are too many to look at the records of each.
    pub fn too_many(&self) -> Option<Vec<&Judged<'t>>> {
        match self {
            Choice::Fitting(.., fitting) if fitting.len() > EXAMINED_MAX => {
                Some(fitting.iter().map(Cow::as_ref).collect())
            }
            _ => None,
        }
    }

    /// The swipes with their records.
    pub fn examine(&self, traced: &'t Traced<'t>, threads: usize) -> Vec<(Trail<'t>, Judged<'t>)> {
        match self {
            Choice::Fitting(.., fitting) if fitting.is_empty() => Vec::new(),
            Choice::Fitting(handle, zone, best, _) => {
                let wanted = |v: &Verdict<'_>| handle.closeness(v, zone) == *best;
                traced.examine(&wanted, threads)
            }
            Choice::OfPayout(named) => {
                let mut found = traced.examine(&|v| named.rrns.contains(v.rrn), threads);
                found.retain(|(trail, _)| {
                    let mut lines = trail.settlement.iter();
                    lines.any(|line| named.ids.contains(line.payout_id))
                });
                found
            }
        }
    }
}

impl<'t> PayoutLines<'t> {
    /// What is known of a payout; `None` where neither payout records nor settlement lines name it.
    fn of(id: &'t str, opened: Opened<'_>, traced: &Traced<'_>) -> Option<PayoutLines<'t>> {
        let payments = traced.payments.iter();
        let named = payments.filter(|payment| payment.payout.id() == id);
        let attempts = named.flat_map(|payment| traced.payments.attempts(payment.payout.name()));
        let mut ids: BTreeSet<String> = attempts
            .map(|payment| payment.payout.id().to_owned())
            .collect();
        let is_recorded = !ids.is_empty();
        ids.insert(id.to_owned());
        let rrns = rrns(opened, &ids);
        (is_recorded || !rrns.is_empty()).then_some(PayoutLines {
            id,
            ids,
            rrns,
            is_recorded,
        })
    }

    /// The payout's id.
    pub fn id(&self) -> &'t str {
        self.id
    }

    /// Whether payout records know it; else only settlement lines name it.
    pub fn is_recorded(&self) -> bool {
        self.is_recorded
    }
}

/// The references that settlement lines of these payouts name.
fn rrns(opened: Opened<'_>, ids: &BTreeSet<String>) -> BTreeSet<String> {
    let mut rrns = BTreeSet::new();
    let chunks = opened.scanned.chunks.iter();
    for chunk in chunks.filter(|chunk| chunk.source == Source::Settlement) {
        let sheet = Sheet::new(chunk, &opened.scanned.symbols);
        for row in 0..chunk.rows {
            let (rrn, orig) = {
                let line = sheet.settlement(row);
                if !ids.contains(line.payout_id) {
                    continue;
                }
                (line.rrn.to_owned(), line.orig_rrn.to_owned())
            };
            rrns.extend([rrn, orig]);
        }
    }
    rrns.remove("");
    rrns
}
