//! The step without references: account, amount and day.
//!
//! In: open payouts and open credits. Out: pairs that are the only ones possible, or that stand
//! in order of time where as many payouts as credits fit each other. Anything else is contested:
//! one credit that two payouts fit, two credits for one payout.
//!
//! The payer decides before the day does, and a credit that was taken back goes to a payout that
//! came back. A text that names another merchant than the payout's never fits.

use super::Basis;
use super::table::Table;
use super::wanted::{Class, NO_TILL};
use std::collections::BTreeSet;

/// Workdays after the expected day, or after the payout's last report, within which a credit
/// without a reference may be its own.
pub const CLAIM_WORKDAYS_MAX: u32 = 5;

/// Account, amount, and the merchant that the text names.
type Same = (u32, i64, Option<u32>);

/// Matches some payouts with some credits.
type Step<'s> = dyn Fn(&mut Table<'_, '_, '_>, &[u32], &[u32]) + 's;

pub(super) fn by_amount(table: &mut Table<'_, '_, '_>) {
    for keyed in [true, false] {
        let mut wanted: Vec<(Same, u32)> = Vec::new();
        for (payout, rank) in table.wanted.iter().zip(0..) {
            let eligible = payout.till != NO_TILL
                && payout.amount != 0
                && payout.class != Class::Rejected
                && table.is_open(rank);
            if eligible {
                let key = keyed.then_some(payout.key);
                wanted.push(((payout.till, payout.amount, key), rank));
            }
        }
        let mut lines: Vec<(Same, u32)> = Vec::new();
        for (line, index) in table.lines.iter().zip(0..) {
            let named = line.merchant;
            let eligible = line.credit && !line.says_return && named.is_some() == keyed;
            if eligible && table.line_is_open(index) {
                let amount = table.amount_of_line(index);
                lines.push(((line.till, amount, named), index));
            }
        }
        wanted.sort_unstable();
        lines.sort_unstable();
        let mut from = 0;
        for same in wanted.chunk_by(|a, b| a.0 == b.0) {
            from += lines[from..].partition_point(|(key, _)| *key < same[0].0);
            let len = lines[from..].partition_point(|(key, _)| *key == same[0].0);
            if len > 0 {
                let ranks: Vec<u32> = same.iter().map(|(_, rank)| *rank).collect();
                let fitting: Vec<u32> = lines[from..from + len].iter().map(|(_, l)| *l).collect();
                settle_by_sending(table, &ranks, &fitting);
            }
        }
    }
}

/// Payouts that were sent come first. What nobody says was sent may have been all the same, yet a
/// stranger's credit of the same amount is not its money: then the payer must not be another one.
fn settle_by_sending(table: &mut Table<'_, '_, '_>, ranks: &[u32], lines: &[u32]) {
    let (sent, unsent): (Vec<u32>, Vec<u32>) = ranks
        .iter()
        .partition(|&&rank| table.wanted[rank as usize].sent);
    if !sent.is_empty() {
        settle(table, &sent, lines);
    }
    let by_payer = |line: &u32| {
        let nobody = table.rows[*line as usize].counterparty_name.is_empty();
        nobody || unsent.iter().all(|&rank| table.payer_equal(rank, *line))
    };
    let open = lines.iter().filter(|line| table.line_is_open(**line));
    let left: Vec<u32> = open.filter(|line| by_payer(line)).copied().collect();
    if !unsent.is_empty() && !left.is_empty() {
        settle(table, &unsent, &left);
    }
}

