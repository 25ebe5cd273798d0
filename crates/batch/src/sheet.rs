//! Rows of one source as columns: what the scan hands to the fold.
//!
//! In: good rows only; broken ones are in the quarantine. Out: columns in the order of `specs/records`,
//! texts of few kinds as symbols, money, times and days as numbers. Every row knows its file and line.
//! Absent: nulls (each kind of column has its own mark for "empty"), and any judgement.

use crate::symbol::Symbol;
use arrow_array::StringViewArray;
use wire::Source;

/// A file of the data set, by its place in `Scan::files`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A time or an amount that is empty.
pub const NUMBER_NONE: i64 = i64::MIN;
/// A day that is empty.
pub const DAY_NONE: i32 = i32::MIN;
/// A code that is empty.
pub const CODE_NONE: u8 = 255;

/// Where the rows of a chunk stand in their file: the physical line in text (the header being 1),
/// the row's ordinal in Parquet (the first being 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lines {
    /// Line after line, beginning here.
    From(u32),
    /// One number a row, rising.
    Each(Vec<u32>),
}

impl Lines {
    /// The line of a row of the chunk.
    pub fn of(&self, row: usize) -> u32 {
        match self {
            // A chunk is far smaller than a file, and a file has fewer than 2^32 lines.
            Lines::From(first) => first + row as u32,
            Lines::Each(lines) => lines[row],
        }
    }
}

/// One column of a chunk.
#[derive(Clone, Debug)]
pub enum Column {
    /// Every value is empty: the file has no such column, or has nothing in it here.
    Absent,
    /// Text of few kinds; `Symbol::NONE` is empty.
    Symbol(Vec<Symbol>),
    /// Text of many kinds; `""` is empty. No nulls. Up to 12 bytes stand inside the view.
    Text(StringViewArray),
    /// Minor units, a count, or UTC milliseconds; `NUMBER_NONE` is empty.
    Number(Vec<i64>),
    /// Days since 1970-01-01; `DAY_NONE` is empty.
    Day(Vec<i32>),
    /// The position in the values of the column's spec; `CODE_NONE` is empty.
    Code(Vec<u8>),
}

/// Rows of one file of one source.
#[derive(Clone, Debug)]
pub struct Chunk {
    /// The source.
    pub source: Source,
    /// The file that the rows stand in.
    pub file: FileId,
    /// Where they stand.
    pub lines: Lines,
    /// How many there are.
    pub rows: usize,
    /// One for every column of the source's layout, in its order.
    pub columns: Vec<Column>,
    /// Columns that the layout does not know, as scrubbed text.
    pub extras: Vec<(String, StringViewArray)>,
}

impl Chunk {
    /// The symbols at this position; `None` when the column is absent.
    pub fn symbols(&self, position: usize) -> Option<&[Symbol]> {
        match &self.columns[position] {
            Column::Absent => None,
            Column::Symbol(values) => Some(values),
            _ => panic!("{:?} column {position} holds no symbols", self.source),
        }
    }

    /// The texts at this position; `None` when the column is absent.
    pub fn texts(&self, position: usize) -> Option<&StringViewArray> {
        match &self.columns[position] {
            Column::Absent => None,
            Column::Text(values) => Some(values),
            _ => panic!("{:?} column {position} holds no texts", self.source),
        }
    }

    /// The amounts, counts or instants at this position; `None` when the column is absent.
    pub fn numbers(&self, position: usize) -> Option<&[i64]> {
        match &self.columns[position] {
            Column::Absent => None,
            Column::Number(values) => Some(values),
            _ => panic!("{:?} column {position} holds no numbers", self.source),
        }
    }

    /// The days at this position; `None` when the column is absent.
    pub fn days(&self, position: usize) -> Option<&[i32]> {
        match &self.columns[position] {
            Column::Absent => None,
            Column::Day(values) => Some(values),
            _ => panic!("{:?} column {position} holds no days", self.source),
        }
    }

    /// The codes at this position; `None` when the column is absent.
    pub fn codes(&self, position: usize) -> Option<&[u8]> {
        match &self.columns[position] {
            Column::Absent => None,
            Column::Code(values) => Some(values),
            _ => panic!("{:?} column {position} holds no codes", self.source),
        }
    }

    /// One symbol; `Symbol::NONE` when empty or absent.
    pub fn symbol(&self, position: usize, row: usize) -> Symbol {
        self.symbols(position)
            .map_or(Symbol::NONE, |values| values[row])
    }

    /// One text; `""` when empty or absent.
    pub fn text(&self, position: usize, row: usize) -> &str {
        self.texts(position).map_or("", |values| values.value(row))
    }

