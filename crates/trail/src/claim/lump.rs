//! Lumps without a key: one line that is the sum of several payouts.
//!
//! In: open payouts and open credits of an account. Out: claims where one set of payouts only has
//! the line's sum: runs of whole days first, then any set within the limits; and, last of all, a
//! run that lacks exactly one swipe. Several sets are proposals.

use super::Basis;
use super::nets::Nets;
use super::pool::{Pools, Runs};
use super::reference::Bound;
use super::sums::{Found, LUMP_MEMBERS_MAX, LUMP_STEPS_MAX, accept, sets_of};
use super::table::Table;
use ledger::Day;
use std::collections::BTreeMap;

/// Times that the lines are asked again after others were claimed; what is still in dispute then
/// is proposed.
pub const ROUNDS_MAX: usize = 8;
/// Open payouts of an account in one window among which sets are looked for; with more, only
/// whole days and keys are tried.
pub const LUMP_POOL_MAX: usize = 4 * LUMP_MEMBERS_MAX;

/// Payers that the payouts of one window may name for the payer to decide; with more, it does not.
const PAYERS_MAX: usize = 8;

/// Account, day, and whether the credit was taken back.
type Place = (u32, Day, bool);

/// Lines that refer to payouts and say another sum: with the rest of their lump, or as they are.
pub(super) fn bound(table: &mut Table<'_, '_, '_>, bound: Vec<Bound>) {
    let pools = Pools::of(table);
    let mut steps: BTreeMap<u32, u64> = BTreeMap::new();
    let mut answers = Vec::new();
    let mut several = Vec::new();
    // Lines of one account and day often come together, and share a pool.
    let mut known: Option<(Place, Vec<u32>, Runs)> = None;
    for (bound, at) in bound.iter().zip(0..) {
        let line = &table.lines[bound.line as usize];
        let rest = table
            .amount_of_line(bound.line)
            .saturating_sub(table.sum(&bound.ranks));
        if rest <= 0 {
            continue;
        }
        let place = (line.till, line.day, line.mirrored);
        if known.as_ref().is_none_or(|(known, _, _)| *known != place) {
            let pool = pools.on(table, bound.line, |rank| {
                table.wanted[rank as usize].lump_last
            });
            let runs = Runs::of_days(table, &pool);
            known = Some((place, pool, runs));
        }
        let Some((_, pool, runs)) = &known else {
            continue;
        };
        let found = match runs.that_sum(rest, |ranks| may_pay(table, bound.line, ranks)) {
            Found::Nothing => {
                let steps_left = steps.entry(line.till).or_insert(LUMP_STEPS_MAX);
                any_set(table, pool, bound.line, rest, 1, steps_left)
            }
            found => found,
        };
        match found {
            Found::Nothing => {}
            Found::One(set) => answers.push((at, set)),
            Found::Several(sets) => several.push((at, sets)),
        }
    }
    let (accepted, disputed) = accept(answers);
    let disputed = disputed.into_iter().map(|(at, set)| (at, vec![set]));
    several.extend(disputed);
    for (at, set) in accepted {
        let Bound { line, ranks } = &bound[at as usize];
        let mut members: Vec<u32> = ranks.iter().copied().chain(set).collect();
        members.sort_unstable();
        table.take(&members, &[*line], Basis::LumpBySum);
    }
    for Bound { line, ranks } in &bound {
        if !table.lines[*line as usize].is_taken() {
            let basis = if ranks.len() > 1 {
                Basis::LumpByKey
            } else {
                Basis::Shortfall
            };
            table.take(ranks, &[*line], basis);
        }
    }
    // The line is claimed, but what else it may be over is for a person to see.
    for (at, sets) in several {
        table.propose(bound[at as usize].line, &sets);
    }
}

/// Any set of payouts of the pool with this sum, whose payer may be the line's.
fn any_set(
    table: &Table<'_, '_, '_>,
    pool: &[u32],
    line: u32,
    sum: i64,
    least: u32,
    steps_left: &mut u64,
) -> Found {
    if pool.len() > LUMP_POOL_MAX {
        return Found::Nothing;
    }
    let fitting = pool
        .iter()
        .copied()
        .filter(|&rank| table.may_pay(rank, line) && table.payer_fits(rank, line));
    let items: Vec<(u32, i64)> = fitting
        .map(|rank| (rank, table.wanted[rank as usize].amount))
        .collect();
    sets_of(&items, sum, least, steps_left)
}

/// A line that was asked about in two ways has all the answers.
fn one_answer_each(mut answers: Vec<(u32, Found)>) -> Vec<(u32, Found)> {
    answers.sort_by_key(|(line, _)| *line);
    let mut merged: Vec<(u32, Found)> = Vec::with_capacity(answers.len());
    for (line, found) in answers {
        match merged.last_mut() {
            Some((known, before)) if *known == line => {
                let mut sets = std::mem::replace(before, Found::Nothing).into_sets();
                sets.extend(found.into_sets());
                *before = Found::of(sets);
            }
            _ => merged.push((line, found)),
        }
    }
    merged
}