/// Payouts and credits of one account and amount.
fn settle(table: &mut Table<'_, '_, '_>, ranks: &[u32], lines: &[u32]) {
    if let ([rank], [line]) = (ranks, lines) {
        if in_window(table, *rank, *line) {
            table.take(&[*rank], &[*line], Basis::AmountAndDay);
        }
        return;
    }
    // A credit that was undone is rather that of a payout that came back, and the other way round.
    const LIKELY: [(Class, bool); 4] = [
        (Class::Alive, false),
        (Class::Returned, true),
        (Class::Alive, true),
        (Class::Returned, false),
    ];
    for by_payer in [true, false] {
        for (class, mirrored) in LIKELY {
            let mut of_class = |step: &Step<'_>| {
                let ranks: Vec<u32> = ranks
                    .iter()
                    .copied()
                    .filter(|&r| table.is_open(r) && table.wanted[r as usize].class == class)
                    .collect();
                let lines: Vec<u32> = lines
                    .iter()
                    .copied()
                    .filter(|&l| {
                        table.line_is_open(l) && table.lines[l as usize].mirrored == mirrored
                    })
                    .collect();
                if ranks.is_empty() || lines.is_empty() {
                    return;
                }
                if by_payer {
                    for (ranks, lines) in same_payers(table, &ranks, &lines) {
                        step(table, &ranks, &lines);
                    }
                } else {
                    step(table, &ranks, &lines);
                }
            };
            of_class(&in_order);
            of_class(&by_day);
            of_class(&in_order);
        }
    }
    let ranks: Vec<u32> = ranks
        .iter()
        .copied()
        .filter(|&r| table.is_open(r))
        .collect();
    let lines: Vec<u32> = lines
        .iter()
        .copied()
        .filter(|&l| table.line_is_open(l))
        .collect();
    for (ranks, lines) in overlaps(table, &ranks, &lines) {
        attempts_or_contest(table, &ranks, &lines);
    }
}

/// Splits by the payer that both sides name.
fn same_payers(
    table: &Table<'_, '_, '_>,
    ranks: &[u32],
    lines: &[u32],
) -> Vec<(Vec<u32>, Vec<u32>)> {
    let payer_of = |line: u32| table.rows[line as usize].counterparty_name;
    let mut by_payer: Vec<(&str, u32)> = ranks
        .iter()
        .map(|&rank| (table.wanted[rank as usize].payer, rank))
        .filter(|(payer, _)| !payer.is_empty())
        .collect();
    by_payer.sort_unstable();
    let mut paid_by: Vec<(&str, u32)> = lines.iter().map(|&line| (payer_of(line), line)).collect();
    paid_by.sort_unstable();
    by_payer
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| {
            let from = paid_by.partition_point(|(payer, _)| *payer < same[0].0);
            let of_payer = paid_by[from..].iter();
            let lines = of_payer.take_while(|(payer, _)| *payer == same[0].0);
            (
                same.iter().map(|(_, rank)| *rank).collect(),
                lines.map(|(_, line)| *line).collect(),
            )
        })
        .filter(|(_, lines): &(Vec<u32>, Vec<u32>)| !lines.is_empty())
        .collect()
}

/// As many payouts as credits: the earliest credit goes to the payout whose window ends first.
fn in_order(table: &mut Table<'_, '_, '_>, ranks: &[u32], lines: &[u32]) {
    for (ranks, lines) in overlaps(table, ranks, lines) {
        if ranks.len() == lines.len()
            && let Some(pairs) = pairs_in_order(table, &ranks, &lines)
        {
            for (rank, line) in pairs {
                table.take(&[rank], &[line], Basis::AmountAndDay);
            }
        }
    }
}

fn pairs_in_order(
    table: &Table<'_, '_, '_>,
    ranks: &[u32],
    lines: &[u32],
) -> Option<Vec<(u32, u32)>> {
    let mut coming: Vec<u32> = ranks.to_vec();
    coming.sort_by_key(|&rank| (table.wanted[rank as usize].first, rank));
    let mut coming = coming.into_iter().peekable();
    let mut open: BTreeSet<(ledger::Day, u32)> = BTreeSet::new();
    let mut pairs = Vec::with_capacity(lines.len());
    for &line in lines {
        let day = table.lines[line as usize].day;
        while let Some(rank) = coming.next_if(|&rank| table.wanted[rank as usize].first <= day) {
            open.insert((table.wanted[rank as usize].last, rank));
        }
        let (last, rank) = open.pop_first()?;
        if last < day {
            return None;
        }
        pairs.push((rank, line));
    }
    Some(pairs)
}

