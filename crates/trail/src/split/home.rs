//! To which of several swipes of one handle a row belongs.
//!
//! In: what tells the swipes apart, and a row's traits. Out: the one that fits best, if one does. Absent:
//! guesses; where several fit equally well nobody is told.
//!
//! A reference that means nothing (all zeros in a bad export) may stand for every row of a data set, so equal
//! questions are answered once, and the usual one without a look at every swipe.

use super::traits::Traits;
use ledger::Instant;
use std::collections::BTreeMap;

/// What tells one swipe from another behind the same handle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor<'a> {
    pub(super) row: Traits<'a>,
    /// When its first row was made.
    pub(super) at: Instant,
    /// Every row of it that we have is a refusal.
    pub(super) refused: bool,
    /// The reference of the pre-authorisation that it stands for, too; else empty.
    pub(super) completes: &'a str,
}

/// Swipes of one handle, ready to be asked.
pub(super) struct Homes<'s, 'a> {
    anchors: &'s [Anchor<'a>],
    /// By reference (its own, or that of what it completes), terminal and running number; `None` where
    /// several have them.
    by_number: BTreeMap<(&'a str, &'a str, &'a str), Option<usize>>,
    known: BTreeMap<Traits<'a>, Option<usize>>,
}

impl<'s, 'a> Homes<'s, 'a> {
    pub(super) fn of(anchors: &'s [Anchor<'a>]) -> Homes<'s, 'a> {
        let mut by_number = BTreeMap::new();
        for (anchor, at) in anchors.iter().zip(0..) {
            let row = &anchor.row;
            let mut note = |reference: &'a str| {
                let number = (reference, row.tid, row.stan);
                let known = by_number.entry(number).or_insert(Some(at));
                *known = known.filter(|known| *known == at);
            };
            note(row.rrn);
            note(anchor.completes);
        }
        Homes {
            anchors,
            by_number,
            known: BTreeMap::new(),
        }
    }

    /// The one that fits best, or `None` when several fit equally well.
    pub(super) fn find(&mut self, row: &Traits<'a>) -> Option<usize> {
        let named = !row.rrn.is_empty() && !row.tid.is_empty() && !row.stan.is_empty();
        if named && row.orig_rrn.is_empty() && row.orig_stan.is_empty() {
            // The steps of `home` would keep it to the end, and after the third no other.
            let number = (row.rrn, row.tid, row.stan);
            if let Some(Some(at)) = self.by_number.get(&number) {
                return Some(*at);
            }
        }
        let anchors = self.anchors;
        *self.known.entry(*row).or_insert_with(|| home(anchors, row))
    }
}

/// The one anchor that fits best, or `None` when several fit equally well. Handles are tried from
/// strong to weak; each keeps those that agree, if any does.
fn home(anchors: &[Anchor<'_>], row: &Traits<'_>) -> Option<usize> {
    let mut fitting: Vec<usize> = (0..anchors.len()).collect();
    let mut keep = |agrees: &dyn Fn(&Traits<'_>, &str) -> bool| {
        let agreeing: Vec<usize> = fitting
            .iter()
            .copied()
            .filter(|&index| agrees(&anchors[index].row, anchors[index].completes))
            .collect();
        if !agreeing.is_empty() {
            fitting = agreeing;
        }
        fitting.len() == 1
    };
    let decided =
        keep(&|a, completes| !row.rrn.is_empty() && (a.rrn == row.rrn || completes == row.rrn))
            || keep(&|a, _| {
                !row.orig_rrn.is_empty() && (a.rrn == row.orig_rrn || a.orig_rrn == row.orig_rrn)
            })
            || keep(&|a, _| !row.tid.is_empty() && a.tid == row.tid)
            || keep(&|a, _| {
                !row.stan.is_empty() && (a.stan == row.stan || a.stan == row.orig_stan)
            })
            || keep(&|a, _| !row.batch_no.is_empty() && a.batch_no == row.batch_no)
            || keep(&|a, _| !row.order_no.is_empty() && a.order_no == row.order_no)
            || keep(&|a, _| a.mid == row.mid)
            || keep(&|a, _| a.amount == row.amount)
            || keep(&|a, _| a.txn_type == row.txn_type);
    decided.then(|| fitting[0])
}
