//! A rule as the table has it.

use crate::name::Code;
use crate::table;

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskRule {
    /// Its name.
    pub slug: String,
    /// What it says to people, in Chinese.
    pub zh: String,
    /// What it says to people, in English.
    pub en: String,
    /// What it does when it is hit.
    pub action: Action,
    /// Whom it counts.
    pub scope: Scope,
    /// What a merchant must hand in whose money it holds, by words of the wording catalogue.
    pub hand_in: Vec<String>,
    pub(super) measure: Measure,
    pub(super) window_seconds: i64,
    pub(super) count_max: u32,
    pub(super) amount_max_fen: i64,
    pub(super) amount_min_fen: i64,
    pub(super) codes: Vec<Code>,
    /// Seconds of the day.
    pub(super) hours: (u32, u32),
    /// Words of names, and the categories that they fit.
    pub(super) trades: Vec<Trade>,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing but keeping the hit.
    Allow,
    /// Somebody is told.
    Alert,
    /// The money is not paid out until somebody releases it.
    Hold,
    /// The request is refused.
    Refuse(Code),
}

/// Whom a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One card.
    Card,
    /// One terminal.
    Terminal,
    /// One merchant.
    Merchant,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Amount,
    Count,
    Sum,
    Answers,
    Hours,
    Fallback,
    Manual,
    Area,
    MccName,
}

/// Words of a trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trade {
    pub words: Vec<String>,
    pub mccs: Vec<String>,
}

impl Action {
    /// Its word in notes.
    pub fn slug(self) -> &'static str {
        match self {
            Action::Allow => "allow",
            Action::Alert => "alert",
            Action::Hold => "hold",
            Action::Refuse(_) => "refuse",
        }
    }
}

/// The rules of the table that is built in.
pub fn rules() -> Vec<RiskRule> {
    let text = include_str!("../../../../specs/acquirer/risk.toml");
    let trade = |row: &table::Row| Trade {
        words: row.texts("words"),
        mccs: row.texts("mccs"),
    };
    let trades: Vec<Trade> = table::rows("risk.toml", text, "trade")
        .iter()
        .map(trade)
        .collect();
    let rows = table::rows("risk.toml", text, "rule");
    rows.iter().map(|row| rule(row, &trades)).collect()
}

const ACTIONS: [(&str, Action); 4] = [
    ("allow", Action::Allow),
    ("alert", Action::Alert),
    ("hold", Action::Hold),
    ("refuse", Action::Refuse(Code::APPROVED)),
];

const SCOPES: [(&str, Scope); 4] = [
    ("", Scope::Card),
    ("card", Scope::Card),
    ("terminal", Scope::Terminal),
    ("merchant", Scope::Merchant),
];

const MEASURES: [(&str, Measure); 9] = [
    ("amount", Measure::Amount),
    ("count", Measure::Count),
    ("sum", Measure::Sum),
    ("answers", Measure::Answers),
    ("hours", Measure::Hours),
    ("fallback", Measure::Fallback),
    ("manual", Measure::Manual),
    ("area", Measure::Area),
    ("mcc_name", Measure::MccName),
];

fn rule(row: &table::Row, trades: &[Trade]) -> RiskRule {
    let code =
        |text: &str| Code::parse(text).unwrap_or_else(|| panic!("risk.toml: no code `{text}`"));
    let number = |key: &str| row.number(key).unwrap_or_default();
    RiskRule {
        slug: row.text("slug").to_owned(),
        zh: row.text("zh").to_owned(),
        en: row.text("en").to_owned(),
        action: match row.choice("action", &ACTIONS) {
            Action::Refuse(_) => Action::Refuse(code(row.text("code"))),
            other => other,
        },
        scope: row.choice("scope", &SCOPES),
        hand_in: row.texts("hand_in"),
        measure: row.choice("measure", &MEASURES),
        window_seconds: number("window_seconds"),
        count_max: u32::try_from(number("count_max")).unwrap_or(u32::MAX),
        amount_max_fen: number("amount_max_fen"),
        amount_min_fen: number("amount_min_fen"),
        codes: row.texts("codes").iter().map(|text| code(text)).collect(),
        hours: (seconds(row.text("from")), seconds(row.text("to"))),
        trades: trades.to_vec(),
    }
}

/// `HH:MM:SS` as a second of the day; nothing is midnight.
fn seconds(text: &str) -> u32 {
    let parts = text.split(':').map(|part| part.parse().unwrap_or(0));
    parts.fold(0, |sum, part: u32| sum * 60 + part)
}
