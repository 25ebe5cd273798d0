//! Rows of text in, columns out: the path of every delimited file, mapped ones too.
//!
//! In: one row's fields in the layout's order. Out: chunks of good rows; a row with a fault leaves nothing
//! behind. No allocation a row: texts go into shared buffers, names into the interner.

use super::instant::{in_reach, utc_ms};
use super::kept::{kept, kept_extra};
use crate::sheet::{CODE_NONE, Chunk, Column, DAY_NONE, FileId, Lines, NUMBER_NONE};
use crate::symbol::{Interner, Symbol};
use arrow_array::StringViewArray;
use arrow_array::builder::make_view;
use arrow_buffer::{Buffer, ScalarBuffer};
use ledger::Zone;
use wire::{ColumnSpec, ColumnType, Fault, Layout, Source, Table};

/// Rows of one chunk: large enough to be worth a hand-over, small enough to stay near the processor.
pub const CHUNK_ROWS: usize = 1 << 16;
/// Bytes of long texts in one chunk; beyond it the chunk is handed over early.
const CHUNK_TEXT_BYTES: usize = 1 << 28;
/// Texts on their way into a `StringViewArray`.
#[derive(Default)]
pub struct Texts {
    views: Vec<u128>,
    bytes: Vec<u8>,
}

impl Texts {
    /// Adds a text.
    pub fn push(&mut self, text: &str) {
        // Views of up to 12 bytes hold the text; longer ones point into the buffer.
        self.views
            .push(make_view(text.as_bytes(), 0, self.bytes.len() as u32));
        if text.len() > 12 {
            self.bytes.extend_from_slice(text.as_bytes());
        }
    }

    /// The finished array.
    pub fn finish(&mut self) -> StringViewArray {
        let views = ScalarBuffer::from(std::mem::take(&mut self.views));
        let bytes = std::mem::take(&mut self.bytes);
        let buffers = if bytes.is_empty() {
            vec![]
        } else {
            vec![Buffer::from_vec(bytes)]
        };
        StringViewArray::try_new(views, buffers, None)
            .expect("every view was made from text in the buffer")
    }
}

enum Growing {
    Absent,
    Symbol(Vec<Symbol>),
    Text(Texts),
    Number(Vec<i64>),
    Day(Vec<i32>),
    Code(Vec<u8>),
}

impl Growing {
    fn of(spec: &ColumnSpec) -> Growing {
        match spec.kind {
            ColumnType::Symbol => Growing::Symbol(Vec::new()),
            ColumnType::Text | ColumnType::Card | ColumnType::Scrubbed => {
                Growing::Text(Texts::default())
            }
            ColumnType::Amount
            | ColumnType::SignedAmount
            | ColumnType::Integer
            | ColumnType::Time => Growing::Number(Vec::new()),
            ColumnType::Date => Growing::Day(Vec::new()),
            ColumnType::Code => Growing::Code(Vec::new()),
            ColumnType::Decimal => {
                unreachable!("no source has decimals; a test looks at every layout")
            }
        }
    }

    fn finish(&mut self) -> Column {
        match self {
            Growing::Absent => Column::Absent,
            Growing::Symbol(values) => Column::Symbol(std::mem::take(values)),
            Growing::Text(texts) => Column::Text(texts.finish()),
            Growing::Number(values) => Column::Number(std::mem::take(values)),
            Growing::Day(values) => Column::Day(std::mem::take(values)),
            Growing::Code(values) => Column::Code(std::mem::take(values)),
        }
    }

    fn pop(&mut self) {
        match self {
            Growing::Absent => {}
            Growing::Symbol(values) => drop(values.pop()),
            Growing::Text(texts) => drop(texts.views.pop()),
            Growing::Number(values) => drop(values.pop()),
            Growing::Day(values) => drop(values.pop()),
            Growing::Code(values) => drop(values.pop()),
        }
    }
}

