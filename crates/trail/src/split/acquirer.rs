//! Acquirers behind one handle.
//!
//! In: rows that share a handle. Out: the same rows, one trail an acquirer. A reference names a swipe
//! within one acquirer's records only; to whoever makes numbers of handles, two may be one number.

use crate::Trail;
use std::collections::BTreeMap;

/// Two acquirers' rows are never of one swipe, even where their handles meet.
pub(super) fn by_acquirer(group: Trail<'_>) -> Vec<Trail<'_>> {
    if has_one_acquirer(&group) {
        return vec![group];
    }
    let mut parts: BTreeMap<&str, Trail<'_>> = BTreeMap::new();
    for row in group.terminal {
        parts.entry(row.acquirer).or_default().terminal.push(row);
    }
    for row in group.platform {
        parts.entry(row.acquirer).or_default().platform.push(row);
    }
    for row in group.clearing {
        parts.entry(row.acquirer).or_default().clearing.push(row);
    }
    for row in group.settlement {
        parts.entry(row.acquirer).or_default().settlement.push(row);
    }
    parts.into_values().collect()
}

pub(super) fn has_one_acquirer(group: &Trail<'_>) -> bool {
    let terminal = group.terminal.iter().map(|row| row.acquirer);
    let platform = group.platform.iter().map(|row| row.acquirer);
    let clearing = group.clearing.iter().map(|row| row.acquirer);
    let settlement = group.settlement.iter().map(|row| row.acquirer);
    let mut acquirers = terminal.chain(platform).chain(clearing).chain(settlement);
    let first = acquirers.next();
    acquirers.all(|acquirer| Some(acquirer) == first)
}
