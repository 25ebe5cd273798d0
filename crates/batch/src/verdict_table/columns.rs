//! Arrow columns under construction, for the columns of the table.
//!
//! In: verdicts, block by block. Out: one record batch. Absent: which columns there are.

use super::{Cell, Columns, Judged, Names};
use arrow_array::builder::{
    Int64Builder, StringBuilder, StringDictionaryBuilder, TimestampMillisecondBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, Int32Array, RecordBatch, StringArray};
use ledger::Instant;
use std::borrow::Cow;
use std::sync::Arc;

/// Verdicts on their way into Arrow columns.
pub struct Table<'c> {
    of: &'c Columns,
    columns: Vec<Column>,
}

impl<'c> Table<'c> {
    /// An empty table of some columns, with room for so many verdicts.
    pub fn with_capacity(of: &'c Columns, rows: usize) -> Table<'c> {
        let columns = of.chosen.iter().map(|(_, cell)| Column::of(cell, rows));
        Table {
            of,
            columns: columns.collect(),
        }
    }

    /// Adds a block of verdicts. They lie about in memory, and what one column has fetched the next
    /// ones find near: hand in some hundreds at a time.
    pub fn extend(&mut self, block: &[Cow<'_, Judged<'_>>], names: &Names<'_>) {
        for ((_, cell), column) in self.of.chosen.iter().zip(&mut self.columns) {
            column.extend(cell, block, names);
        }
    }

    /// The columns.
    ///
    /// # Panics
    /// Never: every column has the type and length of the schema.
    pub fn finish(self) -> RecordBatch {
        let arrays = self.of.chosen.iter().zip(self.columns);
        let arrays = arrays.map(|((_, cell), column)| column.finish(cell));
        RecordBatch::try_new(self.of.schema(), arrays.collect())
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
