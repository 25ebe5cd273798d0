//! What the steps of claiming work on: the payouts in one order, the lines in one order, who has
//! what so far.
//!
//! Payouts are worked on by rank (expected day, creation, id), lines by their place in the settled
//! order, accounts by number: nothing depends on the order in which they were handed in.

use super::handles::{hash, may_be_one_account, number};
use super::wanted::{NO_TILL, Wanted, Windows, in_order, link_attempts, want};
use super::{Basis, Claim, Claimant};
use crate::{BankRow, Direction, PayoutRow};
use ledger::{Calendar, Day, Zone};
use std::collections::BTreeMap;

/// Candidates that a proposal or a resemblance names; the rest is left out.
pub const CANDIDATES_MAX: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holding {
    Open,
    /// Refers, or is referred to: no weaker step may touch it.
    Bound,
    /// Equally good explanations: a person decides.
    Contested,
    Taken,
}

/// A bank line, ready for comparison.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub till: u32,
    pub day: Day,
    pub credit: bool,
    /// Its text speaks of money that came back.
    pub says_return: bool,
    /// A debit takes it back.
    pub mirrored: bool,
    /// The number of the `lump_key` that its text names.
    pub merchant: Option<u32>,
    /// The first and the last day that its text names.
    pub days: Option<(Day, Day)>,
    pub holding: Holding,
}

impl Line {
    pub(super) fn is_taken(&self) -> bool {
        self.holding == Holding::Taken
    }
}

/// What a payout has got.
#[derive(Clone, Debug)]
pub(super) struct Got {
    pub lines: Vec<u32>,
    pub undone_by: Vec<u32>,
    /// Further credits that refer to it.
    pub again: Vec<u32>,
    /// They take back its part of the lump only.
    pub undone_alone: bool,
    pub basis: Basis,
    /// The line of the lump, when it is one.
    pub lump: Option<u32>,
    pub difference: i64,
}

pub(super) struct Table<'c, 'p, 'a> {
    pub wanted: Vec<Wanted<'p, 'a>>,
    pub rows: Vec<BankRow<'a>>,
    pub lines: Vec<Line>,
    pub got: Vec<Option<Got>>,
    pub calendar: &'c Calendar,
    candidates: BTreeMap<u32, Vec<String>>,
    resembles: BTreeMap<u32, Vec<&'a str>>,
}

