//! Payouts and bank lines, brought together once for all swipes.
//!
//! In: sheets and the folded rows. Out: payouts, bank lines, and which settlement lines name which payout.
//! Absent: how a payout finds its bank lines; that is for `trail::claim` and `judge` to say.

use crate::fold::{Folded, RowAt};
use crate::horizon::{Horizon, is_later};
use crate::rows::Sheet;
use crate::sheet::{payout as at, settlement};
use crate::work;
use judge::{BankLines, Knowledge, LineName, LineSum, PaidLine};
use ledger::Day;
use std::collections::BTreeMap;
use trail::{Payout, PayoutIndex, PayoutName};
use wire::Source;

/// A group without a settlement line, or with several, or one that names no payout that is known.
pub const NO_PAYOUT: u32 = u32::MAX;

/// Payouts and bank lines.
pub struct Read<'s> {
    /// Sorted by name.
    pub payouts: Vec<Payout<'s>>,
    /// Every line once.
    pub bank: BankLines<'s>,
    /// Their rows, repeats and all.
    pub given: u64,
    /// Rows of them that lie beyond the horizon.
    pub later: u64,
}

impl<'s> Read<'s> {
    /// The payouts by their names.
    pub fn known(&self) -> KnownPayouts<'s> {
        let names = self.payouts.iter().map(Payout::name).collect();
        let by_name = PayoutIndex::of(self.payouts.iter());
        let implied = self.payouts.first().is_some_and(Payout::is_implied);
        (names, by_name, implied)
    }
}

/// Reads payouts and bank lines.
pub fn read<'s>(
    sheets: &'s [Sheet<'s>],
    knowledge: &Knowledge,
    horizon: Horizon,
    threads: usize,
) -> Read<'s> {
    let rows_of = |source| rows_of(source, sheets, knowledge, horizon);
    let ((payouts, states, later), (bank, lines, later_lines)) = work::both(
        threads,
        || {
            let (states, later) = rows_of(Source::Payout);
            let payouts = match states.is_empty() && later == 0 {
                true => implied(sheets, &rows_of(Source::Settlement).0, knowledge),
                false => fold_payouts(sheets, &states),
            };
            (payouts, states.len(), later)
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
    Read {
        payouts,
        bank,
        given: (states + lines) as u64,
        later: later + later_lines,
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
            if is_later(sheet.chunk, row, &knowledge.zone, horizon) {
                later += 1;
            } else {
                let row = u32::try_from(row).expect("a chunk has fewer than 2^32 rows");
                found.push(RowAt { sheet: number, row });
            }
        }
    }
    (found, later)
}

/// The payouts that settlement lines name, where no record tells of any.
fn implied<'s>(sheets: &'s [Sheet<'s>], lines: &[RowAt], knowledge: &Knowledge) -> Vec<Payout<'s>> {
    let named = lines.iter().filter_map(|line| {
        let (sheet, row) = line.of(sheets);
        let names = !sheet.chunk.text(settlement::PAYOUT_ID, row).is_empty();
        names.then(|| sheet.settlement(row))
    });
    judge::implied_payouts(named.collect(), knowledge)
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
    order.sort_unstable();
    // Ids that begin alike are nearly always equal; where they are not, names decide.
    for alike in order.chunk_by_mut(|(a, _), (b, _)| a == b) {
        if alike.iter().any(|(_, at)| name(at) != name(&alike[0].1)) {
            alike.sort_unstable_by(|(_, one), (_, other)| {
                name(one).cmp(&name(other)).then_with(|| one.cmp(other))
            });
        }
    }
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

/// What settlement lines name.
pub struct Named<'s> {
    sheets: &'s [Sheet<'s>],
    /// By payout.
    pub sums: Vec<LineSum>,
    /// By settlement day how many lines name a payout of which no row is known.
    pub unresolved: BTreeMap<Day, u64>,
    /// For each group of each piece the number of the payout that its only settlement line names,
    /// or [`NO_PAYOUT`].
    pub paid_by: Vec<Vec<u32>>,
    /// The lines of all payouts, and where those of each begin, and the end of the last.
    lines: Vec<RowAt>,
    starts: Vec<u32>,
}

impl<'s> Named<'s> {
    /// The lines of a payout.
    pub fn lines_of(&self, payout: usize) -> Vec<PaidLine<'s>> {
        let range = self.starts[payout] as usize..self.starts[payout + 1] as usize;
        let rows = self.lines[range].iter().map(|at| {
            let (sheet, row) = at.of(self.sheets);
            let row = sheet.settlement(row);
            (LineName::of(&row), row.net)
        });
        rows.collect()
    }
}

/// The same, of one piece.
#[derive(Default)]
struct NamedInPiece {
    /// Payout, line, net.
    lines: Vec<(u32, RowAt, i64)>,
    unresolved: BTreeMap<Day, u64>,
    paid_by: Vec<u32>,
}

