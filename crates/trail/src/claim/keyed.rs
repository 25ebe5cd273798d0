//! Lumps by a key: the text names the merchant, or the day that was settled.
//!
//! In: texts. Out: which merchant and days they name; and claims of one line over all payouts of
//! that merchant and day, where the sum is equal, or lacks exactly one swipe.

use super::Basis;
use super::handles::{Names, runs};
use super::lump::rounds;
use super::nets::Nets;
use super::pool::{Pools, Runs};
use super::sums::Found;
use super::table::Table;
use ledger::Day;

/// Days between a line's booking and a day in its text; farther, the digits are no day.
const TEXT_DAYS_MAX: i32 = 60;

/// Notes the merchant and the days that the text of each open credit names.
pub(super) fn read_keys(table: &mut Table<'_, '_, '_>) {
    let keys = table
        .wanted
        .iter()
        .map(|wanted| (wanted.lump_key, wanted.key));
    let names = Names::new(keys);
    for index in 0..table.rows.len() {
        let line = &table.lines[index];
        if !line.credit || !table.line_is_open(index as u32) {
            continue;
        }
        let row = &table.rows[index];
        let mut merchants: Vec<u32> = Vec::new();
        let mut days: Vec<Day> = Vec::new();
        for text in [row.remittance, row.bank_ref] {
            names.words_of(text, |at| merchants.extend(names.at(at)));
            days_in(text, line.day, &mut days);
        }
        merchants.sort_unstable();
        merchants.dedup();
        let line = &mut table.lines[index];
        if let [merchant] = merchants[..] {
            line.merchant = Some(merchant);
        }
        line.days = days.iter().min().copied().zip(days.iter().max().copied());
    }
}

/// Days written as `20250926`, `2025-09-26`, `2025/9/26`, `2025年9月26日` or `0926`, near `around`.
fn days_in(text: &str, around: Day, days: &mut Vec<Day>) {
    let mut see = |year: i32, month: u32, day: u32| {
        let ymd = u8::try_from(month).ok().zip(u8::try_from(day).ok());
        let found = ymd.and_then(|(month, day)| Day::ymd(year, month, day));
        let near = found.filter(|found| found.days_since(around).abs() <= TEXT_DAYS_MAX);
        days.extend(near);
        near.is_some()
    };
    let digits: Vec<(&str, usize, usize)> = runs(text)
        .into_iter()
        .map(|(from, to)| (&text[from..to], from, to))
        .collect();
    let number = |run: &str| -> Option<u32> {
        (run.len() <= 8 && run.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| run.parse().ok())
            .flatten()
    };
    for (at, (run, _, _)) in digits.iter().enumerate() {
        let part = |offset: usize| {
            digits
                .get(at + offset)
                .filter(|(next, _, _)| next.len() <= 2)
                .and_then(|(next, _, _)| number(next))
        };
        if run.len() >= 8
            && let Some(ymd) = run.get(..8).and_then(number)
        {
            let year = i32::try_from(ymd / 10_000).unwrap_or(0);
            see(year, ymd / 100 % 100, ymd % 100);
        } else if run.len() == 4
            && let Some(head) = number(run)
        {
            let year = i32::try_from(head).unwrap_or(0);
            let whole = part(1)
                .zip(part(2))
                .is_some_and(|(month, day)| see(year, month, day));
            if !whole {
                let _ = see(around.year(), head / 100, head % 100);
            }
        }
    }
}

/// What the lines of one account, day, merchant and named days may be over.
struct Choice {
    /// By the days that the text names.
    by_days: Runs,
    /// By the merchant alone: runs of whole days.
    by_merchant: Runs,
}

/// One line over all payouts of the merchant and day in its text.
pub(super) fn by_key(table: &mut Table<'_, '_, '_>) {
    let pools = Pools::of(table);
    let several = |ranks: &[u32]| ranks.len() > 1;
    rounds(table, Basis::LumpByKey, |table| {
        let mut answers = Vec::new();
        each_choice(table, &pools, 2, |choice, lines| {
            for &line in lines {
                let amount = table.amount_of_line(line);
                let found = match choice.by_days.that_sum(amount, several) {
                    Found::Nothing => choice.by_merchant.that_sum(amount, several),
                    found => found,
                };
                answers.push((line, found));
            }
        });
        answers
    });
}

