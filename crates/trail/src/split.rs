//! Which swipes hide behind one handle: a reference number names a swipe only almost always.
//!
//! In: all rows that share a handle. Out: one trail per swipe, and the rows that belong to none.
//!
//! References come again after weeks; two terminals may share one; a masked bill gives two orders
//! one number. The rules stand in the record contract under "Identity" and in rule 2.

use crate::Place;
use crate::era::{eras, platform_day};
use crate::{ClearingRow, PlatformRow, SettlementRow, TerminalRow, Trail, TxnType};
use ledger::{Day, Zone};

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
    for era in eras(group, zone) {
        for part in by_swipe(era, refused, &mut found.orphans) {
            let one = single(part);
            found.swipes.extend(one.swipes);
            found.orphans.extend(one.orphans);
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

/// The common case: one platform row at most and no long gap.
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

/// What tells one swipe from another behind the same handle.
#[derive(Clone, Copy, Debug)]
struct Anchor<'a> {
    row: Traits<'a>,
    /// Every row of it that we have is a refusal.
    refused: bool,
    /// Stands for the pre-authorisation that it names, too.
    completes: bool,
}

/// What a row shows of itself when it looks for its swipe.
#[derive(Clone, Copy, Debug)]
struct Traits<'a> {
    rrn: &'a str,
    orig_rrn: &'a str,
    tid: &'a str,
    stan: &'a str,
    orig_stan: &'a str,
    order_no: &'a str,
    mid: &'a str,
    amount: i64,
    txn_type: TxnType,
}

fn by_swipe<'a>(
    era: Trail<'a>,
    refused: &dyn Fn(&str) -> bool,
    orphans: &mut Vec<Orphan>,
) -> Vec<Trail<'a>> {
    let anchors = anchors(&era, refused);
    if anchors.len() < 2 {
        return vec![era];
    }
    let mut parts: Vec<Trail<'a>> = anchors.iter().map(|_| Trail::default()).collect();
    let mut lost = |place: Place| {
        let resembles: Vec<String> = anchors
            .iter()
            .map(|a| format!("{}/{}/{}", a.row.rrn, a.row.tid, a.row.stan))
            .collect();
        orphans.push(Orphan {
            place,
            resembles: resembles.join("|"),
            why: OrphanReason::Ambiguous,
        });
    };
    for row in era.terminal {
        match home(&anchors, &terminal_traits(&row)) {
            Some(index) => parts[index].terminal.push(row),
            None => lost(row.place),
        }
    }
    for row in era.platform {
        match home(&anchors, &platform_traits(&row)) {
            Some(index) => parts[index].platform.push(row),
            None => lost(row.place),
        }
    }
    for row in era.clearing {
        match home(&anchors, &clearing_traits(&row)) {
            Some(index) => parts[index].clearing.push(row),
            None => lost(row.place),
        }
    }
    for row in era.settlement {
        match home(&anchors, &settlement_traits(&row)) {
            Some(index) => parts[index].settlement.push(row),
            None => lost(row.place),
        }
    }
    parts
}

/// One anchor a swipe. Platform rows make them; without any, terminal rows do; without any,
/// settlement rows.
fn anchors<'a>(era: &Trail<'a>, refused: &dyn Fn(&str) -> bool) -> Vec<Anchor<'a>> {
    let mut anchors: Vec<Anchor<'a>> = Vec::new();
    let mut add = |row: Traits<'a>, refused: bool| {
        if !row.txn_type.is_principal() {
            return;
        }
        let anchor = Anchor {
            row,
            refused,
            completes: false,
        };
        match anchors
            .iter_mut()
            .find(|known| same_swipe(&known.row, &anchor.row))
        {
            Some(known) => known.refused &= anchor.refused,
            None => anchors.push(anchor),
        }
    };
    if era.platform.iter().any(|row| row.txn_type.is_principal()) {
        for row in &era.platform {
            add(platform_traits(row), refused(row.response_code));
        }
    } else if era.terminal.iter().any(|row| row.txn_type.is_principal()) {
        for row in &era.terminal {
            add(terminal_traits(row), refused(row.response_code));
        }
    } else {
        for row in &era.settlement {
            add(settlement_traits(row), false);
        }
    }
    absorb_completed(&mut anchors);
    anchors
}

