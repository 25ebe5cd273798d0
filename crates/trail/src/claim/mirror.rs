//! Debits that take credits back: 退汇, 退票, 冲正, 红字.
//!
//! In: the lines. Out: pairs of a credit and the debit that mirrors it, found before anybody
//! claims (a payout that came back wants the credit that was undone), and handed to the claims
//! at the end. A debit that mirrors nothing is ordinary outgoing money.

use super::further::Further;
use super::handles::{Names, hash};
use super::table::{CANDIDATES_MAX, Holding, Table};
use super::wanted::Class;
use crate::{BankRow, Row};
use ledger::Day;
use std::collections::{BTreeMap, BTreeSet};

/// Days after a credit within which a debit may take it back.
pub const UNDONE_DAYS_MAX: i32 = 5;
/// Words by which a bank says that money came back or a booking was undone.
pub const RETURN_WORDS: [&str; 7] = ["退汇", "退票", "冲正", "红字", "退回", "冲销", "抹账"];
/// Of these, what people write to each other, too: a deposit, a price that was paid too much.
const WEAK_WORDS: [&str; 1] = ["退回"];
/// The same in letters, in any case; each begins with `r`.
const RETURN_LETTERS: [&str; 2] = ["reversal", "returned"];
/// Columns by which a statement marks an undone booking.
const RETURN_MARKS: [&str; 2] = ["rvsl_ind", "RvslInd"];

/// Debits that mirror one credit, and those that mirror several equally well.
#[derive(Debug, Default)]
pub(super) struct Mirrors {
    pub pairs: Vec<(u32, u32)>,
    pub undecided: Vec<(u32, Vec<u32>)>,
}

/// Whether the line's text or marks speak of money that came back.
pub(super) fn says_return(row: &BankRow<'_>) -> bool {
    speaks_of(row, &|_| true)
}

/// Whether they do so in words that only banks use: then the counterparty may be any account of the bank.
fn says_return_surely(row: &BankRow<'_>) -> bool {
    speaks_of(row, &|word| !WEAK_WORDS.contains(&word))
}

fn speaks_of(row: &BankRow<'_>, counts: &dyn Fn(&str) -> bool) -> bool {
    let text = row.remittance;
    let in_text = text.char_indices().any(|(at, first)| {
        let rest = &text.as_bytes()[at..];
        match first {
            'r' | 'R' => RETURN_LETTERS.iter().any(|word| {
                let head = rest.get(..word.len());
                head.is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
            }),
            _ if first.is_ascii() => false,
            _ => RETURN_WORDS
                .iter()
                .any(|word| rest.starts_with(word.as_bytes()) && counts(word)),
        }
    });
    let marked = || {
        let mut marks = RETURN_MARKS.iter().map(|mark| row.extra(mark));
        marks.any(|mark| matches!(mark, "true" | "1" | "Y" | "yes"))
    };
    in_text || marked()
}

/// Whether a reference is one booking's, and no word that every booking bears.
fn is_numbered(bank_ref: &str) -> bool {
    bank_ref.chars().any(char::is_numeric)
}

/// Whether a debit may take a credit back by whom they name: money that goes to somebody else than the one
/// it came from is a payment, whatever its reference, unless a bank says that it is none.
fn is_between_same(credit: &BankRow<'_>, debit: &BankRow<'_>) -> bool {
    let (from, to) = (credit.counterparty_name, debit.counterparty_name);
    from.is_empty()
        || to.is_empty()
        || from.contains(to)
        || to.contains(from)
        || says_return_surely(debit)
}

/// Pairs debits with the credits before them: by equal reference first, then by their words.
pub(super) fn pair(table: &mut Table<'_, '_, '_>) -> Mirrors {
    let debits: Vec<u32> = (0..table.rows.len() as u32)
        .filter(|&line| !table.lines[line as usize].credit)
        .collect();
    let mut mirrors = Mirrors::default();
    if debits.is_empty() {
        return mirrors;
    }
    let credits = Credits::of(table);
    let mut waiting: Vec<(u32, Vec<u32>)> = debits
        .into_iter()
        .map(|debit| (debit, Vec::new()))
        .collect();
    for by_words in [false, true] {
        waiting.retain_mut(|(debit, several)| {
            let fitting = credits.before(table, *debit, by_words);
            match fitting[..] {
                [] => true,
                [credit] => {
                    table.lines[credit as usize].mirrored = true;
                    mirrors.pairs.push((*debit, credit));
                    false
                }
                _ => {
                    *several = fitting;
                    true
                }
            }
        });
    }
    // A part is taken back by reference only: a smaller sum that nothing names may be anything.
    for (debit, _) in waiting.iter().filter(|(_, several)| several.is_empty()) {
        if let [credit] = credits.larger_before(table, *debit)[..] {
            mirrors.pairs.push((*debit, credit));
        }
    }
    waiting.retain(|(_, several)| !several.is_empty());
    mirrors.undecided = waiting;
    mirrors
}

