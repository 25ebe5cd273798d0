//! What is odd about the statements themselves: balances that do not join, lines that stand twice.
//!
//! In: bank lines, each file's copies counted once. Out: per account where a line is missing, and
//! which lines are copies.
//! Absent by design: payouts; whose money a line is does not matter here.

use ledger::Instant;
use std::collections::BTreeMap;
use trail::{BankRow, Direction, Place};

/// A place in a statement where balances do not join: lines are missing before a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// When the line before was booked.
    pub from: Instant,
    /// When the line after was booked.
    pub to: Instant,
    /// The line after.
    pub place: Place,
}

/// The oddities of all statements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statements<'a> {
    gaps: BTreeMap<&'a str, Vec<Gap>>,
    copied: Vec<Place>,
    /// Copies of which the balances prove that no money moved.
    idle: Vec<Place>,
}

impl<'a> Statements<'a> {
    /// Reads the statements; lines without a balance say nothing. Of lines booked at one instant
    /// the order is not known: it is enough that their sum joins.
    pub fn of(lines: &[BankRow<'a>]) -> Statements<'a> {
        let mut order: Vec<&BankRow<'a>> =
            lines.iter().filter(|line| line.balance.is_some()).collect();
        order.sort_by_key(|line| (line.account_no, line.booked_at));
        let mut found = Statements::default();
        for account in order.chunk_by(|a, b| a.account_no == b.account_no) {
            found.read(account);
        }
        found.copied.sort_unstable();
        found.idle.sort_unstable();
        found
    }

    fn read(&mut self, account: &[&BankRow<'a>]) {
        let mut before: Option<(Instant, i64)> = None;
        for together in account.chunk_by(|a, b| a.booked_at == b.booked_at) {
            let mut copies = Vec::new();
            let (sum, last) = self.sum_without_copies(together, &mut copies);
            let line = together[0];
            let joined = before.map(|(_, balance)| balance.saturating_add(sum));
            let joins = joined
                .is_none_or(|balance| together.iter().any(|line| line.balance == Some(balance)));
            if joins && joined.is_some() {
                self.idle.append(&mut copies);
            }
            if let (false, Some((from, _))) = (joins, before) {
                self.gaps.entry(line.account_no).or_default().push(Gap {
                    from,
                    to: line.booked_at,
                    place: line.place,
                });
            }
            let closing = joined.filter(|_| joins).or(last);
            before = closing.map(|balance| (line.booked_at, balance));
        }
    }

    /// The sum of lines booked together, and the balance after them if there is one line only.
    /// A line with the same reference, amount and balance as another is its copy: a second payment
    /// would have moved the balance.
    fn sum_without_copies(
        &mut self,
        together: &[&BankRow<'a>],
        copies: &mut Vec<Place>,
    ) -> (i64, Option<i64>) {
        let mut sum = 0_i64;
        let mut counted = 0_u32;
        // Statements without times book a whole day at one instant.
        let mut seen: BTreeMap<Booking<'a>, &BankRow<'a>> = BTreeMap::new();
        for line in together {
            let original = *seen.entry(booking(line)).or_insert(line);
            if line.amount != 0 && original.place != line.place {
                self.copied.extend([original.place, line.place]);
                if is_same_text(original, line) {
                    copies.push(line.place);
                }
                continue;
            }
            counted += 1;
            sum = match line.direction {
                Direction::Credit => line.amount.saturating_add(sum),
                Direction::Debit => sum.saturating_sub(line.amount),
            };
        }
        (sum, together[0].balance.filter(|_| counted == 1))
    }

    /// The gaps of an account's statement, in order of time.
    pub fn gaps(&self, account_no: &str) -> &[Gap] {
        self.gaps.get(account_no).map_or(&[], Vec::as_slice)
    }

    /// Whether a line stands in its statement twice.
    pub fn is_copied(&self, place: Place) -> bool {
        self.copied.binary_search(&place).is_ok()
    }

    /// Whether a line is a copy, and the balance before it and after it shows that it moved
    /// nothing: it pays for no payout.
    pub fn is_idle(&self, place: Place) -> bool {
        self.idle.binary_search(&place).is_ok()
    }
}

/// What a line and its copy have in common.
type Booking<'a> = (&'a str, i64, Direction, Option<i64>);

fn booking<'a>(line: &BankRow<'a>) -> Booking<'a> {
    (line.bank_ref, line.amount, line.direction, line.balance)
}

/// A copy whose text differs may say more than the line that is kept.
fn is_same_text(a: &BankRow<'_>, b: &BankRow<'_>) -> bool {
    (a.remittance, a.counterparty_name, a.counterparty_account)
        == (b.remittance, b.counterparty_name, b.counterparty_account)
}
