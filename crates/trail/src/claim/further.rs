//! Further credits: lines that refer to a payout which has its money already.
//!
//! In: who refers to whom, after the strong steps. Out: the lines that pay a payout again. Absent: lines
//! that refer to several payouts, that speak of a return, or that a debit takes back; they are orphans.

use super::table::{Holding, Table};
use super::wanted::Class;

/// A credit that refers to one payout only, which has its money by another credit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Further {
    pub line: u32,
    pub rank: u32,
}

/// Lines that are bound, each to one payout that has its exact money by one line of its own.
/// `referring` are lines and payouts that they refer to.
pub(super) fn further(
    table: &Table<'_, '_, '_>,
    referring: impl Iterator<Item = (u32, u32)>,
) -> Vec<Further> {
    let bound = |(line, _): &(u32, u32)| table.lines[*line as usize].holding == Holding::Bound;
    let mut referring: Vec<(u32, u32)> = referring.filter(bound).collect();
    referring.sort_unstable();
    referring.dedup();
    let of_line = referring.chunk_by(|a, b| a.0 == b.0);
    let single = of_line.filter_map(|of_line| match *of_line {
        [(line, rank)] => Some(Further { line, rank }),
        _ => None,
    });
    let paid = single.filter(|one| {
        let wanted = &table.wanted[one.rank as usize];
        let (line, row) = (
            &table.lines[one.line as usize],
            &table.rows[one.line as usize],
        );
        let before = |first: u32| table.rows[first as usize].booked_at <= row.booked_at;
        let has_all = table.got[one.rank as usize].as_ref().is_some_and(|got| {
            got.lump.is_none() && got.difference == 0 && got.lines.iter().all(|&one| before(one))
        });
        has_all
            && wanted.class == Class::Alive
            && line.till == wanted.till
            && !line.mirrored
            && !line.says_return
    });
    paid.collect()
}

/// Gives payouts the further credits that refer to them, last of all: what a debit may have taken back is
/// not among them.
pub(super) fn pay_again(table: &mut Table<'_, '_, '_>, further: &[Further]) {
    for &Further { line, rank } in further {
        let stands = table.lines[line as usize].holding == Holding::Bound;
        let Some(got) = table.got[rank as usize].as_mut().filter(|_| stands) else {
            continue;
        };
        got.again.push(line);
        table.lines[line as usize].holding = Holding::Taken;
    }
}
