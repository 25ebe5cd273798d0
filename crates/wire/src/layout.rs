//! The tables in `specs/records`: which columns a source or a knowledge file has, and what they may hold.
//!
//! In: TOML text. Out: a `Layout`, checked whole, or all its faults with their lines.
//! Absent by design: reading of values (`field`), and any rule about what values mean together.

use crate::source::{Knowledge, Source, Table};
use serde::Deserialize;
use std::sync::OnceLock;
use toml::Spanned;

/// What a column may hold, and so how it is read and kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnType {
    /// Text of high cardinality, such as a retrieval reference number.
    Text,
    /// Text of low cardinality, such as a merchant number: interned by a scan.
    Symbol,
    /// Whole minor units, never negative.
    Amount,
    /// Whole minor units, of either sign.
    SignedAmount,
    /// An exact decimal fraction, such as a rate.
    Decimal,
    /// A whole number that is no money.
    Integer,
    /// An instant: RFC 3339, the offset may be absent.
    Time,
    /// A calendar day.
    Date,
    /// One of a list of words.
    Code,
    /// A card number: masked at the first touch.
    Card,
    /// Free text that may carry card numbers: scrubbed at the first touch.
    Scrubbed,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    /// The header's name.
    pub name: String,
    /// What it may hold.
    pub kind: ColumnType,
    /// Whether the column must be there at all.
    pub required: bool,
    /// Whether a row may leave it empty.
    pub may_be_empty: bool,
    /// Whether a time may be a bare date, read as its first instant.
    pub date_allowed: bool,
    /// The most characters that a value may have.
    pub length_max: usize,
    /// The words of a code; empty for other types.
    pub values: Vec<String>,
}

/// One table of the contract: a source's, or a knowledge file's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Which table this is.
    pub table: Table,
    /// The columns in the contract's order.
    pub columns: Vec<ColumnSpec>,
}

