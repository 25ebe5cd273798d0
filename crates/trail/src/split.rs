//! Which swipes hide behind one handle: a reference number names a swipe only almost always.
//!
//! In: all rows that share a handle. Out: one trail per swipe, and the rows that belong to none.
//!
//! References come again after weeks; two terminals may share one; a masked bill gives two orders
//! one number. The rules stand in the record contract under "Identity" and in rule 2.

mod acquirer;
mod home;
mod traits;

use crate::era::{eras, platform_day};
use crate::gather::names_by_stan;
use crate::{CANDIDATES_MAX, Place};
use crate::{Trail, TxnType};
use acquirer::{by_acquirer, has_one_acquirer};
use home::{Anchor, Homes};
use ledger::{Day, Instant, Zone};
use std::collections::BTreeMap;
use traits::{
    Traits, clearing_traits, platform_traits, same_swipe, settlement_traits, terminal_traits,
};

/// Days without a row after which a row of the same reference begins a new swipe.
pub const REUSE_GAP_DAYS: i32 = 35;

/// Why a row belongs to no swipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OrphanReason {
    /// A clearing line without a terminal and a platform row.
    ClearedButNeverSwiped,
    /// Gives back, voids or reverses something that the data set does not have.
    OriginalMissing,
    /// Fits several swipes equally well.
    Ambiguous,
    /// A payout that no settlement line names.
    PayoutWithoutSettlement,
    /// A bank line that no payout explains.
    CreditWithoutPayout,
    /// A debit that undoes no credit of ours.
    DebitWithoutPayout,
    /// Several payouts, or sets of payouts, explain the line equally well.
    SeveralExplanations,
}

impl OrphanReason {
    /// The key of the reason in the wording catalogue.
    pub const fn slug(self) -> &'static str {
        match self {
            OrphanReason::ClearedButNeverSwiped => "cleared_but_never_swiped",
            OrphanReason::OriginalMissing => "original_missing",
            OrphanReason::Ambiguous => "ambiguous",
            OrphanReason::PayoutWithoutSettlement => "payout_without_settlement",
            OrphanReason::CreditWithoutPayout => "credit_without_payout",
            OrphanReason::DebitWithoutPayout => "debit_without_payout",
            OrphanReason::SeveralExplanations => "several_explanations",
        }
    }
}

/// A row that belongs to no swipe, what it resembles, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Orphan {
    /// The row.
    pub place: Place,
    /// Handles of what it resembles, for a person to look at; empty when nothing comes near.
    pub resembles: String,
    /// Why it stands alone.
    pub why: OrphanReason,
}

/// What [`split`] found behind one handle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split<'a> {
    /// One trail per swipe.
    pub swipes: Vec<Trail<'a>>,
    /// Rows of no swipe.
    pub orphans: Vec<Orphan>,
}

/// Tells the swipes of one handle apart. The trail must be settled. `refused` says whether a
/// response code is a refusal: a refused completion is a swipe of its own and completes nothing.
pub fn split<'a>(group: Trail<'a>, zone: &Zone, refused: &dyn Fn(&str) -> bool) -> Split<'a> {
    if is_single(&group, zone) {
        return single(group);
    }
    let mut found = Split::default();
    for of_acquirer in by_acquirer(group) {
        for era in eras(of_acquirer, zone) {
            for part in by_swipe(era, zone, refused, &mut found.orphans) {
                let one = single(part);
                found.swipes.extend(one.swipes);
                found.orphans.extend(one.orphans);
            }
        }
    }
    found
}

/// Whether [`split`] would give the group back whole, as one swipe: the common case, decided
/// without allocating.
pub fn is_one_swipe(group: &Trail<'_>, zone: &Zone) -> bool {
    is_single(group, zone) && is_swipe(group)
}

