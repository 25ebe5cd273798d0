//! What judging stands on: the rows of each swipe, and payouts with their bank lines, brought together on two threads.
//!
//! In: sheets of both. Out: groups, payments, what surrounds the swipes. Absent: verdicts.

use super::{RowCounts, Step, TraceOptions};
use crate::fold::{self, Folded};
use crate::payouts::{self, Named};
use crate::rows::Sheet;
use crate::sheet::Chunk;
use crate::strangers::{Strangers, strangers};
use crate::surround;
use crate::symbol::SymbolTable;
use judge::{Knowledge, Matching, PayoutLines, SettledPayments, Surroundings};
use std::sync::{OnceLock, mpsc};

/// Why a thread waits in vain: its own panic is shown.
pub(super) const OTHER_FAILED: &str = "the other thread does not fail";

pub(super) fn sheets_of<'s>(chunks: &'s [Chunk], symbols: &'s SymbolTable) -> Vec<Sheet<'s>> {
    chunks
        .iter()
        .map(|chunk| Sheet::new(chunk, symbols))
        .collect()
}

/// What judging stands on.
pub(super) struct Ground<'s> {
    pub(super) folded: Folded,
    pub(super) surroundings: Surroundings,
    pub(super) settled: SettledPayments<'s>,
    pub(super) named: Named<'s>,
    pub(super) strangers: Strangers,
    /// Where the rows of payouts and bank lines ended.
    pub(super) rows: RowCounts,
}

impl<'s> Ground<'s> {
    pub(super) fn of(money: Money<'s>, swipes: Swipes) -> Ground<'s> {
        Ground {
            rows: RowCounts {
                later: money.rows.later + swipes.folded.later,
                ..money.rows
            },
            folded: swipes.folded,
            surroundings: swipes.surroundings,
            settled: money.settled,
            named: money.named,
            strangers: swipes.strangers,
        }
    }
}

/// Payouts and bank lines, matched.
pub(super) struct Money<'s> {
    pub(super) settled: SettledPayments<'s>,
    pub(super) named: Named<'s>,
    /// Where their rows ended.
    pub(super) rows: RowCounts,
}

/// The rows of each swipe, and what surrounds the swipes.
pub(super) struct Swipes {
    pub(super) folded: Folded,
    pub(super) surroundings: Surroundings,
    pub(super) strangers: Strangers,
}

/// Matches payouts and bank lines, one thread's work from end to end, beside [`fold_swipes`]. The two meet twice: the
/// payouts must be known before settlement lines can be counted for them, and those before the last bank lines can be
/// claimed. By then all is known. `None` when nobody counts the lines.
pub(super) fn match_payouts<'s>(
    sheets: &'s [Sheet<'s>],
    (payouts_known, counted): (
        mpsc::Sender<payouts::KnownPayouts<'s>>,
        mpsc::Receiver<Named<'s>>,
    ),
    (given, known_all): (&'s Knowledge, &'s OnceLock<Knowledge>),
    options: TraceOptions,
) -> Option<Money<'s>> {
    let found = payouts::read(sheets, given, options.horizon(), options.threads);
    let names = found.known();
    let by_name = names.1.clone();
    payouts_known.send(names).ok()?;
    let matching = Matching::begin(&found.payouts, by_name, found.bank, given);
    let named: Named<'s> = counted.recv().ok()?;
    let knowledge = known_all.get().expect("whoever counts lines knows all");
    let matched = matching.end(PayoutLines {
        sums: &named.sums,
        of: &|payout| named.lines_of(payout),
    });
    let settled = matched.settle(found.payouts, &named.sums, knowledge, options.as_of);
    let rows = RowCounts {
        in_trails: settled.rows_used,
        repeats: found.given - settled.rows_used - settled.orphans.len() as u64,
        later: found.later,
        ..RowCounts::default()
    };
    Some(Money {
        settled,
        named,
        rows,
    })
}

/// Brings together the rows of each swipe, and notes what surrounds the swipes.
pub(super) fn fold_swipes<'s>(
    sheets: &'s [Sheet<'s>],
    (known, lines_counted): (
        mpsc::Receiver<payouts::KnownPayouts<'s>>,
        mpsc::Sender<Named<'s>>,
    ),
    knowledge: &Knowledge,
    options: TraceOptions,
    progress: &(dyn Fn(Step) + Sync),
) -> Swipes {
    let (horizon, threads) = (options.horizon(), options.threads);
    let folded = fold::fold(sheets, &knowledge.zone, horizon, threads);
    progress(Step::Matching);
    let known = known.recv().expect(OTHER_FAILED);
    let named = payouts::named(known, sheets, &folded, threads);
    lines_counted.send(named).expect(OTHER_FAILED);
    Swipes {
        surroundings: surround::surroundings(sheets, &folded, knowledge, threads),
        strangers: strangers(sheets, knowledge, horizon, threads),
        folded,
    }
}