/// Builds the chunks of one file of one source.
pub struct Builder<'a> {
    source: Source,
    file: FileId,
    layout: &'static Layout,
    zone: &'a Zone,
    columns: Vec<Growing>,
    extras: Vec<(String, Texts)>,
    lines: Vec<u32>,
    chunks: Vec<Chunk>,
    rows: u64,
}

impl<'a> Builder<'a> {
    /// A builder for a file that has these columns of the layout, and these beside them.
    pub fn new(
        source: Source,
        file: FileId,
        zone: &'a Zone,
        has: impl Fn(usize) -> bool,
        extras: Vec<String>,
    ) -> Builder<'a> {
        let layout = wire::layout(Table::Source(source));
        let columns = layout.columns.iter().enumerate();
        let columns = columns
            .map(|(position, spec)| {
                if has(position) {
                    Growing::of(spec)
                } else {
                    Growing::Absent
                }
            })
            .collect();
        let extras = extras
            .into_iter()
            .map(|name| (name, Texts::default()))
            .collect();
        Builder {
            source,
            file,
            layout,
            zone,
            columns,
            extras,
            lines: Vec::new(),
            chunks: Vec::new(),
            rows: 0,
        }
    }

    /// Adds a row. `field` gives the text at a position of the layout, `extra` that of an extra column.
    /// A fault comes with its position; then nothing was added.
    pub fn push<'r>(
        &mut self,
        line: u32,
        interner: &mut Interner<'_>,
        field: impl Fn(usize) -> &'r str,
        extra: impl Fn(usize) -> &'r str,
    ) -> Result<(), (usize, Fault)> {
        for position in 0..self.columns.len() {
            let spec = &self.layout.columns[position];
            if let Err(fault) = push_field(
                &mut self.columns[position],
                spec,
                self.zone,
                interner,
                field(position),
            ) {
                self.columns[..position].iter_mut().for_each(Growing::pop);
                return Err((position, fault));
            }
        }
        for (position, (name, texts)) in self.extras.iter_mut().enumerate() {
            texts.push(&kept_extra(name, extra(position), interner.key()));
        }
        self.lines.push(line);
        self.rows += 1;
        if self.lines.len() == CHUNK_ROWS || self.text_bytes() > CHUNK_TEXT_BYTES {
            self.flush();
        }
        Ok(())
    }

    /// How many rows were added.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// The chunks.
    pub fn finish(mut self) -> Vec<Chunk> {
        self.flush();
        self.chunks
    }

    fn text_bytes(&self) -> usize {
        let of = |column: &Growing| {
            if let Growing::Text(texts) = column {
                texts.bytes.len()
            } else {
                0
            }
        };
        let extras = self.extras.iter().map(|(_, texts)| texts.bytes.len());
        self.columns.iter().map(of).chain(extras).max().unwrap_or(0)
    }

    fn flush(&mut self) {
        if self.lines.is_empty() {
            return;
        }
        let rows = self.lines.len();
        let columns = self.columns.iter_mut().map(Growing::finish).collect();
        let extras = self
            .extras
            .iter_mut()
            .map(|(name, texts)| (name.clone(), texts.finish()))
            .collect();
        let lines = compact(std::mem::take(&mut self.lines));
        self.chunks.push(Chunk {
            source: self.source,
            file: self.file,
            lines,
            rows,
            columns,
            extras,
        });
    }
}

/// Lines that follow each other need only their first.
pub fn compact(lines: Vec<u32>) -> Lines {
    match (lines.first(), lines.last()) {
        (Some(first), Some(last)) if (last - first) as usize + 1 == lines.len() => {
            Lines::From(*first)
        }
        _ => Lines::Each(lines),
    }
}

