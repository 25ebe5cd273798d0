//! Records that bear a handle and belong to no swipe, such as a refund whose sale is not in the data.
//!
//! In: a handle, the records, the orphans of a trace. Out: a sentence for each, with its place and why it stands alone.

use crate::handle::Handle;
use crate::session::Opened;
use crate::wording::{term, text};
use batch::{Sheet, Traced};
use std::collections::BTreeMap;
use trail::{OrphanReason, Place};
use wire::{Lang, Source};

/// Records that are told; more add nothing.
const TOLD_MAX: usize = 5;

/// What is to be said of them; empty when there are none.
pub fn told(handle: &Handle, opened: Opened<'_>, traced: &Traced<'_>, lang: Lang) -> String {
    let Handle::Number(number) = handle else {
        return String::new();
    };
    let all = traced.orphans.iter();
    let lone: BTreeMap<Place, OrphanReason> =
        all.map(|orphan| (orphan.place, orphan.why)).collect();
    if lone.is_empty() {
        return String::new();
    }
    let citations = opened.scanned.citations();
    let mut said = String::new();
    let places = bearing(number, opened).into_iter();
    for (place, why) in places
        .filter_map(|place| Some((place, lone.get(&place)?)))
        .take(TOLD_MAX)
    {
        let why = term("orphan", why.slug(), lang);
        said += &format!("  {}{}{why}\n", citations.of(place), lang.colon());
    }
    if said.is_empty() {
        return said;
    }
    format!("\n{}\n{said}", text("why.orphans", lang, &[]))
}

/// The records whose own reference is this number.
fn bearing(number: &str, opened: Opened<'_>) -> Vec<Place> {
    let mut places = Vec::new();
    for chunk in &opened.scanned.chunks {
        let sheet = Sheet::new(chunk, &opened.scanned.symbols);
        let rrn = |row| match chunk.source {
            Source::Terminal => sheet.terminal(row).rrn == number,
            Source::Platform => sheet.platform(row).rrn == number,
            Source::Clearing => sheet.clearing(row).rrn == number,
            Source::Settlement => sheet.settlement(row).rrn == number,
            Source::Payout => sheet.payout(row).payout_id == number,
            Source::Bank => sheet.bank(row).bank_ref == number,
        };
        let rows = (0..chunk.rows).filter(|row| rrn(*row));
        places.extend(rows.map(|row| sheet.place(row)));
    }
    places
}
