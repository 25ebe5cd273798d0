//! Payouts and bank lines, brought together once for all swipes.
//!
//! In: sheets and the folded rows. Out: payments, and where their rows ended. Absent: how a payout
//! finds its bank lines; that is for `trail::claim` and `judge` to say.

use crate::fold::{Folded, RowAt};
use crate::horizon::{Horizon, is_later};
use crate::rows::Sheet;
use crate::sheet::payout as at;
use crate::trace::RowCounts;
use crate::work;
use judge::{BankLines, Knowledge, LineName, PayoutLines, SettledPayments};
use ledger::Day;
use std::collections::BTreeMap;
use trail::{Payout, PayoutIndex, PayoutName};
use wire::Source;

/// Payouts and bank lines, matched.
pub struct Paid<'s> {
    /// The payments.
    pub settled: SettledPayments<'s>,
    /// Where the rows of payouts and bank lines ended.
    pub rows: RowCounts,
    /// Settlement lines, by settlement day, that name a payout of which no row is known.
    pub unresolved: BTreeMap<Day, u64>,
    /// For each group of each piece the number of the payout that its only settlement line names,
    /// or [`NO_PAYOUT`].
    pub paid_by: Vec<Vec<u32>>,
}

/// A group without a settlement line, or with several, or one that names no payout that is known.
pub const NO_PAYOUT: u32 = u32::MAX;

/// Payouts and bank lines, read and not yet matched.
pub struct Unmatched<'s> {
    payouts: Vec<Payout<'s>>,
    bank: BankLines<'s>,
    given: u64,
    later: u64,
    named: Named<'s>,
}

/// What settlement lines name.
struct Named<'s> {
    lines: PayoutLines<'s>,
    unresolved: BTreeMap<Day, u64>,
    paid_by: Vec<Vec<u32>>,
}

/// The same, of one piece.
#[derive(Default)]
struct NamedInPiece<'s> {
    lines: Vec<(usize, LineName<'s>, i64)>,
    unresolved: BTreeMap<Day, u64>,
    paid_by: Vec<u32>,
}

/// Reads payouts and bank lines.
pub fn read<'s>(
    sheets: &'s [Sheet<'s>],
    folded: &Folded,
    knowledge: &Knowledge,
    horizon: Horizon,
    threads: usize,
) -> Unmatched<'s> {
    let rows_of = |source| rows_of(source, sheets, knowledge, horizon);
    let ((payouts, states, later), (bank, lines, later_lines)) = work::both(
        threads,
        || {
            let (states, later) = rows_of(Source::Payout);
            (fold_payouts(sheets, &states), states.len(), later)
        },
        || {
            let (lines, later) = rows_of(Source::Bank);
            let rows = lines.iter().map(|line| {
                let (sheet, row) = line.of(sheets);
                sheet.bank(row)
            });
            (BankLines::of(rows.collect()), lines.len(), later)
        },
    );
    let given = (states + lines) as u64;
    let named = payout_lines(&payouts, sheets, folded, threads);
    Unmatched {
        payouts,
        bank,
        given,
        later: later + later_lines,
        named,
    }
}

/// Matches payouts and bank lines.
pub fn matched<'s>(
    unmatched: Unmatched<'s>,
    knowledge: &'s Knowledge,
    horizon: Horizon,
) -> Paid<'s> {
    let Unmatched {
        payouts,
        bank,
        named,
        ..
    } = unmatched;
    let settled = judge::settle_payments(payouts, bank, &named.lines, knowledge, horizon.as_of);
    let rows = RowCounts {
        in_trails: settled.rows_used,
        repeats: unmatched.given - settled.rows_used - settled.orphans.len() as u64,
        later: unmatched.later,
        ..RowCounts::default()
    };
    Paid {
        settled,
        rows,
        unresolved: named.unresolved,
        paid_by: named.paid_by,
    }
}

