//! The payout: a subject of its own, with all its reported states.
//!
//! In: rows of one `payout_id`, in any order. Out: its history, and its state at any instant.
//! Absent by design: whether it arrived; that is for the bank's lines ([`crate::claim`]) to say.

use crate::{Index, PayoutRow, PayoutStatus, SettlementRow, Source, settle_rows};
use ledger::Instant;

/// What a payout is called: an id names one payout within one acquirer's records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PayoutName<'a> {
    /// `payout_id`; empty names none.
    pub id: &'a str,
    /// Whose payout it is; empty when the records come from one acquirer.
    pub acquirer: &'a str,
}

impl<'a> PayoutName<'a> {
    /// The payout into which a settlement line was put.
    pub fn of_line(row: &SettlementRow<'a>) -> PayoutName<'a> {
        PayoutName {
            id: row.payout_id,
            acquirer: row.acquirer,
        }
    }
}

/// Finds payouts by name.
#[derive(Clone, Debug, Default)]
pub struct PayoutIndex {
    by_id: Index,
}

impl PayoutIndex {
    /// Indexes payouts by their position.
    pub fn of<'p, 'a: 'p>(payouts: impl Iterator<Item = &'p Payout<'a>>) -> PayoutIndex {
        PayoutIndex {
            by_id: Index::of(payouts.map(Payout::id)),
        }
    }

    /// The position of the payout of that name; for want of one, of the payout of that id which
    /// bears no acquirer. `name_of` tells the name of the payout at a position.
    pub fn find<'n>(
        &self,
        wanted: PayoutName<'_>,
        name_of: impl Fn(usize) -> PayoutName<'n>,
    ) -> Option<usize> {
        let exact = self.by_id.find(wanted.id, |at| name_of(at) == wanted);
        let anybody = PayoutName {
            acquirer: "",
            ..wanted
        };
        exact.or_else(|| self.by_id.find(wanted.id, |at| name_of(at) == anybody))
    }
}

/// All reported states of one payout, in the order of `status_at`; equal times in the order of
/// [`PayoutStatus`] (record contract, rule 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout<'a> {
    rows: Vec<PayoutRow<'a>>,
}

impl<'a> Payout<'a> {
    /// Folds the rows of one payout. `None` when there are none.
    pub fn fold(mut rows: Vec<PayoutRow<'a>>) -> Option<Payout<'a>> {
        settle_rows(&mut rows);
        rows.sort_by_key(|row| (row.status_at, row.status));
        (!rows.is_empty()).then_some(Payout { rows })
    }

    /// Every row, in order; never empty.
    pub fn rows(&self) -> &[PayoutRow<'a>] {
        &self.rows
    }

    /// The row that says what the payout is: the first one.
    pub fn plan(&self) -> &PayoutRow<'a> {
        &self.rows[0]
    }

    /// Whether nobody reports it: its settlement lines imply it, and its one row stands for them.
    pub fn is_implied(&self) -> bool {
        self.plan().place.source == Source::Settlement
    }

    /// The payout's id.
    pub fn id(&self) -> &'a str {
        self.plan().payout_id
    }

    /// Its id, and whose it is.
    pub fn name(&self) -> PayoutName<'a> {
        PayoutName {
            id: self.id(),
            acquirer: self.plan().acquirer,
        }
    }

    /// The name of the payout that this one tries again; `None` when it is a first attempt.
    pub fn tries_again(&self) -> Option<PayoutName<'a>> {
        let id = self.retry_of();
        (!id.is_empty() && id != self.id()).then_some(PayoutName {
            id,
            acquirer: self.plan().acquirer,
        })
    }

    /// The row whose status holds at `at`; `None` before the first one. After a final state
    /// nothing follows, but `paid` may become `returned`.
    pub fn state_at(&self, at: Instant) -> Option<&PayoutRow<'a>> {
        let mut state: Option<&PayoutRow<'a>> = None;
        for row in self.rows.iter().take_while(|row| row.status_at <= at) {
            match state {
                Some(held) if !may_follow(held.status, row.status) => {}
                _ => state = Some(row),
            }
        }
        state
    }

    /// Rows that come after a final state and change nothing: a finding.
    pub fn contradictions(&self) -> Vec<&PayoutRow<'a>> {
        let mut state: Option<PayoutStatus> = None;
        let mut ignored = Vec::new();
        for row in &self.rows {
            match state {
                Some(held) if !may_follow(held, row.status) => ignored.push(row),
                _ => state = Some(row.status),
            }
        }
        ignored
    }

    /// The id of the payout that this one tries again; empty when it is a first attempt.
    pub fn retry_of(&self) -> &'a str {
        self.rows
            .iter()
            .map(|row| row.retry_of)
            .find(|id| !id.is_empty())
            .unwrap_or("")
    }
}

/// Whether a payout in state `held` may be reported as `next`: a final state never regresses.
const fn may_follow(held: PayoutStatus, next: PayoutStatus) -> bool {
    match held {
        PayoutStatus::Paid => matches!(next, PayoutStatus::Returned),
        PayoutStatus::Rejected | PayoutStatus::Returned => false,
        PayoutStatus::Created
        | PayoutStatus::Sent
        | PayoutStatus::Accepted
        | PayoutStatus::Unknown => true,
    }
}
