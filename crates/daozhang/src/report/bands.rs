//! The bands of the flow picture: what was swiped, by the places where it stands now.
//!
//! In: the funds map and the lines of causes. Out: bands, widest meaning first; what is held and overdue splits
//! once more by stage and cause. A split is by construction equal to what it splits: what the lines do not name
//! is the rest. Absent: zero bands, and drawing.

use super::Report;
use super::figures::money;
use super::parts::Part;
use crate::wording::{term, text};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use wire::Lang;

/// Stages and causes of one part that are shown by name; the others are one band.
const LEAVES_MAX: usize = 4;

/// A band from what was swiped into one part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// The part.
    pub part: Part,
    /// Minor units, above zero.
    pub amount: i128,
    /// Where the part splits further; empty, or summing to `amount`.
    pub leaves: Vec<Leaf>,
}

/// A band from a part into a stage and cause of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The cause in words, or how many others it stands for.
    pub name: String,
    /// The stage in words; empty for the rest.
    pub stage: String,
    /// Minor units, above zero.
    pub amount: i128,
}

/// The bands, in the order of the parts.
pub fn bands(report: &Report, lang: Lang) -> Vec<Band> {
    let band = |part: Part| Band {
        part,
        amount: part.of(&report.funds),
        leaves: leaves(report, part, lang),
    };
    Part::ALL
        .into_iter()
        .map(band)
        .filter(|band| band.amount > 0)
        .collect()
}

fn leaves(report: &Report, part: Part, lang: Lang) -> Vec<Leaf> {
    if !matches!(part, Part::Held | Part::Overdue) {
        return Vec::new();
    }
    let mut sums: BTreeMap<(&str, &str), i128> = BTreeMap::new();
    for line in report
        .causes
        .iter()
        .filter(|line| line.amount > 0 && Part::of_line(line) == Some(part))
    {
        *sums.entry((line.stage, line.cause)).or_default() += line.amount;
    }
    let whole = part.of(&report.funds);
    let mut named: Vec<((&str, &str), i128)> = sums.into_iter().collect();
    // Lines that sum to more than the part contradict it; the part is then shown whole.
    if named.is_empty() || named.iter().map(|(_, amount)| amount).sum::<i128>() > whole {
        return Vec::new();
    }
    named.sort_by_key(|(name, amount)| (Reverse(*amount), *name));
    let others = named.split_off(named.len().min(LEAVES_MAX));
    let mut leaves: Vec<Leaf> = named
        .into_iter()
        .map(|((stage, cause), amount)| Leaf {
            name: report.reach.cause_name(cause, lang),
            stage: term("stage", stage, lang),
            amount,
        })
        .collect();
    let rest = whole - leaves.iter().map(|leaf| leaf.amount).sum::<i128>();
    if rest > 0 {
        let name = match others.len() {
            0 => text("report.rest", lang, &[]),
            n => text("report.others", lang, &[("n", &n.to_string())]),
        };
        leaves.push(Leaf {
            name,
            stage: String::new(),
            amount: rest,
        });
    }
    leaves
}

/// The picture in words.
pub fn describe(report: &Report, lang: Lang) -> String {
    let said = |band: Band| {
        let name = term("part", band.part.slug(), lang);
        format!("{name} {}", money(band.amount, &report.currency))
    };
    let parts: Vec<String> = bands(report, lang).into_iter().map(said).collect();
    let swiped = money(report.funds.swiped, &report.currency);
    text(
        "report.funds_desc",
        lang,
        &[
            ("swiped", &swiped),
            ("parts", &parts.join(lang.pick("，", ", "))),
        ],
    )
}