/// Whether a row makes it a swipe.
fn is_swipe(part: &Trail<'_>) -> bool {
    part.platform.iter().any(|row| row.txn_type.is_principal())
        || part.terminal.iter().any(|row| row.txn_type.is_principal())
        || part
            .settlement
            .iter()
            .any(|row| row.txn_type.is_principal())
}

/// The common case: one acquirer, one platform row at most and no long gap.
fn is_single(group: &Trail<'_>, zone: &Zone) -> bool {
    let mut principals = group
        .platform
        .iter()
        .filter(|row| row.txn_type.is_principal());
    let first = principals.next();
    if principals.next().is_some() {
        return false;
    }
    if first.is_none()
        && (group.terminal.len() > 1 || group.settlement.len() > 1 || group.clearing.len() > 1)
    {
        return false;
    }
    if !has_one_acquirer(group) {
        return false;
    }
    let mut low = Day::MAX;
    let mut high = Day::MIN;
    for_each_day(group, zone, |day| {
        low = low.min(day);
        high = high.max(day);
    });
    high < low || high.days_since(low) <= REUSE_GAP_DAYS
}

fn for_each_day(group: &Trail<'_>, zone: &Zone, mut see: impl FnMut(Day)) {
    group
        .terminal
        .iter()
        .for_each(|row| see(zone.day(row.local_time)));
    group
        .platform
        .iter()
        .for_each(|row| see(platform_day(row, zone)));
    group.clearing.iter().for_each(|row| see(row.settle_date));
    group.settlement.iter().for_each(|row| see(row.settle_date));
}

/// A part that holds one swipe at most: either it has a row that makes a swipe, or all its rows
/// are orphans.
fn single(part: Trail<'_>) -> Split<'_> {
    if part.is_empty() {
        return Split::default();
    }
    if is_swipe(&part) {
        return Split {
            swipes: vec![part],
            orphans: Vec::new(),
        };
    }
    let seen_by_us = !part.platform.is_empty() || !part.terminal.is_empty();
    let mut orphans = Vec::with_capacity(part.len());
    let mut leave = |place: Place, why| {
        orphans.push(Orphan {
            place,
            resembles: String::new(),
            why,
        });
    };
    part.terminal
        .iter()
        .for_each(|row| leave(row.place, OrphanReason::OriginalMissing));
    part.platform
        .iter()
        .for_each(|row| leave(row.place, OrphanReason::OriginalMissing));
    for row in &part.clearing {
        let never_swiped = row.txn_type.is_principal() && !seen_by_us;
        leave(
            row.place,
            if never_swiped {
                OrphanReason::ClearedButNeverSwiped
            } else {
                OrphanReason::OriginalMissing
            },
        );
    }
    part.settlement
        .iter()
        .for_each(|row| leave(row.place, OrphanReason::OriginalMissing));
    Split {
        swipes: Vec::new(),
        orphans,
    }
}

fn by_swipe<'a>(
    era: Trail<'a>,
    zone: &Zone,
    refused: &dyn Fn(&str) -> bool,
    orphans: &mut Vec<Orphan>,
) -> Vec<Trail<'a>> {
    let anchors = anchors(&era, zone, refused);
    if anchors.len() < 2 {
        return vec![era];
    }
    let mut parts: Vec<Trail<'a>> = anchors.iter().map(|_| Trail::default()).collect();
    let resembles: Vec<String> = anchors
        .iter()
        .take(CANDIDATES_MAX)
        .map(|a| format!("{}/{}/{}", a.row.rrn, a.row.tid, a.row.stan))
        .collect();
    let resembles = resembles.join("|");
    let mut homes = Homes::of(&anchors);
    let mut lost = |place: Place| {
        orphans.push(Orphan {
            place,
            resembles: resembles.clone(),
            why: OrphanReason::Ambiguous,
        });
    };
    for row in era.terminal {
        match homes.find(&terminal_traits(&row)) {
            Some(index) => parts[index].terminal.push(row),
            None => lost(row.place),
        }
    }
    for row in era.platform {
        match homes.find(&platform_traits(&row)) {
            Some(index) => parts[index].platform.push(row),
            None => lost(row.place),
        }
    }
    for row in era.clearing {
        match homes.find(&clearing_traits(&row)) {
            Some(index) => parts[index].clearing.push(row),
            None => lost(row.place),
        }
    }
    for row in era.settlement {
        match homes.find(&settlement_traits(&row)) {
            Some(index) => parts[index].settlement.push(row),
            None => lost(row.place),
        }
    }
    parts
}