/// The payouts by their names, where to find them, and whether settlement lines alone imply them.
pub type KnownPayouts<'s> = (Vec<PayoutName<'s>>, PayoutIndex, bool);

/// The settlement lines of every payout that exists, each counted once; and which payout pays each group.
/// Of payouts that are only implied no row is known.
pub fn named<'s>(
    (names, by_name, implied): KnownPayouts<'s>,
    sheets: &'s [Sheet<'s>],
    folded: &Folded,
    threads: usize,
) -> Named<'s> {
    let number = |name: PayoutName<'_>| {
        let found = by_name.find(name, |at| names[at])?;
        Some(u32::try_from(found).expect("fewer than 2^32 payouts"))
    };
    let found = work::map(threads, folded.pieces.len(), |index| {
        let mut found = NamedInPiece::default();
        found.paid_by.reserve_exact(folded.pieces[index].len());
        found.lines.reserve_exact(folded.pieces[index].len());
        for group in folded.pieces[index].groups() {
            let paid_by = found.see(group, sheets, &number, implied);
            found.paid_by.push(paid_by);
        }
        found
    });
    let mut named = Named {
        sheets,
        sums: vec![LineSum::default(); names.len()],
        unresolved: BTreeMap::new(),
        paid_by: Vec::with_capacity(found.len()),
        lines: Vec::new(),
        starts: vec![0; names.len() + 1],
    };
    for (payout, _, net) in found.iter().flat_map(|found| &found.lines) {
        named.sums[*payout as usize].add(*net);
    }
    let mut before = 0;
    for (start, sum) in named.starts[1..].iter_mut().zip(&named.sums) {
        before += sum.lines;
        *start = before;
    }
    named.lines = vec![RowAt { sheet: 0, row: 0 }; before as usize];
    let mut next = named.starts.clone();
    for some in found {
        for (payout, at, _) in some.lines {
            let place = &mut next[payout as usize];
            named.lines[*place as usize] = at;
            *place += 1;
        }
        named.paid_by.push(some.paid_by);
        for (day, rows) in some.unresolved {
            *named.unresolved.entry(day).or_default() += rows;
        }
    }
    named
}

impl NamedInPiece {
    /// Notes the settlement lines of a group; the number of the payout that its only one names.
    fn see(
        &mut self,
        group: &[RowAt],
        sheets: &[Sheet<'_>],
        number: &impl Fn(PayoutName<'_>) -> Option<u32>,
        implied: bool,
    ) -> u32 {
        let is_line = |at: &&RowAt| at.of(sheets).0.chunk.source == Source::Settlement;
        let mut lines = group.iter().filter(is_line);
        match (lines.next(), lines.next()) {
            (None, _) => NO_PAYOUT,
            (Some(line), None) => self
                .note(*line, sheets, number, implied)
                .unwrap_or(NO_PAYOUT),
            _ => {
                for line in one_each(group.iter().filter(is_line), sheets) {
                    self.note(line, sheets, number, implied);
                }
                NO_PAYOUT
            }
        }
    }

    fn note(
        &mut self,
        at: RowAt,
        sheets: &[Sheet<'_>],
        number: &impl Fn(PayoutName<'_>) -> Option<u32>,
        implied: bool,
    ) -> Option<u32> {
        let (sheet, row) = at.of(sheets);
        let id = sheet.chunk.text(settlement::PAYOUT_ID, row);
        if id.is_empty() {
            return None;
        }
        let acquirer = sheet.symbol(settlement::ACQUIRER, row);
        let payout = number(PayoutName { id, acquirer });
        if let Some(payout) = payout {
            let net = sheet.chunk.number(settlement::NET, row);
            let net = net.expect("a good row has its required amount");
            self.lines.push((payout, at, net));
        }
        if payout.is_none() || implied {
            let day = sheet.chunk.day(settlement::SETTLE_DATE, row);
            let day = day.expect("a good row has its required date");
            *self.unresolved.entry(Day::from_epoch(day)).or_default() += 1;
        }
        payout
    }
}

/// Settlement lines, each counted once.
fn one_each<'r>(lines: impl Iterator<Item = &'r RowAt>, sheets: &[Sheet<'_>]) -> Vec<RowAt> {
    let lines: Vec<RowAt> = lines.copied().collect();
    let place_of = |at: &RowAt| {
        let (sheet, row) = at.of(sheets);
        sheet.place(row)
    };
    let rows = lines.iter().map(|at| {
        let (sheet, row) = at.of(sheets);
        sheet.settlement(row)
    });
    let mut rows: Vec<_> = rows.collect();
    trail::settle_rows(&mut rows);
    let is_kept = |at: &RowAt| rows.iter().any(|row| row.place == place_of(at));
    lines.into_iter().filter(|at| is_kept(at)).collect()
}
