//! Debits for payouts that came back although none of them mirrors a credit: members of lumps, parts, and
//! what comes back after a long time.
//!
//! In: payouts whose last word is that they were returned, debits whose text speaks of a return. Out: such
//! payouts, first marked as members of lumps, and when all is claimed, undone; and payouts that such a text
//! names, whatever their own last word is. Absent: pairs of a credit and a debit of one amount; those are
//! `mirror`'s.

use super::handles::Names;
use super::mirror::{Mirrors, UNDONE_DAYS_MAX, narrow};
use super::table::{Holding, Table};
use super::wanted::Class;

/// Marks payouts that came back by a debit of their amount which mirrors no credit: they were members of a
/// lump.
pub(super) fn mark_returned(table: &mut Table<'_, '_, '_>, mirrors: &Mirrors) {
    let returned = Returned::of(table, |_| true);
    if returned.by_sum.is_empty() {
        return;
    }
    let mut paired: Vec<u32> = mirrors.pairs.iter().map(|(debit, _)| *debit).collect();
    paired.extend(mirrors.undecided.iter().map(|(debit, _)| *debit));
    paired.sort_unstable();
    for debit in 0..table.rows.len() as u32 {
        let line = table.lines[debit as usize];
        if line.credit || !line.says_return || paired.binary_search(&debit).is_ok() {
            continue;
        }
        for rank in returned.like(table, debit) {
            let wanted = &mut table.wanted[rank as usize];
            wanted.came_back_alone |=
                wanted.created <= line.day && line.day <= wanted.last.plus(UNDONE_DAYS_MAX);
        }
    }
}

/// Payouts that came back, by account and amount.
struct Returned {
    by_sum: Vec<(u32, i64, u32)>,
}

impl Returned {
    fn of(table: &Table<'_, '_, '_>, counts: impl Fn(u32) -> bool) -> Returned {
        let ranks = 0..table.wanted.len() as u32;
        let returned = ranks.filter(|&rank| table.wanted[rank as usize].class == Class::Returned);
        let mut by_sum: Vec<(u32, i64, u32)> = returned
            .filter(|&rank| counts(rank))
            .map(|rank| {
                let wanted = &table.wanted[rank as usize];
                // One whose account nobody knows has that of its credit.
                let got = table.got[rank as usize].as_ref();
                let till = got.map_or(wanted.till, |got| table.lines[got.lines[0] as usize].till);
                (till, wanted.amount, rank)
            })
            .collect();
        by_sum.sort_unstable();
        Returned { by_sum }
    }

    /// Those of the account and the amount of a debit.
    fn like(&self, table: &Table<'_, '_, '_>, debit: u32) -> Vec<u32> {
        let key = (
            table.lines[debit as usize].till,
            table.rows[debit as usize].amount,
        );
        let from = self
            .by_sum
            .partition_point(|(till, amount, _)| (*till, *amount) < key);
        let alike = self.by_sum[from..].iter();
        let alike = alike.take_while(|(till, amount, _)| (*till, *amount) == key);
        alike.map(|(_, _, rank)| *rank).collect()
    }
}

/// Debits for payouts that came back although nothing has taken their credits back yet. A bank that
/// takes one payout out of a lump books its amount, not the lump's; and over holidays it takes its
/// time, while the payout's own report says when the money was on its way back.
pub(super) fn undo_returned(table: &mut Table<'_, '_, '_>) {
    let returned = Returned::of(table, |rank| {
        let got = table.got[rank as usize].as_ref();
        got.is_some_and(|got| got.undone_by.is_empty() && got.lines.len() == 1)
    });
    if returned.by_sum.is_empty() {
        return;
    }
    for debit in 0..table.rows.len() as u32 {
        let line = &table.lines[debit as usize];
        if line.credit || !line.says_return || !table.line_is_open(debit) {
            continue;
        }
        let mut ranks = returned.like(table, debit);
        ranks.retain(|&rank| may_be_of(table, debit, rank));
        narrow(&mut ranks, |rank| {
            let id = std::iter::once((table.id(rank), rank));
            let mut named = false;
            Names::new(id).words_of(table.rows[debit as usize].remittance, |_| named = true);
            named
        });
        match ranks[..] {
            [] => {}
            [rank] => undo_alone(table, debit, rank),
            _ => {
                let sets: Vec<Vec<u32>> = ranks.iter().map(|&rank| vec![rank]).collect();
                table.propose(debit, &sets);
            }
        }
    }
}

/// Debits that speak of a return, of the amount of the one payout that they name, which nothing has taken
/// back yet: the bank knows before the payout's report does.
pub(super) fn undo_named(table: &mut Table<'_, '_, '_>) {
    let is_open = |table: &Table<'_, '_, '_>, debit: u32| {
        let line = &table.lines[debit as usize];
        !line.credit && line.says_return && table.line_is_open(debit)
    };
    let debits: Vec<u32> = (0..table.rows.len() as u32)
        .filter(|&debit| is_open(table, debit))
        .collect();
    if debits.is_empty() {
        return;
    }
    let names = Names::new((0..table.wanted.len() as u32).map(|rank| (table.id(rank), rank)));
    for debit in debits {
        let mut ranks: Vec<u32> = Vec::new();
        names.words_of(table.rows[debit as usize].remittance, |at| {
            ranks.extend(names.at(at).filter(|&rank| may_be_of(table, debit, rank)));
        });
        ranks.sort_unstable();
        ranks.dedup();
        if let [rank] = ranks[..] {
            undo_alone(table, debit, rank);
        }
    }
}

/// Takes the money of one payout back, and no other's of its lump.
fn undo_alone(table: &mut Table<'_, '_, '_>, debit: u32, rank: u32) {
    if let Some(got) = &mut table.got[rank as usize] {
        got.undone_by.push(debit);
        got.undone_alone = got.lump.is_some();
    }
    table.lines[debit as usize].holding = Holding::Taken;
}

/// Whether a debit may take back the credit of a payout that came back: of its amount, after the
/// credit, and not long after the return was reported.
fn may_be_of(table: &Table<'_, '_, '_>, debit: u32, rank: u32) -> bool {
    let wanted = &table.wanted[rank as usize];
    let (row, line) = (&table.rows[debit as usize], &table.lines[debit as usize]);
    table.got[rank as usize].as_ref().is_some_and(|got| {
        let mut credits = got.lines.iter().map(|&credit| credit as usize);
        got.undone_by.is_empty()
            && wanted.amount == row.amount
            && line.day <= wanted.last.plus(UNDONE_DAYS_MAX)
            && credits.all(|credit| {
                table.lines[credit].till == line.till
                    && table.rows[credit].booked_at <= row.booked_at
            })
    })
}