/// As many payouts likeliest on a day as credits booked on it.
fn by_day(table: &mut Table<'_, '_, '_>, ranks: &[u32], lines: &[u32]) {
    let mut likely: Vec<(ledger::Day, u32)> = ranks
        .iter()
        .map(|&rank| (table.wanted[rank as usize].anchor, rank))
        .collect();
    likely.sort_unstable();
    let mut booked: Vec<(ledger::Day, u32)> = lines
        .iter()
        .map(|&line| (table.lines[line as usize].day, line))
        .collect();
    booked.sort_unstable();
    for same in likely.chunk_by(|a, b| a.0 == b.0) {
        let from = booked.partition_point(|(day, _)| *day < same[0].0);
        let len = booked[from..].partition_point(|(day, _)| *day == same[0].0);
        if len == same.len() {
            for ((_, rank), (_, line)) in same.iter().zip(&booked[from..from + len]) {
                table.take(&[*rank], &[*line], Basis::AmountAndDay);
            }
        }
    }
}

/// Payouts and credits that hang together by their windows; lines in order of time.
fn overlaps(table: &Table<'_, '_, '_>, ranks: &[u32], lines: &[u32]) -> Vec<(Vec<u32>, Vec<u32>)> {
    let mut booked: Vec<(ledger::Day, u32)> = lines
        .iter()
        .map(|&line| (table.lines[line as usize].day, line))
        .collect();
    booked.sort_unstable();
    let mut reaches: Vec<(usize, usize, u32)> = ranks
        .iter()
        .map(|&rank| {
            let wanted = &table.wanted[rank as usize];
            let from = booked.partition_point(|(day, _)| *day < wanted.first);
            let to = booked.partition_point(|(day, _)| *day <= wanted.last);
            (from, to, rank)
        })
        .filter(|(from, to, _)| from < to)
        .collect();
    reaches.sort_unstable();
    let mut found: Vec<(Vec<u32>, Vec<u32>)> = Vec::new();
    let mut reached = 0;
    for (from, to, rank) in reaches {
        if found.is_empty() || from >= reached {
            found.push((Vec::new(), Vec::new()));
            reached = from;
        }
        let (ranks, lines) = found
            .last_mut()
            .expect("one was pushed when there was none");
        ranks.push(rank);
        lines.extend(
            booked[reached..to.max(reached)]
                .iter()
                .map(|(_, line)| *line),
        );
        reached = reached.max(to);
    }
    found
}

/// Attempts of one payment are no strangers: the line goes to the one reported paid, else to the
/// first. Anything else is for a person.
fn attempts_or_contest(table: &mut Table<'_, '_, '_>, ranks: &[u32], lines: &[u32]) {
    let alive: Vec<u32> = ranks
        .iter()
        .copied()
        .filter(|&rank| table.wanted[rank as usize].class == Class::Alive)
        .collect();
    let attempts = if alive.is_empty() { ranks } else { &alive[..] };
    let chain = table.wanted[attempts[0] as usize].chain;
    let one_payment = attempts
        .iter()
        .all(|&rank| table.wanted[rank as usize].chain == chain);
    let fitting: Vec<u32> = attempts
        .iter()
        .copied()
        .filter(|&rank| lines.iter().all(|&line| in_window(table, rank, line)))
        .collect();
    let first = fitting
        .iter()
        .copied()
        .min_by_key(|&rank| (!table.wanted[rank as usize].paid, rank));
    match (first, lines) {
        (Some(rank), [line]) if one_payment => {
            table.take(&[rank], &[*line], Basis::AmountAndDay);
        }
        _ => table.contest(ranks, lines),
    }
}

fn in_window(table: &Table<'_, '_, '_>, rank: u32, line: u32) -> bool {
    let wanted = &table.wanted[rank as usize];
    let day = table.lines[line as usize].day;
    wanted.first <= day && day <= wanted.last
}