impl Layout {
    /// The position of the column of this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

/// What is wrong with a layout table: one sentence a fault, each with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutFaults(pub Vec<String>);

/// The most characters of a text whose column names no other limit.
const LENGTH_MAX_DEFAULT: usize = 64;
/// More columns than any table of the contract has; also what a position has room for.
const COLUMNS_MAX: usize = 250;
/// The most words of one code, so that a position fits a byte beside the mark for "empty".
const VALUES_MAX: usize = 250;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LayoutText {
    kind: String,
    place: String,
    column: Vec<Spanned<ColumnText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnText {
    name: String,
    #[serde(rename = "type")]
    kind: ColumnType,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    may_be_empty: bool,
    #[serde(default)]
    date_allowed: bool,
    length_max: Option<usize>,
    #[serde(default)]
    values: Vec<String>,
}

/// Reads one layout table and checks it whole.
pub fn read_layout(table: Table, text: &str) -> Result<Layout, LayoutFaults> {
    let parsed: LayoutText =
        toml::from_str(text).map_err(|error| LayoutFaults(vec![error.to_string()]))?;
    let mut faults = Vec::new();
    let (kind, place) = match table {
        Table::Source(source) => ("source", source.name()),
        Table::Knowledge(knowledge) => ("knowledge", knowledge.file_name()),
    };
    if parsed.kind != kind || parsed.place != place {
        faults.push(format!("kind and place must be `{kind}` and `{place}`"));
    }
    if parsed.column.len() > COLUMNS_MAX {
        faults.push(format!("more than {COLUMNS_MAX} columns"));
    }
    let mut columns: Vec<ColumnSpec> = Vec::with_capacity(parsed.column.len());
    for spanned in parsed.column {
        let line = 1 + text[..spanned.span().start].matches('\n').count();
        let column = spanned.into_inner();
        let mut complain =
            |what: &str| faults.push(format!("line {line}: `{}` {what}", column.name));
        let code = column.kind == ColumnType::Code;
        if columns.iter().any(|earlier| earlier.name == column.name) {
            complain("stands twice");
        }
        if code == column.values.is_empty() {
            complain("must have values if it is a code, and only then");
        }
        if column.values.len() > VALUES_MAX {
            complain("has too many values");
        }
        if column.date_allowed && column.kind != ColumnType::Time {
            complain("is no time, so `date_allowed` says nothing");
        }
        if column.may_be_empty && !column.required {
            complain("is optional, so `may_be_empty` says nothing");
        }
        columns.push(ColumnSpec {
            may_be_empty: column.may_be_empty || !column.required,
            name: column.name,
            kind: column.kind,
            required: column.required,
            date_allowed: column.date_allowed,
            length_max: column.length_max.unwrap_or(LENGTH_MAX_DEFAULT),
            values: column.values,
        });
    }
    if faults.is_empty() {
        Ok(Layout { table, columns })
    } else {
        Err(LayoutFaults(faults))
    }
}

/// The built-in layout of a table; read once.
pub fn layout(table: Table) -> &'static Layout {
    static LAYOUTS: OnceLock<Vec<Layout>> = OnceLock::new();
    let layouts = LAYOUTS.get_or_init(|| {
        let read = |table| {
            read_layout(table, text_of(table))
                .unwrap_or_else(|faults| panic!("specs/records/{}.toml: {faults:?}", table.name()))
        };
        Table::all().map(read).collect()
    });
    layouts
        .iter()
        .find(|layout| layout.table == table)
        .expect("`Table::all` names every table")
}

fn text_of(table: Table) -> &'static str {
    match table {
        Table::Source(Source::Terminal) => include_str!("../../../specs/records/terminal.toml"),
        Table::Source(Source::Platform) => include_str!("../../../specs/records/platform.toml"),
        Table::Source(Source::Clearing) => include_str!("../../../specs/records/clearing.toml"),
        Table::Source(Source::Settlement) => include_str!("../../../specs/records/settlement.toml"),
        Table::Source(Source::Payout) => include_str!("../../../specs/records/payout.toml"),
        Table::Source(Source::Bank) => include_str!("../../../specs/records/bank.toml"),
        Table::Knowledge(Knowledge::Merchants) => {
            include_str!("../../../specs/records/merchants.toml")
        }
        Table::Knowledge(Knowledge::Terminals) => {
            include_str!("../../../specs/records/terminals.toml")
        }
        Table::Knowledge(Knowledge::Holds) => include_str!("../../../specs/records/holds.toml"),
        Table::Knowledge(Knowledge::Notices) => include_str!("../../../specs/records/notices.toml"),
        Table::Knowledge(Knowledge::Compatibility) => {
            include_str!("../../../specs/records/compatibility.toml")
        }
        Table::Knowledge(Knowledge::Payers) => include_str!("../../../specs/records/payers.toml"),
        Table::Knowledge(Knowledge::Calendar) => {
            include_str!("../../../specs/records/calendar.toml")
        }
        Table::Knowledge(Knowledge::Coverage) => {
            include_str!("../../../specs/records/coverage.toml")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_loads_and_every_source_says_when_and_for_whom() {
        for table in Table::all() {
            let layout = layout(table);
            assert!(!layout.columns.is_empty());
            if matches!(table, Table::Source(_)) {
                assert!(layout.position("known_at").is_some(), "{table:?}");
                assert!(layout.position("acquirer").is_some(), "{table:?}");
            }
        }
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let text = "kind = \"source\"\nplace = \"bank\"\ncolumn = [\n{ name = \"a\", type = \"code\" },\n\
                    { name = \"a\", type = \"text\", values = [\"x\"], may_be_empty = true },\n]\n";
        let faults = read_layout(Table::Source(Source::Bank), text).expect_err("it is broken");
        assert_eq!(
            faults.0,
            [
                "line 4: `a` must have values if it is a code, and only then",
                "line 5: `a` stands twice",
                "line 5: `a` must have values if it is a code, and only then",
                "line 5: `a` is optional, so `may_be_empty` says nothing",
            ]
        );
    }

    #[test]
    fn an_unknown_key_is_an_error() {
        let text = "kind = \"source\"\nplace = \"bank\"\ncolour = 1\ncolumn = []\n";
        let faults = read_layout(Table::Source(Source::Bank), text).expect_err("it is broken");
        assert!(
            faults.0[0].contains("line 3") && faults.0[0].contains("colour"),
            "{faults:?}"
        );
    }
}
