//! Sums as horizontal bars: causes, and those who must act.
//!
//! In: names with sums. Out: a picture in SVG that is as wide as its place. The name stands above its bar and
//! the sum behind it, so neither is ever cut by the other; a long name is cut with an ellipsis, a sum never.

use super::figures::{money, swipes};
use super::svg::{at, escape, fit, open, width};
use crate::wording::text;
use std::fmt::Write;
use wire::Lang;

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is, in words.
    pub name: String,
    /// A class of the page's styles.
    pub class: &'static str,
    /// How many swipes.
    pub swipes: u64,
    /// Minor units.
    pub amount: i128,
}

/// What a picture is called and says.
pub struct Caption<'c> {
    /// Unique in the page.
    pub id: &'c str,
    /// The key of its title.
    pub title: &'c str,
    /// The key of its description, with `{parts}`.
    pub desc: &'c str,
}

/// The height of a bar with its name, and the place of the bar in it.
const ROW: f64 = 46.0;
const NAME_Y: f64 = 14.0;
const BAR_Y: f64 = 21.0;
const BAR: f64 = 14.0;
/// The narrowest place in which a picture may stand, and the size of its letters.
const ROOM: f64 = 318.0;
const FONT: f64 = 14.0;
/// The most of the width, in percent, that the longest bar takes; the rest is for its sum.
const LONGEST_MAX: f64 = 56.0;
const LONGEST_MIN: f64 = 8.0;
/// Between a bar and its sum.
const PAD: f64 = 7.0;

/// The picture; `None` without rows.
pub fn picture(rows: &[Row], caption: &Caption<'_>, currency: &str, lang: Lang) -> Option<String> {
    let top = rows.iter().map(|row| row.amount).max()?.max(1) as f64;
    let longest = longest(rows, currency, lang);
    let parts: Vec<String> = rows.iter().map(|row| said(row, currency, lang)).collect();
    let mut svg = open(
        &format!("{}-{}", caption.id, lang.pick("zh", "en")),
        "bars",
        &format!("width=\"100%\" height=\"{}\"", at(ROW * rows.len() as f64)),
        &text(caption.title, lang, &[]),
        &text(
            caption.desc,
            lang,
            &[("parts", &parts.join(lang.pick("；", "; ")))],
        ),
    );
    for (index, row) in rows.iter().enumerate() {
        let y = ROW * index as f64;
        let length = (row.amount.max(0) as f64 / top * longest).max(0.4);
        let swipes = swipes(row.swipes, lang);
        let _ = write!(
            svg,
            "<text class=\"t\" x=\"0\" y=\"{}\">{}</text>\
             <rect class=\"b-{}\" x=\"0\" y=\"{}\" width=\"{length:.2}%\" height=\"{}\"/>\
             <text class=\"s\" x=\"{length:.2}%\" dx=\"{PAD}\" y=\"{}\">{} <tspan class=\"m\">{}</tspan></text>",
            at(y + NAME_Y),
            escape(&fit(&row.name, FONT, ROOM)),
            row.class,
            at(y + BAR_Y),
            at(BAR),
            at(y + BAR_Y + 12.0),
            escape(&money(row.amount, currency)),
            escape(&if_room(&swipes, &money(row.amount, currency), length)),
        );
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// The length of the longest bar, in percent: all that the widest sum with its count leaves in the narrowest place.
fn longest(rows: &[Row], currency: &str, lang: Lang) -> f64 {
    let said = |row: &Row| {
        format!(
            "{} {}",
            money(row.amount, currency),
            swipes(row.swipes, lang)
        )
    };
    let widest = rows
        .iter()
        .map(|row| width(&said(row), FONT - 1.0))
        .fold(0.0, f64::max);
    (100.0 * (1.0 - (widest + PAD + 2.0) / ROOM)).clamp(LONGEST_MIN, LONGEST_MAX)
}

/// The count of swipes gives way where the sum takes all the room behind its bar.
fn if_room(swipes: &str, sum: &str, length: f64) -> String {
    let room = ROOM * (100.0 - length) / 100.0 - PAD;
    let both = width(&format!("{sum} {swipes}"), FONT - 1.0);
    if both <= room {
        swipes.to_owned()
    } else {
        String::new()
    }
}

fn said(row: &Row, currency: &str, lang: Lang) -> String {
    let (amount, swipes) = (money(row.amount, currency), swipes(row.swipes, lang));
    text(
        "report.bar",
        lang,
        &[
            ("name", &row.name),
            ("amount", &amount),
            ("swipes", &swipes),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_keeps_its_count() {
        let row = |amount, swipes| Row {
            name: "Public holiday, not due".to_owned(),
            class: "pending",
            swipes,
            amount,
        };
        let rows = [row(72_624_532, 382), row(98, 1)];
        let caption = Caption {
            id: "causes",
            title: "report.causes",
            desc: "report.causes_desc",
        };
        for (lang, said) in [(Lang::En, ">382 swipes<"), (Lang::Zh, ">382 笔<")] {
            let svg = picture(&rows, &caption, "CNY", lang).expect("there are bars");
            assert!(svg.contains(said), "{svg}");
        }
    }
}
