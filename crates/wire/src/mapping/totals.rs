//! A footer's own totals, compared with the rows above it.
//!
//! In: the amounts of every row, and the footer's figures. Out: a finding for each figure that does not
//! tie, naming both. Absent: corrections.

use super::unit::{NANO, Point, nanos};
use crate::lang::Lang;
use crate::message::message;

/// Where a file's own totals do not tie to its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TotalsFinding {
    /// A figure differs.
    Differs {
        /// The figure's line; 0 for one that stands at the head.
        line: u32,
        /// The figure's name.
        name: String,
        /// What the footer says.
        stated: String,
        /// What the rows give.
        found: String,
    },
    /// A row says another sum than its parts: it is taken as one.
    NotOpened {
        /// The row's line.
        line: u32,
        /// What its parts are called.
        part: String,
        /// What the row says.
        stated: String,
        /// What its parts give.
        found: String,
    },
    /// The file ends without its totals: its end is most likely lost.
    Missing {
        /// The first figure's name.
        name: String,
    },
}

impl TotalsFinding {
    /// A figure, as it stands in the file, that the rows do not give.
    pub(super) fn differs(line: u32, name: &str, stated: &str, found: i128) -> TotalsFinding {
        TotalsFinding::Differs {
            line,
            name: name.to_owned(),
            stated: crate::scrub::scrub(stated).into_owned(),
            found: shown(found),
        }
    }

    /// A row that its parts do not sum to.
    pub(super) fn not_opened(line: u32, part: &str, stated: &str, found: i128) -> TotalsFinding {
        TotalsFinding::NotOpened {
            line,
            part: part.to_owned(),
            stated: crate::scrub::scrub(stated).into_owned(),
            found: shown(found),
        }
    }

    /// A figure of which the file states the parts.
    pub(super) fn figures(line: u32, name: &str, stated: i128, found: i128) -> TotalsFinding {
        TotalsFinding::differs(line, name, &shown(stated), found)
    }

    /// The sentence, beginning with the file.
    pub fn sentence(&self, path: &str, lang: Lang) -> String {
        let (place, said) = match self {
            TotalsFinding::Differs {
                line,
                name,
                stated,
                found,
            } => {
                let values = [
                    ("name", name.as_str()),
                    ("stated", stated),
                    ("found", found),
                ];
                let said = message("fault.totals_differ", lang, &values);
                let place = match line {
                    0 => path.to_owned(),
                    _ => format!("{path}:{line}"),
                };
                (place, said)
            }
            TotalsFinding::NotOpened {
                line,
                part,
                stated,
                found,
            } => {
                let values = [
                    ("part", part.as_str()),
                    ("stated", stated),
                    ("found", found),
                ];
                let said = message("fault.parts_differ", lang, &values);
                (format!("{path}:{line}"), said)
            }
            TotalsFinding::Missing { name } => {
                let said = message("fault.totals_missing", lang, &[("name", name)]);
                (path.to_owned(), said)
            }
        };
        place + lang.colon() + &said
    }
}

/// Compares one figure. The rows may have more decimals than the footer: then their sum is rounded, half away from zero.
pub(super) fn compare(
    (line, name): (u32, &str),
    stated: &str,
    sum: i128,
    point: Point,
) -> Option<TotalsFinding> {
    let points: &[char] = match point {
        Point::Dot => &['.'],
        Point::Comma => &[','],
        Point::Either => &['.', ','],
    };
    let decimals = stated
        .split_once(points)
        .map_or(0, |(_, decimals)| decimals.len().min(9));
    let step = NANO / 10_i128.pow(decimals as u32);
    let rounded = (sum.abs() + step / 2) / step * step * sum.signum();
    match nanos(stated, point) {
        Ok(value) if value == sum || value == rounded => None,
        _ => Some(TotalsFinding::differs(line, name, stated, sum)),
    }
}

/// An exact decimal without needless zeros, but with two decimals at least where it has any.
fn shown(nanos: i128) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let (whole, rest) = (nanos.abs() / NANO, nanos.abs() % NANO);
    let decimals = format!("{rest:09}");
    let kept = decimals.trim_end_matches('0');
    match kept.len() {
        0 => format!("{sign}{whole}"),
        1 => format!("{sign}{whole}.{kept}0"),
        _ => format!("{sign}{whole}.{kept}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stated: &str, sum: &str, expected: &str) {
        check_with(Point::Dot, stated, sum, expected);
    }

    fn check_with(point: Point, stated: &str, sum: &str, expected: &str) {
        let sum = nanos(sum, Point::Dot).expect("a decimal");
        let found = compare((48, "手续费总金额"), stated, sum, point)
            .map_or_else(String::new, |finding| {
                finding.sentence("bill/a.csv", Lang::En)
            });
        assert_eq!(found, expected);
    }

    #[test]
    fn figures_tie_or_are_both_named() {
        check("0.08", "0.08", "");
        check("45.0", "45", "");
        check("0.08", "0.07800", "");
        check("-1,234.50", "-1234.5", "");
        check_with(Point::Comma, "1234,5", "1234.5", "");
        check_with(Point::Comma, "0,08", "0.07800", "");
        check_with(Point::Either, "0,08", "0.07800", "");
        let checked = "; check that the file is whole";
        check(
            "0.08",
            "0.07",
            &format!(
                "bill/a.csv:48: the totals say 手续费总金额 \"0.08\", the rows give 0.07{checked}"
            ),
        );
        check(
            "63",
            "3",
            &format!("bill/a.csv:48: the totals say 手续费总金额 \"63\", the rows give 3{checked}"),
        );
        check(
            "",
            "-0.5",
            &format!(
                "bill/a.csv:48: the totals say 手续费总金额 \"\", the rows give -0.50{checked}"
            ),
        );
    }
}