/// Asks all lines, claims what has one answer that nobody else wants, and asks again; proposes
/// what is in dispute at the end.
pub(super) fn rounds(
    table: &mut Table<'_, '_, '_>,
    basis: Basis,
    mut ask: impl FnMut(&Table<'_, '_, '_>) -> Vec<(u32, Found)>,
) {
    for round in 1..=ROUNDS_MAX {
        let mut single = Vec::new();
        let mut several = Vec::new();
        for (line, found) in one_answer_each(ask(table)) {
            match found {
                Found::Nothing => {}
                Found::One(set) => single.push((line, set)),
                Found::Several(sets) => several.push((line, sets)),
            }
        }
        let (accepted, disputed) = accept(single);
        for (line, set) in &accepted {
            table.take(set, &[*line], basis);
        }
        if accepted.is_empty() || round == ROUNDS_MAX {
            several.extend(disputed.into_iter().map(|(line, set)| (line, vec![set])));
            for (line, sets) in several {
                table.propose(line, &sets);
            }
            return;
        }
    }
}

/// Lines that are the exact sum of several payouts: whole days of the line's payer, then whole
/// days whoever paid, then any set.
pub(super) fn by_sum(table: &mut Table<'_, '_, '_>) {
    let pools = Pools::of(table);
    rounds(table, Basis::LumpBySum, |table| {
        let mut answers = Vec::new();
        each_pool(table, &pools, 2, |pool, lines| {
            each_payer(table, pool, lines, |pool, lines| {
                let runs = Runs::of_days(table, pool);
                answers.extend(
                    lines
                        .iter()
                        .map(|&line| (line, lump_of(table, &runs, line))),
                );
            });
        });
        answers
    });
    rounds(table, Basis::LumpBySum, |table| {
        let mut answers = Vec::new();
        each_pool(table, &pools, 2, |pool, lines| {
            let runs = Runs::of_days(table, pool);
            answers.extend(
                lines
                    .iter()
                    .map(|&line| (line, lump_of(table, &runs, line))),
            );
        });
        answers
    });
    let mut steps: BTreeMap<u32, u64> = BTreeMap::new();
    rounds(table, Basis::LumpBySum, |table| {
        let mut answers = Vec::new();
        each_pool(table, &pools, 2, |pool, lines| {
            let till = table.lines[lines[0] as usize].till;
            let steps_left = steps.entry(till).or_insert(LUMP_STEPS_MAX);
            for &line in lines {
                let amount = table.amount_of_line(line);
                let found = any_set(table, pool, line, amount, 2, steps_left);
                answers.push((line, found));
            }
        });
        answers
    });
}

/// Lines that lack exactly one swipe of one payout, or of a run of whole days.
pub(super) fn short_by_one(table: &mut Table<'_, '_, '_>, nets: &mut Nets<'_>) {
    let pools = Pools::of(table);
    rounds(table, Basis::LumpBySum, |table| {
        let mut answers = Vec::new();
        each_pool(table, &pools, 1, |pool, lines| {
            let mut runs = Runs::of_days(table, pool);
            if pool.len() <= LUMP_MEMBERS_MAX {
                runs = runs.with_singles(table, pool);
            }
            let of_days = runs.nets(table, nets);
            for &line in lines {
                let fits = |ranks: &[u32]| {
                    may_pay(table, line, ranks)
                        && ranks.iter().all(|&rank| table.payer_fits(rank, line))
                };
                let amount = table.amount_of_line(line);
                answers.push((line, runs.that_lack_one(amount, &of_days, fits)));
            }
        });
        answers
    });
}

/// The runs of two or more payouts with the line's sum.
fn lump_of(table: &Table<'_, '_, '_>, runs: &Runs, line: u32) -> Found {
    runs.that_sum(table.amount_of_line(line), |ranks| {
        ranks.len() > 1 && may_pay(table, line, ranks)
    })
}

/// Whether the line's text names no other merchant than that of all the payouts.
fn may_pay(table: &Table<'_, '_, '_>, line: u32, ranks: &[u32]) -> bool {
    ranks.iter().all(|&rank| table.may_pay(rank, line))
}

/// Hands over the open lines that share a pool of payouts, with that pool; on accounts with at
/// least `least` open payouts.
fn each_pool(
    table: &Table<'_, '_, '_>,
    pools: &Pools,
    least: usize,
    mut see: impl FnMut(&[u32], &[u32]),
) {
    let place = |index: u32| -> Place {
        let line = &table.lines[index as usize];
        (line.till, line.day, line.mirrored)
    };
    let mut lines: Vec<u32> = (0..table.rows.len() as u32)
        .filter(|&index| {
            let line = &table.lines[index as usize];
            line.credit
                && !line.says_return
                && table.line_is_open(index)
                && pools.has(line.till, least)
        })
        .collect();
    lines.sort_by_cached_key(|&index| (place(index), index));
    for here in lines.chunk_by(|a, b| place(*a) == place(*b)) {
        let pool = pools.on(table, here[0], |rank| table.wanted[rank as usize].lump_last);
        if !pool.is_empty() {
            see(&pool, here);
        }
    }
}

/// Splits a pool by the payers that the payouts name, each with the lines that name that payer.
fn each_payer(
    table: &Table<'_, '_, '_>,
    pool: &[u32],
    lines: &[u32],
    mut see: impl FnMut(&[u32], &[u32]),
) {
    let payer_of = |rank: u32| table.wanted[rank as usize].payer;
    let mut by_payer: Vec<(&str, u32)> = pool.iter().map(|&rank| (payer_of(rank), rank)).collect();
    by_payer.sort_unstable();
    let payers: Vec<&[(&str, u32)]> = by_payer.chunk_by(|a, b| a.0 == b.0).collect();
    if payers.len() > PAYERS_MAX {
        return;
    }
    for same in payers {
        let named = lines.iter().copied();
        let lines: Vec<u32> = named
            .filter(|&line| table.payer_equal(same[0].1, line))
            .collect();
        if !lines.is_empty() {
            let ranks: Vec<u32> = same.iter().map(|(_, rank)| *rank).collect();
            see(&ranks, &lines);
        }
    }
}