/// Two rows of one swipe: same reference, terminal and order (a later answer, a repeated report).
fn same_swipe(a: &Traits<'_>, b: &Traits<'_>) -> bool {
    a.rrn == b.rrn
        && a.tid == b.tid
        && a.txn_type == b.txn_type
        && (a.order_no == b.order_no
            || a.order_no.is_empty()
            || b.order_no.is_empty()
            // A terminal's running number tells its swipes apart; orders need not.
            || (!a.tid.is_empty() && !a.stan.is_empty() && !b.stan.is_empty()))
        && (a.tid.is_empty() || a.stan == b.stan || a.stan.is_empty() || b.stan.is_empty())
}

/// A pre-authorisation that was completed is no swipe of its own: its completion is.
fn absorb_completed(anchors: &mut Vec<Anchor<'_>>) {
    for index in (0..anchors.len()).rev() {
        let preauth = anchors[index].row;
        if preauth.txn_type != TxnType::Preauth {
            continue;
        }
        let mut completed = false;
        for other in anchors.iter_mut().filter(|other| !other.refused) {
            let names = other.row.orig_rrn == preauth.rrn || other.row.rrn == preauth.rrn;
            if other.row.txn_type == TxnType::Completion && names {
                other.completes = true;
                completed = true;
            }
        }
        if completed {
            anchors.remove(index);
        }
    }
}

/// The one anchor that fits best, or `None` when several fit equally well. Handles are tried from
/// strong to weak; each keeps those that agree, if any does.
fn home(anchors: &[Anchor<'_>], row: &Traits<'_>) -> Option<usize> {
    let mut fitting: Vec<usize> = (0..anchors.len()).collect();
    let mut keep = |agrees: &dyn Fn(&Traits<'_>, bool) -> bool| {
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
    let decided = keep(&|a, completes| {
        let stands_for = completes && a.orig_rrn == row.rrn;
        !row.rrn.is_empty() && (a.rrn == row.rrn || stands_for)
    }) || keep(&|a, _| {
        !row.orig_rrn.is_empty() && (a.rrn == row.orig_rrn || a.orig_rrn == row.orig_rrn)
    }) || keep(&|a, _| !row.tid.is_empty() && a.tid == row.tid)
        || keep(&|a, _| !row.stan.is_empty() && (a.stan == row.stan || a.stan == row.orig_stan))
        || keep(&|a, _| !row.order_no.is_empty() && a.order_no == row.order_no)
        || keep(&|a, _| a.mid == row.mid)
        || keep(&|a, _| a.amount == row.amount)
        || keep(&|a, _| a.txn_type == row.txn_type);
    decided.then(|| fitting[0])
}

fn terminal_traits<'a>(row: &TerminalRow<'a>) -> Traits<'a> {
    Traits {
        rrn: row.rrn,
        orig_rrn: row.orig_rrn,
        tid: row.tid,
        stan: row.stan,
        orig_stan: row.orig_stan,
        order_no: row.order_no,
        mid: row.mid,
        amount: row.amount,
        txn_type: row.txn_type,
    }
}

fn platform_traits<'a>(row: &PlatformRow<'a>) -> Traits<'a> {
    Traits {
        rrn: row.rrn,
        orig_rrn: row.orig_rrn,
        tid: row.tid,
        stan: row.stan,
        orig_stan: "",
        order_no: row.order_no,
        mid: row.mid,
        amount: row.amount,
        txn_type: row.txn_type,
    }
}

fn clearing_traits<'a>(row: &ClearingRow<'a>) -> Traits<'a> {
    Traits {
        rrn: row.rrn,
        orig_rrn: row.orig_rrn,
        tid: row.tid,
        stan: row.stan,
        orig_stan: "",
        order_no: extra(row.extras, "order_no"),
        mid: row.mid,
        amount: row.amount,
        txn_type: row.txn_type,
    }
}

fn settlement_traits<'a>(row: &SettlementRow<'a>) -> Traits<'a> {
    Traits {
        rrn: row.rrn,
        orig_rrn: row.orig_rrn,
        tid: extra(row.extras, "tid"),
        stan: extra(row.extras, "stan"),
        orig_stan: "",
        order_no: extra(row.extras, "order_no"),
        mid: row.mid,
        amount: row.amount,
        txn_type: row.txn_type,
    }
}

fn extra<'a>(extras: crate::Extras<'a>, name: &str) -> &'a str {
    extras
        .iter()
        .find(|(key, _)| *key == name)
        .map_or("", |(_, value)| value)
}