    /// One amount, count or instant.
    pub fn number(&self, position: usize, row: usize) -> Option<i64> {
        self.numbers(position)
            .map(|values| values[row])
            .filter(|value| *value != NUMBER_NONE)
    }

    /// One day, as days since 1970-01-01.
    pub fn day(&self, position: usize, row: usize) -> Option<i32> {
        self.days(position)
            .map(|values| values[row])
            .filter(|value| *value != DAY_NONE)
    }

    /// One code, as its position in the spec's values.
    pub fn code(&self, position: usize, row: usize) -> Option<u8> {
        self.codes(position)
            .map(|values| values[row])
            .filter(|value| *value != CODE_NONE)
    }
}

macro_rules! positions {
    ($(#[$doc:meta])* $module:ident: $($name:ident)*) => {
        $(#[$doc])*
        pub mod $module {
            positions!(@ 0; $($name)*);
            /// The names, in order; a test compares them with `specs/records`.
            pub const NAMES: &[&str] = &[$(stringify!($name)),*];
        }
    };
    (@ $position:expr; $first:ident $($rest:ident)*) => {
        #[doc = concat!("Position of `", stringify!($first), "`, in lower case.")]
        pub const $first: usize = $position;
        positions!(@ $position + 1; $($rest)*);
    };
    (@ $position:expr;) => {};
}

positions!(
    /// Positions of the terminal's columns.
    terminal: MID TID BATCH_NO STAN TXN_TYPE AMOUNT CURRENCY LOCAL_TIME RRN AUTH_CODE RESPONSE_CODE CARD METHOD
    ORIG_RRN ORIG_STAN ORDER_NO UPLOADED_AT ACQUIRER KNOWN_AT
);
positions!(
    /// Positions of the platform's columns.
    platform: MID TID BATCH_NO STAN RRN TXN_TYPE AMOUNT CURRENCY MCC MERCHANT_NAME CHANNEL RECEIVED_AT RESPONDED_AT
    RESPONSE_CODE AUTH_CODE CARD CARD_TYPE METHOD SETTLE_DATE ORIG_RRN ORDER_NO ACQUIRER KNOWN_AT
);
positions!(
    /// Positions of the clearing file's columns.
    clearing: RRN MID TID STAN TXN_TYPE AMOUNT CURRENCY NETWORK_FEE SETTLE_DATE MCC MERCHANT_NAME CARD CARD_TYPE
    ORIG_RRN NETWORK_REF REASON ACQUIRER KNOWN_AT
);
positions!(
    /// Positions of the settlement's columns.
    settlement: MID RRN TXN_TYPE AMOUNT FEE NET SETTLE_DATE ORIG_RRN PAYOUT_ID STATUS HOLD_REASON ACQUIRER KNOWN_AT
);
positions!(
    /// Positions of the payout's columns.
    payout: PAYOUT_ID MID AMOUNT CURRENCY TXN_COUNT ACCOUNT_NO ACCOUNT_NAME BANK_CODE PAYER_NAME CHANNEL CREATED_AT
    DUE_DATE STATUS REASON REASON_TEXT STATUS_AT BANK_REF RETRY_OF ACQUIRER KNOWN_AT
);
positions!(
    /// Positions of the bank statement's columns.
    bank: ACCOUNT_NO BOOKED_AT VALUE_DATE DIRECTION AMOUNT CURRENCY BALANCE COUNTERPARTY_NAME COUNTERPARTY_ACCOUNT
    BANK_REF REMITTANCE ACQUIRER KNOWN_AT
);

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Table, layout};

    #[test]
    fn the_positions_are_those_of_the_specs() {
        let tables = [
            (Source::Terminal, terminal::NAMES),
            (Source::Platform, platform::NAMES),
            (Source::Clearing, clearing::NAMES),
            (Source::Settlement, settlement::NAMES),
            (Source::Payout, payout::NAMES),
            (Source::Bank, bank::NAMES),
        ];
        for (source, names) in tables {
            let spec: Vec<String> = layout(Table::Source(source))
                .columns
                .iter()
                .map(|column| column.name.to_uppercase())
                .collect();
            assert_eq!(spec, names, "{source:?}");
        }
        assert_eq!(bank::NAMES[bank::KNOWN_AT], "KNOWN_AT");
    }

    #[test]
    fn lines_count_from_the_first_or_each() {
        assert_eq!(Lines::From(7).of(2), 9);
        assert_eq!(Lines::Each(vec![2, 5]).of(1), 5);
    }
}