/// Credits, ready to be asked for by reference or by day.
struct Credits {
    by_reference: Vec<(u32, u64, i64, Day, u32)>,
    by_day: Vec<(u32, i64, Day, u32)>,
}

impl Credits {
    fn of(table: &Table<'_, '_, '_>) -> Credits {
        let mut by_reference = Vec::new();
        let mut by_day = Vec::new();
        for (line, index) in table.lines.iter().zip(0..).filter(|(line, _)| line.credit) {
            let row = &table.rows[index as usize];
            if !row.bank_ref.is_empty() {
                by_reference.push((line.till, hash(row.bank_ref), row.amount, line.day, index));
            }
            by_day.push((line.till, row.amount, line.day, index));
        }
        by_reference.sort_unstable();
        by_day.sort_unstable();
        Credits {
            by_reference,
            by_day,
        }
    }

    /// Credits that the debit may take back and no other debit does; no more than can be named.
    fn before(&self, table: &Table<'_, '_, '_>, debit: u32, by_words: bool) -> Vec<u32> {
        let row = &table.rows[debit as usize];
        let line = &table.lines[debit as usize];
        let from = line.day.plus(-UNDONE_DAYS_MAX);
        let fits = |credit: u32| {
            let other = &table.rows[credit as usize];
            other.booked_at <= row.booked_at
                && !table.lines[credit as usize].mirrored
                && (is_between_same(other, row) || (!by_words && is_numbered(row.bank_ref)))
                && (by_words || other.bank_ref == row.bank_ref)
        };
        if by_words {
            if !line.says_return {
                return Vec::new();
            }
            let key = (line.till, row.amount);
            let start = self.by_day.partition_point(|(till, amount, day, _)| {
                (*till, *amount, *day) < (key.0, key.1, from)
            });
            let near = self.by_day[start..]
                .iter()
                .take_while(|(till, amount, day, _)| (*till, *amount) == key && *day <= line.day);
            let found = near
                .map(|(_, _, _, credit)| *credit)
                .filter(|credit| fits(*credit));
            return found.take(CANDIDATES_MAX).collect();
        }
        if row.bank_ref.is_empty() {
            return Vec::new();
        }
        let key = (line.till, hash(row.bank_ref), row.amount);
        let start = self
            .by_reference
            .partition_point(|(till, reference, amount, day, _)| {
                (*till, *reference, *amount, *day) < (key.0, key.1, key.2, from)
            });
        let near =
            self.by_reference[start..]
                .iter()
                .take_while(|(till, reference, amount, day, _)| {
                    (*till, *reference, *amount) == key && *day <= line.day
                });
        let found = near
            .map(|(_, _, _, _, credit)| *credit)
            .filter(|credit| fits(*credit));
        found.take(CANDIDATES_MAX).collect()
    }

    /// Larger credits of the debit's own reference: it may take a part of them back.
    fn larger_before(&self, table: &Table<'_, '_, '_>, debit: u32) -> Vec<u32> {
        let row = &table.rows[debit as usize];
        let line = &table.lines[debit as usize];
        if row.bank_ref.is_empty() {
            return Vec::new();
        }
        let key = (line.till, hash(row.bank_ref));
        let start = self
            .by_reference
            .partition_point(|(till, reference, amount, _, _)| {
                (*till, *reference, *amount) <= (key.0, key.1, row.amount)
            });
        let larger = self.by_reference[start..]
            .iter()
            .take_while(|(till, reference, _, _, _)| (*till, *reference) == key);
        let fitting = larger
            .map(|(_, _, _, _, credit)| *credit)
            .filter(|&credit| {
                let other = &table.rows[credit as usize];
                other.bank_ref == row.bank_ref
                    && (is_between_same(other, row) || is_numbered(row.bank_ref))
                    && other.booked_at <= row.booked_at
                    && !table.lines[credit as usize].mirrored
                    && table.lines[credit as usize].day >= line.day.plus(-UNDONE_DAYS_MAX)
            });
        fitting.take(CANDIDATES_MAX).collect()
    }
}

