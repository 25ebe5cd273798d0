//! Parts: several lines without a reference that are one payout together.
//!
//! In: open payouts and open credits of an account. Out: claims where one set of lines only has
//! the payout's sum. Several sets are proposals.

use super::Basis;
use super::lump::ROUNDS_MAX;
use super::sums::{Found, LUMP_MEMBERS_MAX, LUMP_STEPS_MAX, accept, sets_of};
use super::table::Table;
use super::wanted::{Class, NO_TILL};
use ledger::Day;
use std::collections::BTreeMap;

/// Lines that one payout may be paid in.
pub const SPLIT_PARTS_MAX: usize = 16;
/// Lines of a payout's window that are looked at; those beyond are no parts.
const LINES_SEEN_MAX: usize = 1_024;

pub(super) fn by_parts(table: &mut Table<'_, '_, '_>) {
    let mut steps: BTreeMap<u32, u64> = BTreeMap::new();
    for round in 1..=ROUNDS_MAX {
        let mut single = Vec::new();
        let mut several = Vec::new();
        for (rank, found) in ask(table, &mut steps) {
            match found {
                Found::Nothing => {}
                Found::One(lines) => single.push((rank, lines)),
                Found::Several(sets) => several.push((rank, sets)),
            }
        }
        let (accepted, disputed) = accept(single);
        for (rank, lines) in &accepted {
            table.take(&[*rank], lines, Basis::SplitParts);
        }
        if accepted.is_empty() || round == ROUNDS_MAX {
            several.extend(
                disputed
                    .into_iter()
                    .map(|(rank, lines)| (rank, vec![lines])),
            );
            for (rank, sets) in several {
                let lines: Vec<u32> = sets.into_iter().flatten().collect();
                table.contest(&[rank], &lines);
            }
            return;
        }
    }
}

fn ask(table: &Table<'_, '_, '_>, steps: &mut BTreeMap<u32, u64>) -> Vec<(u32, Found)> {
    let mut credits: Vec<(u32, Day, u32)> = Vec::new();
    for (line, index) in table.lines.iter().zip(0..) {
        if line.credit && !line.says_return && table.line_is_open(index) {
            credits.push((line.till, line.day, index));
        }
    }
    credits.sort_unstable();
    if credits.is_empty() {
        return Vec::new();
    }
    let mut answers = Vec::new();
    for (wanted, rank) in table.wanted.iter().zip(0..) {
        let eligible = wanted.till != NO_TILL
            && wanted.class == Class::Alive
            && !wanted.superseded
            && wanted.amount > 0;
        if !eligible || !table.is_open(rank) {
            continue;
        }
        let from = (wanted.till, wanted.first);
        let start = credits.partition_point(|(till, day, _)| (*till, *day) < from);
        let near = credits[start..]
            .iter()
            .take_while(|(till, day, _)| *till == wanted.till && *day <= wanted.lump_last);
        let parts = near
            .take(LINES_SEEN_MAX)
            .map(|(_, _, line)| *line)
            .filter(|&line| {
                let amount = table.amount_of_line(line);
                0 < amount
                    && amount < wanted.amount
                    && table.may_pay(rank, line)
                    && table.payer_fits(rank, line)
            })
            .take(LUMP_MEMBERS_MAX + 1);
        let items: Vec<(u32, i64)> = parts
            .map(|line| (line, table.amount_of_line(line)))
            .collect();
        if items.len() < 2 {
            continue;
        }
        let steps_left = steps.entry(wanted.till).or_insert(LUMP_STEPS_MAX);
        let found = match sets_of(&items, wanted.amount, 2, steps_left) {
            Found::One(lines) if lines.len() > SPLIT_PARTS_MAX => Found::Nothing,
            found => found,
        };
        answers.push((rank, found));
    }
    answers
}
