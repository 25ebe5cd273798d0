//! The chart of accounts: every place where money can stand.
//!
//! In: `specs/accounts.toml`. Out: the lines by code and by slug, or every fault with its line.
//! Absent by design: any of their names in the code, and the accounts themselves (one for each subject, made when money
//! first comes there).

use crate::AccountCode;
use crate::table::{Faults, is_slug};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// What an account is to whoever keeps the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// What we have, and what others owe us.
    Asset,
    /// What we owe.
    Liability,
    /// What we put in ourselves.
    Equity,
    /// What we earned.
    Income,
    /// What it cost.
    Expense,
}

impl AccountKind {
    /// The word of the table.
    pub const fn slug(self) -> &'static str {
        match self {
            AccountKind::Asset => "asset",
            AccountKind::Liability => "liability",
            AccountKind::Equity => "equity",
            AccountKind::Income => "income",
            AccountKind::Expense => "expense",
        }
    }
}

/// One side of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// 借
    Debit,
    /// 贷
    Credit,
}

/// Whose an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// A merchant.
    Merchant,
    /// A payout.
    Payout,
    /// A payout channel.
    Channel,
    /// A card network.
    Network,
    /// A bank that keeps our money.
    Bank,
}

impl Per {
    /// The word of the table, and of [`Occasion::subjects`](crate::Occasion).
    pub const fn slug(self) -> &'static str {
        match self {
            Per::Merchant => "merchant",
            Per::Payout => "payout",
            Per::Channel => "channel",
            Per::Network => "network",
            Per::Bank => "bank",
        }
    }
}

/// A line of the chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartLine {
    /// Its number, for good.
    pub code: AccountCode,
    /// What posting templates call it.
    pub slug: String,
    /// What it is.
    pub kind: AccountKind,
    /// The side on which it grows.
    pub normal: Side,
    /// Whose it is; `None` for a line that all share.
    pub per: Option<Per>,
    /// Whether it may not fall below nothing.
    pub floored: bool,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
}

/// All lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    by_code: BTreeMap<AccountCode, ChartLine>,
    codes: BTreeMap<String, AccountCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    account: Vec<Spanned<LineText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineText {
    code: u16,
    slug: String,
    kind: AccountKind,
    normal: Side,
    per: Option<Per>,
    floor: Option<Floor>,
    zh: String,
    en: String,
    holds: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Floor {
    Zero,
}

impl Chart {
    /// Reads a chart; every fault as `file:line: what`.
    pub fn read(file: &str, text: &str) -> Result<Chart, Vec<String>> {
        let mut faults = Faults::new(file, text);
        let mut chart = Chart {
            by_code: BTreeMap::new(),
            codes: BTreeMap::new(),
        };
        let lines = faults
            .read::<FileText>()
            .map_or(Vec::new(), |file| file.account);
        for at in lines {
            if let Err(what) = chart.take(at.get_ref()) {
                faults.add(&at, &what);
            }
        }
        let found = faults.found();
        if found.is_empty() {
            Ok(chart)
        } else {
            Err(found)
        }
    }

    fn take(&mut self, text: &LineText) -> Result<(), String> {
        let (code, slug) = (AccountCode(text.code), &text.slug);
        if !is_slug(slug) {
            return Err(format!(
                "slug `{slug}`: write small letters and underscores"
            ));
        }
        let (grows, normal) = match text.kind {
            AccountKind::Asset | AccountKind::Expense => (Side::Debit, "debit"),
            AccountKind::Liability | AccountKind::Equity | AccountKind::Income => {
                (Side::Credit, "credit")
            }
        };
        if text.normal != grows {
            return Err(format!(
                "`{slug}`: such an account grows on the other side; write normal = \"{normal}\""
            ));
        }
        if [&text.zh, &text.en, &text.holds]
            .into_iter()
            .any(|said| said.trim().is_empty())
        {
            return Err(format!("`{slug}`: zh, en and holds say something each"));
        }
        if let Some(other) = self.by_code.get(&code) {
            return Err(format!(
                "code {code} of `{slug}` is that of `{}`; take another",
                other.slug
            ));
        }
        if self.codes.insert(slug.clone(), code).is_some() {
            return Err(format!("`{slug}` stands twice; keep one"));
        }
        let line = ChartLine {
            code,
            slug: slug.clone(),
            kind: text.kind,
            normal: text.normal,
            per: text.per,
            floored: text.floor.is_some(),
            zh: text.zh.clone(),
            en: text.en.clone(),
        };
        self.by_code.insert(code, line);
        Ok(())
    }

    /// The line of this number.
    pub fn line(&self, code: AccountCode) -> Option<&ChartLine> {
        self.by_code.get(&code)
    }

    /// The line that posting templates call so.
    pub fn named(&self, slug: &str) -> Option<&ChartLine> {
        self.by_code.get(self.codes.get(slug)?)
    }

    /// All lines, by number.
    pub fn lines(&self) -> impl Iterator<Item = &ChartLine> {
        self.by_code.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_told_with_its_line() {
        let row = |code: &str, slug: &str, kind: &str, normal: &str| {
            format!(
                "[[account]]\ncode = {code}\nslug = \"{slug}\"\nkind = \"{kind}\"\nnormal = \"{normal}\"\nzh = \"甲\"\nen = \"a\"\nholds = \"x\"\n"
            )
        };
        let text = [
            row("1", "bank", "asset", "debit"),
            row("1", "fee", "income", "credit"),
            row("2", "bank", "asset", "debit"),
            row("3", "Own", "equity", "credit"),
            row("4", "loss", "expense", "credit"),
            row("5", "mute", "expense", "debit").replace("\"x\"", "\"\""),
        ]
        .concat();
        let faults = Chart::read("a.toml", &text).expect_err("it is broken");
        assert_eq!(
            faults,
            [
                "a.toml:9: code 0001 of `fee` is that of `bank`; take another",
                "a.toml:17: `bank` stands twice; keep one",
                "a.toml:25: slug `Own`: write small letters and underscores",
                "a.toml:33: `loss`: such an account grows on the other side; write normal = \"debit\"",
                "a.toml:41: `mute`: zh, en and holds say something each",
            ]
        );
        let said =
            Chart::read("a.toml", "[[account]]\ncode = 1\nslug = 7\n").expect_err("it is broken");
        assert!(said[0].starts_with("a.toml:3: "), "{said:?}");
    }

    #[test]
    fn lines_are_found_by_number_and_by_name() {
        let chart = Chart::read(
            "accounts.toml",
            include_str!("../../../specs/accounts.toml"),
        )
        .expect("it loads");
        for line in chart.lines() {
            assert_eq!(chart.line(line.code), Some(line));
            assert_eq!(chart.named(&line.slug), Some(line));
        }
        assert_eq!(
            chart
                .named("payout_sent")
                .map(|line| (line.per, line.floored)),
            Some((Some(Per::Payout), true))
        );
        assert_eq!(chart.line(AccountCode(9999)), None);
    }
}
