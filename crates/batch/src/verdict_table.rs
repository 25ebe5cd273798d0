//! The verdicts as a table: which columns there are, in which order, and what each holds.
//!
//! In: verdicts. Out: Arrow columns, or lines of CSV, from one list of columns, so that the two
//! never differ. The list is that of the record contract ("What comes out").

mod columns;

use crate::citation::Citations;
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use judge::{Cause, Certainty, Party, Proof, Stage, Timing, Verdict, VerdictKind};
use ledger::{Instant, Zone};
use std::fmt::Write;
use std::sync::Arc;
use trail::TxnType;

pub use columns::Table;

/// A verdict and the incident that it is part of.
#[derive(Clone, Debug)]
pub struct Judged<'s> {
    /// The verdict.
    pub verdict: Verdict<'s>,
    /// The incident's place in the list of incidents.
    pub incident: Option<u32>,
}

/// What the columns need beside the verdict.
pub struct Names<'n> {
    /// How places in the files are cited.
    pub citations: &'n Citations,
    /// Ids of the incidents.
    pub incidents: &'n [String],
    /// The data set's zone, for times in text.
    pub zone: &'n Zone,
}

type Text = for<'v> fn(&'v Judged<'_>) -> &'v str;

/// What a column holds and where it comes from.
enum Cell {
    /// Text of many kinds.
    Text(Text),
    /// Text of few kinds.
    Name(Text),
    /// A word of a closed list, or none.
    Word(Words),
    /// Minor units.
    Amount(fn(&Verdict<'_>) -> Option<i64>),
    /// An instant.
    Time(fn(&Verdict<'_>) -> Option<Instant>),
    /// Text put together from parts, usually about so many bytes.
    Joined(fn(&Judged<'_>, &Names<'_>, &mut dyn Write), usize),
}

/// A closed list of words, and which of them a verdict bears.
struct Words {
    many: usize,
    word: fn(usize) -> &'static str,
    of: fn(&Verdict<'_>) -> Option<usize>,
}

macro_rules! word {
    ($kind:ty, $of:expr) => {
        Cell::Word(Words {
            many: <$kind>::ALL.len(),
            word: |at| <$kind>::ALL[at].slug(),
            of: |verdict| {
                let of: fn(&Verdict<'_>) -> Option<$kind> = $of;
                of(verdict).map(|kind| kind as usize)
            },
        })
    };
}

const COLUMNS: &[(&str, Cell)] = &[
    ("mid", Cell::Name(|j| j.verdict.mid)),
    ("tid", Cell::Name(|j| j.verdict.tid)),
    ("stan", Cell::Text(|j| j.verdict.stan)),
    ("rrn", Cell::Text(|j| j.verdict.rrn)),
    ("order_no", Cell::Text(|j| j.verdict.order_no)),
    ("card", Cell::Text(|j| j.verdict.card)),
    ("txn_type", word!(TxnType, |v| Some(v.txn_type))),
    ("amount", Cell::Amount(|v| Some(v.amount))),
    ("currency", Cell::Name(|j| j.verdict.currency)),
    ("swiped_at", Cell::Time(|v| v.swiped_at)),
    ("verdict", word!(VerdictKind, |v| Some(v.verdict))),
    ("timing", word!(Timing, |v| v.timing)),
    ("stage", word!(Stage, |v| Some(v.stage))),
    ("cause", word!(Cause, |v| v.cause)),
    (
        "common_cause",
        Cell::Joined(
            |j, names, text| {
                if let Some(incident) = j.incident {
                    put(text, &names.incidents[incident as usize]);
                }
            },
            1,
        ),
    ),
    ("owed", Cell::Amount(|v| v.owed)),
    ("arrived", Cell::Amount(|v| Some(v.arrived))),
    ("gap", Cell::Amount(|v| v.gap)),
    ("expected_by", Cell::Time(|v| v.expected_by)),
    ("arrived_at", Cell::Time(|v| v.arrived_at)),
    ("eta_from", Cell::Time(|v| v.eta.map(|eta| eta.from))),
    ("eta_to", Cell::Time(|v| v.eta.map(|eta| eta.to))),
    (
        "eta_reason",
        Cell::Name(|j| j.verdict.eta.map_or("", |eta| eta.reason)),
    ),
    (
        "also",
        Cell::Joined(
            |j, _, text| join(text, &j.verdict.also, |cause, text| put(text, cause.slug())),
            16,
        ),
    ),
    (
        "items",
        Cell::Joined(
            |j, _, text| {
                join(text, &j.verdict.items, |item, text| {
                    put(text, item.name.slug());
                    put(text, ":");
                    put(text, &item.amount.to_string());
                });
            },
            1,
        ),
    ),
    (
        "provisional",
        Cell::Name(|j| if j.verdict.provisional { "yes" } else { "" }),
    ),
    ("proof", word!(Proof, |v| Some(v.proof))),
    ("certainty", word!(Certainty, |v| Some(v.certainty))),
    ("party", word!(Party, |v| Some(v.party))),
    // The remedy's key is that of the cause.
    ("remedy", word!(Cause, |v| v.cause)),
    (
        "evidence",
        Cell::Joined(
            |j, names, text| {
                join(text, &j.verdict.evidence, |place, text| {
                    names.citations.put(*place, text);
                });
            },
            224,
        ),
    ),
];

fn put(text: &mut dyn Write, part: &str) {
    text.write_str(part)
        .expect("writing to memory does not fail");
}

fn join<T>(text: &mut dyn Write, parts: &[T], write: impl Fn(&T, &mut dyn Write)) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            put(text, "|");
        }
        write(part, text);
    }
}

fn data_type(cell: &Cell) -> DataType {
    match cell {
        Cell::Text(_) | Cell::Joined(..) => DataType::Utf8,
        Cell::Name(_) | Cell::Word(_) => {
            DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
        }
        Cell::Amount(_) => DataType::Int64,
        Cell::Time(_) => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
    }
}

/// Chosen columns, in the order of the table.
#[derive(Clone)]
pub struct Columns {
    chosen: Vec<&'static (&'static str, Cell)>,
}

impl Columns {
    /// Every column.
    pub fn all() -> Columns {
        Columns {
            chosen: COLUMNS.iter().collect(),
        }
    }

    /// Those of a list of names, separated by commas.
    ///
    /// # Errors
    /// The first name of the list that is no column's.
    pub fn named(list: &str) -> Result<Columns, &str> {
        let names: Vec<&str> = list.split(',').map(str::trim).collect();
        let known = |name: &&&str| COLUMNS.iter().any(|(column, _)| column == *name);
        if let Some(unknown) = names.iter().find(|name| !known(name)) {
            return Err(unknown);
        }
        let chosen = COLUMNS.iter().filter(|(column, _)| names.contains(column));
        Ok(Columns {
            chosen: chosen.collect(),
        })
    }

    /// Whether a column of this name is among them.
    pub fn has(&self, name: &str) -> bool {
        self.header().any(|column| column == name)
    }

    /// Their names.
    pub fn header(&self) -> impl Iterator<Item = &'static str> {
        self.chosen.iter().map(|(name, _)| *name)
    }

    /// Their schema in Parquet.
    pub fn schema(&self) -> Arc<Schema> {
        let fields = self.chosen.iter().map(|(name, cell)| {
            let nullable = matches!(cell, Cell::Amount(_) | Cell::Time(_));
            Field::new(*name, data_type(cell), nullable)
        });
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }

    /// One verdict as the fields of a line of CSV, in the order of [`Columns::header`].
    pub fn line(&self, row: &Judged<'_>, names: &Names<'_>, mut field: impl FnMut(&str)) {
        let mut text = String::new();
        for (_, cell) in &self.chosen {
            text.clear();
            match cell {
                Cell::Text(of) | Cell::Name(of) => {
                    field(of(row));
                    continue;
                }
                Cell::Word(words) => {
                    field((words.of)(&row.verdict).map_or("", words.word));
                    continue;
                }
                Cell::Amount(amount) => {
                    if let Some(amount) = amount(&row.verdict) {
                        text.push_str(&amount.to_string());
                    }
                }
                Cell::Time(time) => {
                    if let Some(at) = time(&row.verdict) {
                        names.zone.show_into(at, &mut text);
                    }
                }
                Cell::Joined(write, _) => write(row, names, &mut text),
            }
            field(&text);
        }
    }
}

/// Columns whose values hardly repeat: a dictionary of them gains nothing.
pub const UNREPEATING: [&str; 9] = [
    "stan",
    "rrn",
    "order_no",
    "card",
    "amount",
    "swiped_at",
    "owed",
    "arrived",
    "evidence",
];

/// Columns whose smallest and largest value tell a reader nothing.
pub const UNORDERED: [&str; 4] = ["stan", "card", "items", "evidence"];

/// One verdict's value of a column, as text; empty for a column that does not exist.
pub fn value(row: &Judged<'_>, names: &Names<'_>, column: &str) -> String {
    let mut found = String::new();
    let all = Columns::all();
    let mut columns = all.header();
    all.line(row, names, |text| {
        if columns.next() == Some(column) {
            found.push_str(text);
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_named_apart_are_columns() {
        let all = Columns::all();
        let there = |name: &&str| all.has(name);
        assert!(UNREPEATING.iter().chain(&UNORDERED).all(there));
    }

    #[test]
    fn columns_are_chosen_by_name_and_keep_their_order() {
        let some = Columns::named("verdict, mid").map(|some| some.header().collect::<Vec<_>>());
        assert_eq!(some, Ok(vec!["mid", "verdict"]));
        assert_eq!(Columns::named("mid,midd").err(), Some("midd"));
        assert_eq!(Columns::named("").err(), Some(""));
        let all = Columns::all();
        let names: Vec<&str> = all.header().collect();
        let list = names.join(",");
        let again = Columns::named(&list).map(|all| all.header().collect::<Vec<_>>());
        assert_eq!(again, Ok(names));
    }

    /// A column of words stores places in the list: the list must be in the order of the kinds.
    #[test]
    fn closed_lists_are_in_the_order_of_their_kinds() {
        macro_rules! check {
            ($($kind:ty)*) => {
                $(for (at, kind) in <$kind>::ALL.iter().enumerate() {
                    assert_eq!(*kind as usize, at, "{}", kind.slug());
                })*
            };
        }
        check!(TxnType VerdictKind Timing Stage Cause Proof Certainty Party);
    }
}