/// The same, where the line lacks exactly one swipe.
pub(super) fn short_by_one(table: &mut Table<'_, '_, '_>, nets: &mut Nets<'_>) {
    let pools = Pools::of(table);
    rounds(table, Basis::LumpByKey, |table| {
        let mut answers = Vec::new();
        each_choice(table, &pools, 1, |choice, lines| {
            let of_days = choice.by_days.nets(table, nets);
            let of_merchant = choice.by_merchant.nets(table, nets);
            for &line in lines {
                let amount = table.amount_of_line(line);
                // Many texts bear a date: where no merchant is named, the payer must not be another.
                let named = table.lines[line as usize].merchant.is_some();
                let fits =
                    |ranks: &[u32]| named || ranks.iter().all(|&rank| table.payer_fits(rank, line));
                let found = match choice.by_days.that_lack_one(amount, &of_days, fits) {
                    Found::Nothing => choice.by_merchant.that_lack_one(amount, &of_merchant, fits),
                    found => found,
                };
                answers.push((line, found));
            }
        });
        answers
    });
}

/// Hands over the open lines that have the same key, with what they may be over; on accounts with
/// at least `least` open payouts.
fn each_choice(
    table: &Table<'_, '_, '_>,
    pools: &Pools,
    least: usize,
    mut see: impl FnMut(&Choice, &[u32]),
) {
    let place = |index: u32| {
        let line = &table.lines[index as usize];
        (line.till, line.day, line.mirrored)
    };
    let key = |index: u32| {
        let line = &table.lines[index as usize];
        (line.merchant, line.days)
    };
    let mut lines: Vec<u32> = (0..table.rows.len() as u32)
        .filter(|&index| {
            let line = &table.lines[index as usize];
            let has_key = line.merchant.is_some() || line.days.is_some();
            line.credit && !line.says_return && has_key && table.line_is_open(index)
        })
        .filter(|&index| pools.has(table.lines[index as usize].till, least))
        .collect();
    lines.sort_by_cached_key(|&index| (place(index), key(index), index));
    for here in lines.chunk_by(|a, b| place(*a) == place(*b)) {
        let pool = pools.on(table, here[0], |rank| table.wanted[rank as usize].last);
        let mut by_key: Vec<(u32, u32)> = pool
            .iter()
            .map(|&rank| (table.wanted[rank as usize].key, rank))
            .collect();
        by_key.sort_unstable();
        for same in here.chunk_by(|a, b| key(*a) == key(*b)) {
            let (merchant, days) = key(same[0]);
            let of_merchant: Vec<u32> = merchant.map_or(Vec::new(), |merchant| {
                let from = by_key.partition_point(|(key, _)| *key < merchant);
                let known = by_key[from..].iter();
                let of_merchant = known.take_while(|(key, _)| *key == merchant);
                of_merchant.map(|(_, rank)| *rank).collect()
            });
            let meant = if merchant.is_some() {
                &of_merchant
            } else {
                &pool
            };
            if !meant.is_empty() {
                let choice = Choice {
                    by_days: days.map_or_else(Runs::default, |days| named_days(table, meant, days)),
                    by_merchant: Runs::of_days(table, &of_merchant),
                };
                see(&choice, same);
            }
        }
    }
}

/// The payouts that are meant by days in a text: due or created on them, or on the workday after
/// (the text then names the days that were settled).
fn named_days(table: &Table<'_, '_, '_>, pool: &[u32], (from, to): (Day, Day)) -> Runs {
    let next = |day: Day| table.calendar.nth_workday_after(day, 1).day;
    let mut sets: Vec<Vec<u32>> = Vec::with_capacity(4);
    for (from, to) in [(from, to), (next(from), next(to))] {
        for by_creation in [false, true] {
            let ranks = pool.iter().copied().filter(|&rank| {
                let wanted = &table.wanted[rank as usize];
                let day = if by_creation {
                    wanted.created
                } else {
                    wanted.expected
                };
                from <= day && day <= to
            });
            sets.push(ranks.collect());
        }
    }
    sets.sort_unstable();
    sets.dedup();
    Runs::of_sets(table, &sets)
}