/// One anchor a swipe. Platform rows make them; without any, terminal rows do; without any,
/// settlement rows.
fn anchors<'a>(era: &Trail<'a>, zone: &Zone, refused: &dyn Fn(&str) -> bool) -> Vec<Anchor<'a>> {
    let mut anchors: Vec<Anchor<'a>> = Vec::new();
    // Rows of one swipe have these in common.
    let mut by_terminal: BTreeMap<(&str, &str, TxnType), Vec<usize>> = BTreeMap::new();
    let mut add = |row: Traits<'a>, at: Instant, refused: bool| {
        if !row.txn_type.is_principal() {
            return;
        }
        let anchor = Anchor {
            row,
            at,
            refused,
            completes: "",
        };
        let alike = by_terminal
            .entry((row.rrn, row.tid, row.txn_type))
            .or_default();
        let known = alike
            .iter()
            .find(|&&at| same_swipe(&anchors[at].row, &anchor.row));
        match known {
            Some(&at) => {
                anchors[at].at = anchors[at].at.min(anchor.at);
                anchors[at].refused &= anchor.refused;
            }
            None => {
                alike.push(anchors.len());
                anchors.push(anchor);
            }
        }
    };
    if era.platform.iter().any(|row| row.txn_type.is_principal()) {
        for row in &era.platform {
            add(
                platform_traits(row),
                row.received_at,
                refused(row.response_code),
            );
        }
    } else if era.terminal.iter().any(|row| row.txn_type.is_principal()) {
        for row in &era.terminal {
            add(
                terminal_traits(row),
                row.local_time,
                refused(row.response_code),
            );
        }
    } else {
        for row in &era.settlement {
            add(settlement_traits(row), zone.at(row.settle_date, 0), false);
        }
    }
    // The terminal alone may know by which running number a completion names its original.
    for row in era.terminal.iter().filter(|row| names_by_stan(row)) {
        let nameless = |a: &&mut Anchor<'a>| {
            same_swipe(&a.row, &terminal_traits(row)) && a.row.orig_rrn.is_empty()
        };
        for anchor in anchors.iter_mut().filter(nameless) {
            anchor.row.orig_stan = row.orig_stan;
        }
    }
    absorb_completed(&mut anchors);
    anchors
}

/// A pre-authorisation that was completed is no swipe of its own: its completion is. Where several
/// parts of it were completed, it goes with the first by time.
fn absorb_completed(anchors: &mut Vec<Anchor<'_>>) {
    for index in (0..anchors.len()).rev() {
        let preauth = anchors[index].row;
        if preauth.txn_type != TxnType::Preauth {
            continue;
        }
        let completes = |other: &&mut Anchor<'_>| {
            let row = &other.row;
            let by_stan = row.orig_rrn.is_empty()
                && !row.orig_stan.is_empty()
                && (row.tid, row.batch_no, row.orig_stan)
                    == (preauth.tid, preauth.batch_no, preauth.stan);
            let names = row.orig_rrn == preauth.rrn || row.rrn == preauth.rrn || by_stan;
            row.txn_type == TxnType::Completion && names && !other.refused
        };
        let first = anchors
            .iter_mut()
            .filter(completes)
            .min_by_key(|other| (other.at, other.row.rrn, other.row.tid, other.row.stan));
        if let Some(first) = first {
            first.completes = preauth.rrn;
            anchors.remove(index);
        }
    }
}