impl<'c, 'p, 'a> Table<'c, 'p, 'a> {
    /// Reads the facts once. `rows` must be settled.
    pub(super) fn new(
        claimants: &[Claimant<'p, 'a>],
        rows: Vec<BankRow<'a>>,
        zone: &Zone,
        calendar: &'c Calendar,
    ) -> Table<'c, 'p, 'a> {
        let currencies = Currencies::of(claimants, &rows);
        let accounts = claimants
            .iter()
            .map(|claimant| (claimant.account_no, currencies.of_payout(claimant)))
            .chain(rows.iter().map(|row| (row.account_no, row.currency)));
        let tills =
            number(accounts.map(|(account, currency)| {
                (hash(account), (account, currency_or_default(currency)))
            }));
        let (tills_wanted, tills_of_rows) = tills.split_at(claimants.len());
        let keys = number(claimants.iter().map(|c| (hash(c.lump_key), c.lump_key)));
        let mut windows = Windows::new(calendar);
        let mut wanted: Vec<Wanted<'p, 'a>> = in_order(claimants)
            .into_iter()
            .map(|index| Wanted {
                till: match claimants[index as usize].account_no {
                    "" => NO_TILL,
                    _ => tills_wanted[index as usize],
                },
                key: keys[index as usize],
                ..want(&claimants[index as usize], index, zone, &mut windows)
            })
            .collect();
        link_attempts(&mut wanted);
        let lines = rows
            .iter()
            .zip(tills_of_rows)
            .map(|(row, till)| Line {
                till: *till,
                day: zone.day(row.booked_at),
                credit: row.direction == Direction::Credit,
                says_return: super::mirror::says_return(row),
                mirrored: false,
                merchant: None,
                days: None,
                holding: Holding::Open,
            })
            .collect();
        Table {
            got: vec![None; wanted.len()],
            wanted,
            rows,
            lines,
            calendar,
            candidates: BTreeMap::new(),
            resembles: BTreeMap::new(),
        }
    }

    pub(super) fn is_open(&self, rank: u32) -> bool {
        self.wanted[rank as usize].holding == Holding::Open
    }

    pub(super) fn line_is_open(&self, line: u32) -> bool {
        self.lines[line as usize].holding == Holding::Open
    }

    pub(super) fn id(&self, rank: u32) -> &'a str {
        self.wanted[rank as usize].payout.id()
    }

    /// Whether the line's text names no other merchant than the payout's.
    pub(super) fn may_pay(&self, rank: u32, line: u32) -> bool {
        let named = self.lines[line as usize].merchant;
        named.is_none_or(|key| key == self.wanted[rank as usize].key)
    }

    /// Whether both sides name the same payer, in a longer or shorter form.
    pub(super) fn payer_equal(&self, rank: u32, line: u32) -> bool {
        let planned = self.wanted[rank as usize].payer;
        let booked = self.rows[line as usize].counterparty_name;
        !planned.is_empty()
            && !booked.is_empty()
            && (planned.contains(booked) || booked.contains(planned))
    }

    /// Whether nothing says that the payers differ.
    pub(super) fn payer_fits(&self, rank: u32, line: u32) -> bool {
        self.wanted[rank as usize].payer.is_empty()
            || self.rows[line as usize].counterparty_name.is_empty()
            || self.payer_equal(rank, line)
    }

    pub(super) fn amount_of_line(&self, line: u32) -> i64 {
        self.rows[line as usize].amount
    }

    /// The sum of what the payouts say; saturating, so that nonsense matches nothing.
    pub(super) fn sum(&self, ranks: &[u32]) -> i64 {
        ranks.iter().fold(0, |sum: i64, &rank| {
            sum.saturating_add(self.wanted[rank as usize].amount)
        })
    }

    /// The sum of the lines.
    pub(super) fn sum_of_lines(&self, lines: &[u32]) -> i64 {
        lines.iter().fold(0, |sum: i64, &line| {
            sum.saturating_add(self.amount_of_line(line))
        })
    }

    /// Gives the lines to the payouts: one line to one or several, or several to one.
    pub(super) fn take(&mut self, ranks: &[u32], lines: &[u32], basis: Basis) {
        assert!(
            ranks.len() == 1 || lines.len() == 1,
            "many payouts never share many lines"
        );
        let difference = self.sum_of_lines(lines).saturating_sub(self.sum(ranks));
        for &line in lines {
            let held = &mut self.lines[line as usize].holding;
            assert!(*held != Holding::Taken, "a bank line is claimed once");
            *held = Holding::Taken;
            self.candidates.remove(&line);
        }
        let lump = (ranks.len() > 1).then(|| lines[0]);
        for &rank in ranks {
            let wanted = &mut self.wanted[rank as usize];
            assert!(wanted.holding != Holding::Taken, "a payout claims once");
            wanted.holding = Holding::Taken;
            self.got[rank as usize] = Some(Got {
                lines: lines.to_vec(),
                undone_by: Vec::new(),
                again: Vec::new(),
                undone_alone: false,
                basis,
                lump,
                difference,
            });
        }
    }

    /// Notes that sets of payouts explain the line equally well.
    pub(super) fn propose(&mut self, line: u32, sets: &[Vec<u32>]) {
        if self.lines[line as usize].holding != Holding::Taken {
            self.lines[line as usize].holding = Holding::Contested;
        }
        let names: Vec<String> = sets
            .iter()
            .map(|set| {
                let ids: Vec<&str> = set.iter().map(|&rank| self.id(rank)).collect();
                ids.join("+")
            })
            .collect();
        let known = self.candidates.entry(line).or_default();
        for name in names {
            if !known.contains(&name) && known.len() < CANDIDATES_MAX {
                known.push(name);
            }
        }
    }

    /// As [`Table::propose`], for payouts that each explain all the lines; none of both sides is
    /// open to weaker steps.
    pub(super) fn contest(&mut self, ranks: &[u32], lines: &[u32]) {
        let sets: Vec<Vec<u32>> = ranks
            .iter()
            .take(CANDIDATES_MAX)
            .map(|&rank| vec![rank])
            .collect();
        for &line in lines {
            self.propose(line, &sets);
        }
        for &rank in ranks {
            let held = &mut self.wanted[rank as usize].holding;
            if *held != Holding::Taken {
                *held = Holding::Contested;
            }
        }
    }

    /// Notes a payout that the line resembles, for a person to look at.
    pub(super) fn resemble(&mut self, line: u32, rank: u32) {
        let id = self.id(rank);
        let known = self.resembles.entry(line).or_default();
        if !known.contains(&id) && known.len() < CANDIDATES_MAX {
            known.push(id);
        }
    }

    pub(super) fn candidates_of(&self, line: u32) -> &[String] {
        self.candidates.get(&line).map_or(&[], Vec::as_slice)
    }

    pub(super) fn resemblance_of(&self, line: u32) -> &[&'a str] {
        self.resembles.get(&line).map_or(&[], Vec::as_slice)
    }

    pub(super) fn take_candidates(&mut self) -> BTreeMap<u32, Vec<String>> {
        std::mem::take(&mut self.candidates)
    }

    /// Whether a line may stand on the account that the payout names. A line on another one is only
    /// ever claimed in the same currency.
    fn is_on_account(&self, line: u32, wanted: &Wanted<'_, '_>) -> bool {
        self.lines[line as usize].till == wanted.till
            || may_be_one_account(wanted.account_no, self.rows[line as usize].account_no)
    }

    /// The claims, in the order in which the claimants were handed in. Lumps are numbered in the
    /// order of their lines.
    pub(super) fn claims(&self) -> Vec<Option<Claim<'a>>> {
        let mut lumps: Vec<u32> = self
            .got
            .iter()
            .flatten()
            .filter_map(|got| got.lump)
            .collect();
        lumps.sort_unstable();
        lumps.dedup();
        let number = |line: u32| lumps.partition_point(|lump| *lump < line) as u32;
        let row = |&line: &u32| self.rows[line as usize];
        let mut claims = vec![None; self.wanted.len()];
        for (wanted, got) in self.wanted.iter().zip(&self.got) {
            claims[wanted.index as usize] = got.as_ref().map(|got| Claim {
                credits: got.lines.iter().map(row).collect(),
                undone_by: got.undone_by.iter().map(row).collect(),
                again: got.again.iter().map(row).collect(),
                undone_alone: got.undone_alone,
                basis: got.basis,
                lump: got.lump.map(number),
                difference: got.difference,
                other_account: !wanted.account_no.is_empty()
                    && got
                        .lines
                        .iter()
                        .any(|&line| !self.is_on_account(line, wanted)),
            });
        }
        claims
    }
}