/// Hands the debits to the claims whose credits they take back.
/// One that may have taken back a further credit of a payout has: the payout's own stands, and both go.
pub(super) fn undo(table: &mut Table<'_, '_, '_>, mirrors: Mirrors, further: &mut Vec<Further>) {
    let mut second: BTreeMap<u32, u32> = further.iter().map(|one| (one.line, one.rank)).collect();
    let mut holders: Vec<(u32, u32)> = Vec::new();
    for (got, rank) in table.got.iter().zip(0..) {
        let lines = got.iter().flat_map(|got| &got.lines);
        holders.extend(lines.map(|&line| (line, rank)));
    }
    holders.sort_unstable();
    let holders_of = |credit: u32| {
        let from = holders.partition_point(|(line, _)| *line < credit);
        let of_credit = holders[from..].iter();
        of_credit
            .take_while(move |(line, _)| *line == credit)
            .map(|(_, rank)| *rank)
    };
    let mut undone = BTreeSet::new();
    let hand_over = |table: &mut Table<'_, '_, '_>, debit: u32, credit: u32| {
        let mut claimed = false;
        for rank in holders_of(credit) {
            if let Some(got) = &mut table.got[rank as usize] {
                got.undone_by.push(debit);
                claimed = true;
            }
        }
        if claimed {
            table.lines[debit as usize].holding = Holding::Taken;
        }
    };
    for (debit, credit) in mirrors.pairs {
        hand_over(table, debit, credit);
        undone.insert(credit);
    }
    for (debit, mut credits) in mirrors.undecided {
        let of_credit = |credit: u32| holders_of(credit).collect();
        if let Some(line) = takes_further(table, debit, &credits, &second, &of_credit) {
            second.remove(&line);
            continue;
        }
        credits.retain(|&credit| !undone.contains(&credit) && holders_of(credit).next().is_some());
        narrow(&mut credits, |credit| {
            let ids = holders_of(credit).map(|rank| (table.id(rank), rank));
            let mut named = false;
            Names::new(ids).words_of(table.rows[debit as usize].remittance, |_| named = true);
            named
        });
        narrow(&mut credits, |credit| {
            let mut ranks = holders_of(credit);
            ranks.any(|rank| table.wanted[rank as usize].class == Class::Returned)
        });
        match credits[..] {
            [] => {}
            [credit] => {
                hand_over(table, debit, credit);
                undone.insert(credit);
            }
            _ => {
                let sets: Vec<Vec<u32>> = credits
                    .iter()
                    .map(|&credit| holders_of(credit).collect())
                    .collect();
                table.propose(debit, &sets);
            }
        }
    }
    further.retain(|one| second.contains_key(&one.line));
}

/// The further credit that a debit may have taken back, unless its text names the payout of another.
fn takes_further(
    table: &Table<'_, '_, '_>,
    debit: u32,
    credits: &[u32],
    second: &BTreeMap<u32, u32>,
    holders_of: &dyn Fn(u32) -> Vec<u32>,
) -> Option<u32> {
    let names = |rank: &u32| {
        let id = std::iter::once((table.id(*rank), *rank));
        let mut named = false;
        let text = table.rows[debit as usize].remittance;
        Names::new(id).words_of(text, |_| named = true);
        named
    };
    let names_other = || {
        credits
            .iter()
            .any(|&credit| holders_of(credit).iter().any(names))
    };
    let further = credits
        .iter()
        .filter_map(|credit| second.get_key_value(credit));
    let taken = further.filter(|(_, rank)| names(rank) || !names_other());
    taken.map(|(line, _)| *line).min()
}

/// Keeps what agrees, if anything does.
pub(super) fn narrow(credits: &mut Vec<u32>, agrees: impl Fn(u32) -> bool) {
    let agreeing: Vec<u32> = credits
        .iter()
        .copied()
        .filter(|&credit| agrees(credit))
        .collect();
    if !agreeing.is_empty() {
        *credits = agreeing;
    }
}