fn push_field(
    column: &mut Growing,
    spec: &ColumnSpec,
    zone: &Zone,
    interner: &mut Interner<'_>,
    text: &str,
) -> Result<(), Fault> {
    if text.is_empty() && !spec.may_be_empty {
        return Err(Fault::Missing);
    }
    let bytes = text.as_bytes();
    match column {
        Growing::Absent => {}
        Growing::Symbol(values) => {
            let text = kept(wire::text(text, spec)?, spec, interner.key());
            values.push(interner.intern(&text));
        }
        Growing::Text(texts) => match spec.kind {
            ColumnType::Card => texts.push(wire::mask_card(bytes).as_str()),
            ColumnType::Scrubbed => texts.push(&wire::scrub(wire::text(text, spec)?)),
            _ => texts.push(&kept(wire::text(text, spec)?, spec, interner.key())),
        },
        Growing::Number(values) if text.is_empty() => values.push(NUMBER_NONE),
        Growing::Number(values) => values.push(number(bytes, spec, zone)?),
        Growing::Day(values) if text.is_empty() => values.push(DAY_NONE),
        Growing::Day(values) => values.push(wire::date(bytes)?),
        Growing::Code(values) if text.is_empty() => values.push(CODE_NONE),
        Growing::Code(values) => values.push(wire::code(bytes, spec)?),
    }
    Ok(())
}

/// An amount, a count or an instant, from its text.
pub fn number(text: &[u8], spec: &ColumnSpec, zone: &Zone) -> Result<i64, Fault> {
    match spec.kind {
        ColumnType::Amount => wire::amount(text),
        ColumnType::SignedAmount => wire::signed_amount(text),
        ColumnType::Integer => wire::integer(text),
        _ => in_reach(utc_ms(wire::time_of(text, spec)?, zone), zone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sheet::bank;
    use crate::symbol::Symbols;

    #[test]
    fn no_source_has_decimals() {
        for source in Source::ALL {
            let columns = &wire::layout(Table::Source(source)).columns;
            assert!(
                columns
                    .iter()
                    .all(|column| column.kind != ColumnType::Decimal),
                "{source:?}"
            );
        }
    }

    #[test]
    fn a_faulty_row_leaves_nothing_behind() {
        let zone = Zone::shanghai();
        let symbols = Symbols::new();
        let mut interner = symbols.interner();
        let mut builder = Builder::new(
            Source::Bank,
            FileId(0),
            &zone,
            |_| true,
            vec!["note".to_owned()],
        );
        let row = |amount: &'static str| {
            move |position: usize| match position {
                bank::ACCOUNT_NO => "6225",
                bank::BOOKED_AT => "2025-11-20 08:00:00.5",
                bank::VALUE_DATE => "1970-01-02",
                bank::DIRECTION => "debit",
                bank::AMOUNT => amount,
                bank::REMITTANCE => "客户账号6200000000000005收付控制",
                _ => "",
            }
        };
        let extra = |_: usize| "see 6222029900000000010";
        assert_eq!(builder.push(2, &mut interner, row("12"), extra), Ok(()));
        assert_eq!(
            builder.push(3, &mut interner, row("1.2"), extra),
            Err((bank::AMOUNT, Fault::AmountPoint))
        );
        assert_eq!(
            builder.push(4, &mut interner, row(""), extra),
            Err((bank::AMOUNT, Fault::Missing))
        );
        assert_eq!(builder.push(5, &mut interner, row("13"), extra), Ok(()));
        let chunks = builder.finish();
        let [chunk] = &chunks[..] else {
            panic!("one chunk, not {}", chunks.len())
        };
        assert_eq!((chunk.rows, &chunk.lines), (2, &Lines::Each(vec![2, 5])));
        assert_eq!(chunk.number(bank::AMOUNT, 1), Some(13));
        assert_eq!(chunk.number(bank::BALANCE, 1), None);
        assert_eq!(chunk.number(bank::BOOKED_AT, 0), Some(1_763_596_800_500));
        assert_eq!(chunk.day(bank::VALUE_DATE, 0), Some(1));
        assert_eq!(chunk.code(bank::DIRECTION, 0), Some(1));
        assert_eq!(
            chunk.text(bank::REMITTANCE, 1),
            "客户账号620000******0005收付控制"
        );
        assert_eq!(chunk.extras[0].1.value(1), "see 622202*********0010");
        let account = chunk.symbol(bank::ACCOUNT_NO, 0);
        drop(interner);
        assert_eq!(symbols.freeze().text(account), "6225");
    }
}