/// The currencies of accounts whose lines are all in one. Of a payout that nobody reports, no record says
/// its currency: it is that of the account.
struct Currencies<'a> {
    by_account: BTreeMap<&'a str, Option<&'a str>>,
}

impl<'a> Currencies<'a> {
    fn of(claimants: &[Claimant<'_, 'a>], rows: &[BankRow<'a>]) -> Currencies<'a> {
        let mut by_account: BTreeMap<&'a str, Option<&'a str>> = BTreeMap::new();
        if claimants.iter().any(|one| one.payout.is_implied()) {
            for row in rows {
                let currency = currency_or_default(row.currency);
                let only = by_account.entry(row.account_no).or_insert(Some(currency));
                *only = only.filter(|known| *known == currency);
            }
        }
        Currencies { by_account }
    }

    fn of_payout(&self, claimant: &Claimant<'_, 'a>) -> &'a str {
        let said = claimant.payout.plan().currency;
        let implied = claimant.payout.is_implied();
        let of_account = || self.by_account.get(claimant.account_no).copied().flatten();
        let known = implied.then(of_account).flatten();
        known.unwrap_or(said)
    }
}

fn currency_or_default(currency: &str) -> &str {
    if currency.is_empty() { "CNY" } else { currency }
}

/// Whether line and payout speak of the same currency.
pub(super) fn same_currency(row: &BankRow<'_>, plan: &PayoutRow<'_>) -> bool {
    currency_or_default(row.currency) == currency_or_default(plan.currency)
}