/// The rows of a source within the horizon, and how many lie beyond it.
fn rows_of(
    source: Source,
    sheets: &[Sheet<'_>],
    knowledge: &Knowledge,
    horizon: Horizon,
) -> (Vec<RowAt>, u64) {
    let mut found = Vec::new();
    let mut later = 0;
    for (sheet, number) in sheets.iter().zip(0..) {
        if sheet.chunk.source != source {
            continue;
        }
        for row in 0..sheet.chunk.rows {
            if is_later(sheet, row, &knowledge.zone, horizon) {
                later += 1;
            } else {
                let row = u32::try_from(row).expect("a chunk has fewer than 2^32 rows");
                found.push(RowAt { sheet: number, row });
            }
        }
    }
    (found, later)
}

/// The payouts, sorted by name. Rows are large: only their places are sorted, by the first sixteen
/// bytes of the id, which are mostly all of it, and then by the name.
fn fold_payouts<'s>(sheets: &'s [Sheet<'s>], states: &[RowAt]) -> Vec<Payout<'s>> {
    let name = |state: &RowAt| {
        let (sheet, row) = state.of(sheets);
        PayoutName {
            id: sheet.chunk.text(at::PAYOUT_ID, row),
            acquirer: sheet.symbol(at::ACQUIRER, row),
        }
    };
    let mut order: Vec<(u128, RowAt)> = states
        .iter()
        .map(|state| (trail::prefix(name(state).id), *state))
        .collect();
    order.sort_unstable_by(|(a, one), (b, other)| {
        a.cmp(b)
            .then_with(|| name(one).cmp(&name(other)))
            .then_with(|| one.cmp(other))
    });
    let groups = order.chunk_by(|(a, one), (b, other)| a == b && name(one) == name(other));
    let payouts = groups.filter_map(|group| {
        let rows = group.iter().map(|(_, state)| {
            let (sheet, row) = state.of(sheets);
            sheet.payout(row)
        });
        Payout::fold(rows.collect())
    });
    payouts.collect()
}

/// The settlement lines of every payout that exists, each counted once; by settlement day how many
/// name one that does not; and which payout pays each group.
fn payout_lines<'s>(
    payouts: &[Payout<'s>],
    sheets: &'s [Sheet<'s>],
    folded: &Folded,
    threads: usize,
) -> Named<'s> {
    let by_name = PayoutIndex::of(payouts.iter());
    let number = |name| by_name.find(name, |at| payouts[at].name());
    let found = work::map(threads, folded.pieces.len(), |index| {
        let mut found = NamedInPiece::default();
        let mut lines = Vec::new();
        for group in folded.pieces[index].groups() {
            lines.clear();
            let rows = group.iter().map(|at| at.of(sheets));
            let settlement = rows.filter(|(sheet, _)| sheet.chunk.source == Source::Settlement);
            lines.extend(settlement.map(|(sheet, row)| sheet.settlement(row)));
            let is_one = lines.len() == 1;
            trail::settle_rows(&mut lines);
            let mut paid_by = NO_PAYOUT;
            for line in lines.iter().filter(|line| !line.payout_id.is_empty()) {
                match number(PayoutName::of_line(line)) {
                    Some(number) => {
                        found.lines.push(PayoutLines::line(number, line));
                        paid_by = u32::try_from(number).unwrap_or(NO_PAYOUT);
                    }
                    None => *found.unresolved.entry(line.settle_date).or_default() += 1,
                }
            }
            found.paid_by.push(if is_one { paid_by } else { NO_PAYOUT });
        }
        found
    });
    let mut lines = Vec::with_capacity(found.iter().map(|found| found.lines.len()).sum());
    let mut unresolved: BTreeMap<Day, u64> = BTreeMap::new();
    let mut paid_by = Vec::with_capacity(found.len());
    for some in found {
        lines.extend(some.lines);
        paid_by.push(some.paid_by);
        for (day, rows) in some.unresolved {
            *unresolved.entry(day).or_default() += rows;
        }
    }
    Named {
        lines: PayoutLines::of(payouts.len(), lines),
        unresolved,
        paid_by,
    }
}
