//! The tiles at the top of the page: one for each place where money stands.
//!
//! In: a report. Out: tiles in words, ready for the template. Absent: HTML.

use super::Report;
use super::figures::{self, about, money, share};
use super::parts::{self, Part};
use super::svg::capital;
use crate::wording::{term, text};
use wire::Lang;

/// A sum of more letters than these is written smaller.
const TILE_CHARS_MAX: usize = 15;
/// A sum of more letters than these does not fit into half of a phone.
const TILE_PHONE_CHARS_MAX: usize = 13;

/// A tile.
#[allow(missing_docs, reason = "the template shows what each is")]
pub struct Tile {
    pub class: &'static str,
    /// A class of smaller letters for sums that would not fit.
    pub long: &'static str,
    pub name: String,
    pub amount: String,
    pub about: String,
    pub notes: Vec<String>,
    pub meaning: String,
}

impl Tile {
    /// Whether its sum needs the whole width of a phone.
    pub fn is_wide(&self) -> bool {
        self.class != "arrived" && self.amount.chars().count() > TILE_PHONE_CHARS_MAX
    }
}

/// The tiles of a report: the parts of what is owed, then what came too much.
pub fn tiles(report: &Report, lang: Lang) -> Vec<Tile> {
    if report.swipes == 0 {
        return Vec::new();
    }
    let owed = parts::owed(&report.funds);
    let part = |part: Part| {
        let swipes = parts::swipes(report, part);
        let amount = part.of(&report.funds);
        let mut tile = tile(part.slug(), amount, swipes, report, lang);
        if owed > 0 {
            let share = share(amount, owed);
            let of_owed = text("report.tile_share", lang, &[("share", &share)]);
            tile.notes.insert(0, of_owed);
        }
        tile
    };
    let mut tiles: Vec<Tile> = Part::OWED.into_iter().map(part).collect();
    if report.funds.surplus != 0 {
        let [(_, of_swipes, swipes), ..] = parts::surplus(report);
        let mut over = tile("over", report.funds.surplus, swipes, report, lang);
        if of_swipes != report.funds.surplus {
            let amount = money(of_swipes, &report.currency);
            let said = text("report.of_swipes", lang, &[("amount", &amount)]);
            over.notes.insert(0, said);
        }
        tiles.push(over);
    }
    tiles
}

fn tile(class: &'static str, amount: i128, swipes: u64, report: &Report, lang: Lang) -> Tile {
    let sum = money(amount, &report.currency);
    let group = if class == "over" { "verdict" } else { "part" };
    Tile {
        class: if amount == 0 && class != "arrived" {
            "none"
        } else {
            class
        },
        name: capital(&term(group, class, lang)),
        long: if sum.chars().count() > TILE_CHARS_MAX {
            " tile-long"
        } else {
            ""
        },
        amount: sum,
        about: about(amount, &report.currency, lang).unwrap_or_default(),
        notes: vec![figures::swipes(swipes, lang)],
        meaning: term("meaning", class, lang),
    }
}
