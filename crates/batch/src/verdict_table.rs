//! The verdicts as a table: which columns there are, in which order, and what each holds.
//!
//! In: verdicts. Out: Arrow columns, or lines of CSV, from one list of columns, so that the two
//! never differ. The list is that of the record contract ("What comes out").

use arrow_array::builder::{StringBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use judge::{Certainty, Proof, Verdict};
use ledger::{Instant, Zone};
use std::sync::Arc;
use trail::Place;

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
    /// Paths of the files, relative to the data set, by [`trail::FileId`].
    pub files: &'n [String],
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
    Word(Text),
    /// Minor units.
    Amount(fn(&Verdict<'_>) -> Option<i64>),
    /// An instant.
    Time(fn(&Verdict<'_>) -> Option<Instant>),
    /// Text put together from parts.
    Joined(fn(&Judged<'_>, &Names<'_>, &mut String)),
}

const COLUMNS: &[(&str, Cell)] = &[
    ("mid", Cell::Word(|j| j.verdict.mid)),
    ("tid", Cell::Word(|j| j.verdict.tid)),
    ("stan", Cell::Text(|j| j.verdict.stan)),
    ("rrn", Cell::Text(|j| j.verdict.rrn)),
    ("order_no", Cell::Text(|j| j.verdict.order_no)),
    ("card", Cell::Text(|j| j.verdict.card)),
    ("txn_type", Cell::Word(|j| j.verdict.txn_type.slug())),
    ("amount", Cell::Amount(|v| Some(v.amount))),
    ("currency", Cell::Word(|j| j.verdict.currency)),
    ("swiped_at", Cell::Time(|v| v.swiped_at)),
    ("verdict", Cell::Word(|j| j.verdict.verdict.slug())),
    (
        "timing",
        Cell::Word(|j| j.verdict.timing.map_or("", judge::Timing::slug)),
    ),
    ("stage", Cell::Word(|j| j.verdict.stage.slug())),
    (
        "cause",
        Cell::Word(|j| j.verdict.cause.map_or("", judge::Cause::slug)),
    ),
    (
        "common_cause",
        Cell::Joined(|j, names, text| {
            if let Some(incident) = j.incident {
                text.push_str(&names.incidents[incident as usize]);
            }
        }),
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
        Cell::Word(|j| j.verdict.eta.map_or("", |eta| eta.reason)),
    ),
    (
        "also",
        Cell::Joined(|j, _, text| {
            join(text, &j.verdict.also, |cause, text| {
                text.push_str(cause.slug())
            })
        }),
    ),
    (
        "items",
        Cell::Joined(|j, _, text| {
            join(text, &j.verdict.items, |item, text| {
                text.push_str(item.name.slug());
                text.push(':');
                text.push_str(&item.amount.to_string());
            });
        }),
    ),
    (
        "provisional",
        Cell::Word(|j| if j.verdict.provisional { "yes" } else { "" }),
    ),
    ("proof", Cell::Word(|j| Proof::slug(j.verdict.proof))),
    (
        "certainty",
        Cell::Word(|j| Certainty::slug(j.verdict.certainty)),
    ),
    ("party", Cell::Word(|j| j.verdict.party.slug())),
    ("remedy", Cell::Word(|j| j.verdict.remedy())),
    (
        "evidence",
        Cell::Joined(|j, names, text| {
            join(text, &j.verdict.evidence, |place, text| {
                cite(*place, names.files, text)
            });
        }),
    ),
];

fn join<T>(text: &mut String, parts: &[T], mut write: impl FnMut(&T, &mut String)) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            text.push('|');
        }
        write(part, text);
    }
}

/// A record's place as `source/file:line`; a file in its source's own folder is named as it lies.
pub fn cite(place: Place, files: &[String], text: &mut String) {
    let path = &files[place.file.0 as usize];
    let source = place.source.name();
    let in_own_folder = path
        .strip_prefix(source)
        .is_some_and(|rest| rest.starts_with('/'));
    if !in_own_folder {
        text.push_str(source);
        text.push('/');
    }
    text.push_str(path);
    text.push(':');
    let mut digits = [0_u8; 10];
    let mut at = digits.len();
    let mut left = place.line;
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(left % 10).expect("a digit is below ten");
        left /= 10;
        if left == 0 {
            break;
        }
    }
    text.push_str(str::from_utf8(&digits[at..]).expect("digits are ASCII"));
}

fn data_type(cell: &Cell) -> DataType {
    match cell {
        Cell::Text(_) | Cell::Joined(_) => DataType::Utf8,
        Cell::Word(_) => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
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

/// Some verdicts as Arrow columns.
pub fn batch(rows: &[&Judged<'_>], names: &Names<'_>) -> RecordBatch {
    let columns = COLUMNS
        .iter()
        .map(|(_, cell)| array(cell, rows, names))
        .collect();
    RecordBatch::try_new(schema(), columns)
        .expect("every column has the type and length of the schema")
}

fn array(cell: &Cell, rows: &[&Judged<'_>], names: &Names<'_>) -> ArrayRef {
    match cell {
        Cell::Text(text) => Arc::new(StringArray::from_iter_values(
            rows.iter().map(|row| text(row)),
        )),
        Cell::Word(text) => {
            let mut builder = StringDictionaryBuilder::<Int32Type>::new();
            rows.iter().for_each(|row| builder.append_value(text(row)));
            Arc::new(builder.finish())
        }
        Cell::Amount(amount) => Arc::new(Int64Array::from_iter(
            rows.iter().map(|row| amount(&row.verdict)),
        )),
        Cell::Time(time) => {
            let times = rows.iter().map(|row| time(&row.verdict).map(Instant::ms));
            Arc::new(TimestampMillisecondArray::from_iter(times).with_timezone("UTC"))
        }
        Cell::Joined(write) => {
            let mut builder = StringBuilder::new();
            let mut text = String::new();
            for row in rows {
                text.clear();
                write(row, names, &mut text);
                builder.append_value(&text);
            }
            Arc::new(builder.finish())
        }
    }
}

/// Columns whose values hardly repeat.
pub fn unrepeating() -> impl Iterator<Item = &'static str> {
    const JOINED_UNREPEATING: &str = "evidence";
    let text = |cell: &Cell| matches!(cell, Cell::Text(_));
    COLUMNS
        .iter()
        .filter(move |(name, cell)| text(cell) || *name == JOINED_UNREPEATING)
        .map(|(name, _)| *name)
}

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
            Cell::Text(of) | Cell::Word(of) => {
                field(of(row));
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
            Cell::Joined(write) => write(row, names, &mut text),
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
