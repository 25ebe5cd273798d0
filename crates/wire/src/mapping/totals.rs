//! A footer's own totals, compared with the rows above it.
//!
//! In: the amounts of every row, and the footer's figures. Out: a finding for each figure that does not
//! tie, naming both. Absent: corrections.

use super::unit::{NANO, nanos};
use crate::lang::Lang;

/// Where a file's own totals do not tie to its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TotalsFinding {
    /// A figure differs.
    Differs {
        /// The footer's line.
        line: u32,
        /// The figure's name.
        name: String,
        /// What the footer says.
        stated: String,
        /// What the rows give.
        found: String,
    },
    /// The file ends without its totals: its end is most likely lost.
    Missing {
        /// The first figure's name.
        name: String,
    },
}

impl TotalsFinding {
    /// The sentence, beginning with the file.
    pub fn sentence(&self, path: &str, lang: Lang) -> String {
        match (self, lang) {
            (
                TotalsFinding::Differs {
                    line,
                    name,
                    stated,
                    found,
                },
                Lang::Zh,
            ) => {
                format!(
                    "{path}:{line}:{name} 写的是 {stated},各行合计为 {found};请核对文件是否完整"
                )
            }
            (
                TotalsFinding::Differs {
                    line,
                    name,
                    stated,
                    found,
                },
                Lang::En,
            ) => {
                format!(
                    "{path}:{line}: {name} says {stated}, the rows give {found}; check that the file is whole"
                )
            }
            (TotalsFinding::Missing { name }, Lang::Zh) => {
                format!("{path}:没有找到合计行({name});文件可能不完整,请重新下载")
            }
            (TotalsFinding::Missing { name }, Lang::En) => {
                format!(
                    "{path}: the totals ({name}) are not there; the file may be cut short, fetch it again"
                )
            }
        }
    }
}

/// Compares one figure. The rows may have more decimals than the footer: then their sum is rounded, half away from zero.
pub(super) fn compare(line: u32, name: &str, stated: &str, sum: i128) -> Option<TotalsFinding> {
    let decimals = stated
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len().min(9));
    let step = NANO / 10_i128.pow(decimals as u32);
    let rounded = (sum.abs() + step / 2) / step * step * sum.signum();
    match nanos(stated) {
        Ok(value) if value == sum || value == rounded => None,
        _ => Some(TotalsFinding::Differs {
            line,
            name: name.to_owned(),
            stated: crate::scrub::scrub(stated).into_owned(),
            found: shown(sum),
        }),
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
        let sum = nanos(sum).expect("a decimal");
        let found = compare(48, "手续费总金额", stated, sum).map_or_else(String::new, |finding| {
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
        let checked = "; check that the file is whole";
        check(
            "0.08",
            "0.07",
            &format!("bill/a.csv:48: 手续费总金额 says 0.08, the rows give 0.07{checked}"),
        );
        check(
            "63",
            "3",
            &format!("bill/a.csv:48: 手续费总金额 says 63, the rows give 3{checked}"),
        );
        check(
            "",
            "-0.5",
            &format!("bill/a.csv:48: 手续费总金额 says , the rows give -0.50{checked}"),
        );
    }
}
