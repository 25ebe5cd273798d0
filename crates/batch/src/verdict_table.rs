//! The verdicts as a table: which columns there are, in which order, and what each holds.
//!
//! In: verdicts. Out: Arrow columns, or lines of CSV, from one list of columns, so that the two
//! never differ. The list is that of the record contract ("What comes out").

use crate::citation::Citations;
use arrow_array::builder::{
    Int64Builder, StringBuilder, StringDictionaryBuilder, TimestampMillisecondBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use judge::{Cause, Certainty, Party, Proof, Stage, Timing, Verdict, VerdictKind};
use ledger::{Instant, Zone};
use std::borrow::Cow;
use std::fmt::Write;
use std::sync::Arc;
use trail::TxnType;

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

/// The table's schema in Parquet.
pub fn schema() -> Arc<Schema> {
    let fields = COLUMNS.iter().map(|(name, cell)| {
        let nullable = matches!(cell, Cell::Amount(_) | Cell::Time(_));
        Field::new(*name, data_type(cell), nullable)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// Verdicts on their way into Arrow columns.
pub struct Table {
    columns: Vec<Column>,
}

impl Table {
    /// An empty table with room for so many verdicts.
    pub fn with_capacity(rows: usize) -> Table {
        let columns = COLUMNS.iter().map(|(_, cell)| Column::of(cell, rows));
        Table {
            columns: columns.collect(),
        }
    }

    /// Adds a block of verdicts. They lie about in memory, and what one column has fetched the next
    /// ones find near: hand in a thousand or so at a time.
    pub fn extend(&mut self, block: &[Cow<'_, Judged<'_>>], names: &Names<'_>) {
        for ((_, cell), column) in COLUMNS.iter().zip(&mut self.columns) {
            column.extend(cell, block, names);
        }
    }

    /// The columns.
    ///
    /// # Panics
    /// Never: every column has the type and length of the schema.
    pub fn finish(self) -> RecordBatch {
        let arrays = COLUMNS.iter().zip(self.columns);
        let arrays = arrays.map(|((_, cell), column)| column.finish(cell));
        RecordBatch::try_new(schema(), arrays.collect())
            .expect("every column has the type and length of the schema")
    }
}

/// A column under construction.
enum Column {
    Text(StringBuilder),
    Name(Names32),
    /// Places in the list of words, 0 for none.
    Word(Vec<i32>),
    Amount(Int64Builder),
    Time(TimestampMillisecondBuilder),
}

impl Column {
    fn of(cell: &Cell, rows: usize) -> Column {
        match cell {
            Cell::Text(_) => Column::Text(StringBuilder::with_capacity(rows, rows * 16)),
            Cell::Joined(_, about) => {
                Column::Text(StringBuilder::with_capacity(rows, rows * about))
            }
            Cell::Name(_) => Column::Name(Names32::default()),
            Cell::Word(_) => Column::Word(Vec::with_capacity(rows)),
            Cell::Amount(_) => Column::Amount(Int64Builder::with_capacity(rows)),
            Cell::Time(_) => Column::Time(TimestampMillisecondBuilder::with_capacity(rows)),
        }
    }

    fn extend(&mut self, cell: &Cell, rows: &[Cow<'_, Judged<'_>>], names: &Names<'_>) {
        match (self, cell) {
            (Column::Text(texts), Cell::Text(of)) => {
                rows.iter().for_each(|row| texts.append_value(of(row)));
            }
            (Column::Text(texts), Cell::Joined(write, _)) => {
                for row in rows {
                    write(row, names, texts);
                    texts.append_value("");
                }
            }
            (Column::Name(names), Cell::Name(of)) => rows.iter().for_each(|row| names.add(of(row))),
            (Column::Word(places), Cell::Word(words)) => {
                places.extend(rows.iter().map(|row| place((words.of)(&row.verdict))));
            }
            (Column::Amount(amounts), Cell::Amount(of)) => {
                rows.iter()
                    .for_each(|row| amounts.append_option(of(&row.verdict)));
            }
            (Column::Time(times), Cell::Time(of)) => {
                let ms = |row: &Cow<'_, Judged<'_>>| of(&row.verdict).map(Instant::ms);
                rows.iter().for_each(|row| times.append_option(ms(row)));
            }
            _ => unreachable!("a column is made for its cell"),
        }
    }

    fn finish(self, cell: &Cell) -> ArrayRef {
        match (self, cell) {
            (Column::Word(places), Cell::Word(words)) => {
                let none = std::iter::once("");
                let texts = none.chain((0..words.many).map(|at| (words.word)(at)));
                let values = Arc::new(StringArray::from_iter_values(texts));
                Arc::new(DictionaryArray::new(Int32Array::from(places), values))
            }
            (Column::Text(mut texts), _) => Arc::new(texts.finish()),
            (Column::Name(names), _) => names.finish(),
            (Column::Amount(mut amounts), _) => Arc::new(amounts.finish()),
            (Column::Time(mut times), _) => Arc::new(times.finish().with_timezone("UTC")),
            (Column::Word(_), _) => unreachable!("a column is made for its cell"),
        }
    }
}

fn place(word: Option<usize>) -> i32 {
    word.map_or(0, |at| {
        i32::try_from(at + 1).expect("a closed list is short")
    })
}

/// Texts of few kinds; runs of one text, which are the rule, are looked up once.
#[derive(Default)]
struct Names32 {
    builder: StringDictionaryBuilder<Int32Type>,
    last: String,
    run: usize,
}

impl Names32 {
    fn add(&mut self, name: &str) {
        if self.last != name {
            self.flush();
            self.last.push_str(name);
        }
        self.run += 1;
    }

    fn flush(&mut self) {
        if self.run > 0 {
            self.builder
                .append_n(&self.last, self.run)
                .expect("fewer than 2^31 names");
        }
        self.run = 0;
        self.last.clear();
    }

    fn finish(mut self) -> ArrayRef {
        self.flush();
        Arc::new(self.builder.finish())
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

/// The names of the columns.
pub fn header() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|(name, _)| *name)
}

/// One verdict as the fields of a line of CSV, in the order of [`header`].
pub fn line(row: &Judged<'_>, names: &Names<'_>, mut field: impl FnMut(&str)) {
    let mut text = String::new();
    for (_, cell) in COLUMNS {
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

/// One verdict's value of a column, as text; empty for a column that does not exist.
pub fn value(row: &Judged<'_>, names: &Names<'_>, column: &str) -> String {
    let mut found = String::new();
    let mut columns = header();
    line(row, names, |text| {
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
        let there = |name: &&str| header().any(|column| column == *name);
        assert!(UNREPEATING.iter().chain(&UNORDERED).all(there));
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
