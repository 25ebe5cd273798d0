//! Why money is not there, and who must act, as bars.
//!
//! In: what is missing, by cause. Out: two pictures; the list beside them names every cause.

use super::parts::Missing;
use super::svg::capital;
use super::{Report, bars};
use crate::wording::{term, text};
use std::cmp::Reverse;
use wire::Lang;

/// The most causes drawn as bars; the table under them lists all.
const BARS_MAX: usize = 10;

/// The causes with the largest sums.
pub fn cause_bars(report: &Report, missing: &[Missing], lang: Lang) -> Option<String> {
    // One bar a cause, whether it is due or not, in the colour of what most of it is.
    let mut largest: Vec<Missing> = Vec::new();
    for one in missing.iter().filter(|one| one.amount > 0) {
        match largest.iter_mut().find(|known| known.cause == one.cause) {
            Some(known) => {
                known.part = if one.amount > known.amount {
                    one.part
                } else {
                    known.part
                };
                known.swipes += one.swipes;
                known.amount += one.amount;
            }
            None => largest.push(*one),
        }
    }
    largest.sort_by_key(|one| (Reverse(one.amount), one.cause));
    let others = largest.split_off(largest.len().min(BARS_MAX));
    let row = |one: &Missing| bars::Row {
        name: report.reach.cause_name(one.cause, lang),
        class: one.part.slug(),
        swipes: one.swipes,
        amount: one.amount,
    };
    let mut rows: Vec<bars::Row> = largest.iter().map(row).collect();
    if !others.is_empty() {
        rows.push(bars::Row {
            name: text("report.others", lang, &[("n", &others.len().to_string())]),
            class: "other",
            swipes: others.iter().map(|one| one.swipes).sum(),
            amount: others.iter().map(|one| one.amount).sum(),
        });
    }
    let caption = bars::Caption {
        id: "causes",
        title: "report.causes",
        desc: "report.causes_desc",
    };
    bars::picture(&rows, &caption, &report.currency, lang)
}

/// Those who must act, by the sums in their hands.
pub fn party_bars(report: &Report, missing: &[Missing], lang: Lang) -> Option<String> {
    let mut rows: Vec<bars::Row> = Vec::new();
    for one in missing.iter().filter(|one| one.amount > 0) {
        let name = capital(&term("party", one.party, lang));
        match rows.iter_mut().find(|row| row.name == name) {
            Some(row) => {
                row.swipes += one.swipes;
                row.amount += one.amount;
            }
            None => {
                let class = if one.party == "nobody" {
                    "pending"
                } else {
                    "party"
                };
                rows.push(bars::Row {
                    name,
                    class,
                    swipes: one.swipes,
                    amount: one.amount,
                });
            }
        }
    }
    rows.sort_by(|a, b| b.amount.cmp(&a.amount).then_with(|| a.name.cmp(&b.name)));
    let caption = bars::Caption {
        id: "parties",
        title: "report.parties",
        desc: "report.parties_desc",
    };
    bars::picture(&rows, &caption, &report.currency, lang)
}
