//! What can be wrong with a field or a record, and what to write instead, in both languages.
//!
//! A fault is small and holds no text of the input: whoever reports it adds file, line, column and
//! the masked value. Absent: faults of whole files, which belong to whoever opens files.

use crate::lang::Lang;
use crate::layout::ColumnSpec;
use crate::message::message;
use crate::source::KNOWLEDGE_ENDINGS;

/// Why a field or a record cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A required value is empty.
    Missing,
    /// A text is longer than its column allows.
    TextTooLong,
    /// An amount has a decimal point.
    AmountPoint,
    /// An amount has two points or more.
    AmountPoints,
    /// An amount has thousands separators.
    AmountSeparators,
    /// An amount is negative where none may be.
    AmountNegative,
    /// An amount is no number.
    AmountNotANumber,
    /// An amount is above `AMOUNT_MINOR_MAX`.
    AmountTooLarge,
    /// A count is no whole number.
    IntegerShape,
    /// A rate is no decimal.
    DecimalShape,
    /// A rate is written as a percentage.
    DecimalPercent,
    /// A rate is above 1.
    RateAboveOne,
    /// A day is not written `YYYY-MM-DD`.
    DateShape,
    /// There is no such day.
    DateNoSuchDay,
    /// A day or a time lies outside the years 1 to 9999.
    YearOutOfReach,
    /// A time is not written as RFC 3339 says.
    TimeShape,
    /// There is no such time of day.
    TimeNoSuchTime,
    /// A code is none of its column's words.
    CodeUnknown,
    /// A record has more or fewer fields than the header.
    FieldCount {
        /// How many the record has.
        found: u32,
        /// How many the header has.
        expected: u32,
    },
    /// A record is longer than `RECORD_BYTES_MAX`.
    RecordTooLong,
    /// A quotation mark is never closed.
    QuoteOpen,
    /// Bytes that are no UTF-8, nor GB18030.
    NotUtf8,
    /// Bytes that are no UTF-8, and read well as GB18030.
    NotUtf8ButGb18030,
    /// Bytes that are no GB18030, in a file said to be so.
    NotGb18030,
    /// Bytes that are no UTF-16, in a file said to be so.
    NotUtf16,
    /// A line of a fixed-width file that is longer or shorter than the layout.
    LineWidth {
        /// How many bytes the line has.
        found: u32,
        /// How many the layout has.
        expected: u32,
    },
    /// A tagged line whose parts do not follow the layout.
    PartsShape,
    /// A row in which the file's structure breaks.
    RowBroken,
    /// A value with a NUL byte.
    Nul,
    /// A text that a mapping's value map does not list.
    MapUnknown,
    /// A text that does not follow a mapping's date pattern.
    PatternMismatch,
    /// A decimal amount that a mapping cannot read.
    UnitNotANumber,
    /// A decimal amount with a fraction of a fen, and no rounding named.
    UnitFraction,
    /// A row that none of a mapping's records takes.
    NoRecord,
    /// A file that lacks a required column.
    ColumnMissing,
    /// A file whose header names a column twice.
    ColumnTwice,
    /// A column of a Parquet file has a type that the contract's column cannot take.
    ColumnType,
    /// A row of a knowledge file has the key of an earlier one, and says something else.
    KeyTwice {
        /// The earlier row's line.
        line: u32,
        /// Its file's ending among `KNOWLEDGE_ENDINGS`, when it is another file.
        file: Option<u8>,
    },
}

/// More words than a sentence can list.
const WORDS_MAX: usize = 12;

impl Fault {
    /// What is wrong and what to write instead, to follow the value; `column` names the words and limits.
    pub fn sentence(self, column: Option<&ColumnSpec>, lang: Lang) -> String {
        let say = |values: &[(&str, &str)]| message(self.key(), lang, values);
        match self {
            Fault::CodeUnknown => {
                let words = column.map_or_else(String::new, |column| words(column, lang));
                say(&[("words", &words)])
            }
            Fault::TextTooLong => {
                let limit = column.map_or(0, |column| column.length_max).to_string();
                say(&[("limit", &limit)])
            }
            Fault::FieldCount { found, expected } | Fault::LineWidth { found, expected } => say(&[
                ("found", &found.to_string()),
                ("expected", &expected.to_string()),
            ]),
            Fault::KeyTwice { line, file } => {
                let ending = file.and_then(|file| KNOWLEDGE_ENDINGS.get(usize::from(file)));
                let ending = ending.map_or_else(String::new, |ending| format!(" (.{ending})"));
                say(&[("place", &(lang.line(line) + &ending))])
            }
            _ => say(&[]),
        }
    }

    /// The message's key in the catalogue.
    fn key(self) -> &'static str {
        match self {
            Fault::Missing => "fault.missing",
            Fault::TextTooLong => "fault.text_too_long",
            Fault::AmountPoint => "fault.amount_point",
            Fault::AmountPoints => "fault.amount_points",
            Fault::AmountSeparators => "fault.amount_separators",
            Fault::AmountNegative => "fault.amount_negative",
            Fault::AmountNotANumber => "fault.amount_not_a_number",
            Fault::AmountTooLarge => "fault.amount_too_large",
            Fault::IntegerShape => "fault.integer_shape",
            Fault::DecimalShape => "fault.decimal_shape",
            Fault::DecimalPercent => "fault.decimal_percent",
            Fault::RateAboveOne => "fault.rate_above_one",
            Fault::DateShape => "fault.date_shape",
            Fault::DateNoSuchDay => "fault.date_no_such_day",
            Fault::YearOutOfReach => "fault.year_out_of_reach",
            Fault::TimeShape => "fault.time_shape",
            Fault::TimeNoSuchTime => "fault.time_no_such_time",
            Fault::CodeUnknown => "fault.code_unknown",
            Fault::FieldCount { .. } => "fault.field_count",
            Fault::RecordTooLong => "fault.record_too_long",
            Fault::QuoteOpen => "fault.quote_open",
            Fault::NotUtf8 => "fault.not_utf8",
            Fault::NotUtf8ButGb18030 => "fault.not_utf8_but_gb18030",
            Fault::NotGb18030 => "fault.not_gb18030",
            Fault::NotUtf16 => "fault.not_utf16",
            Fault::LineWidth { .. } => "fault.line_width",
            Fault::PartsShape => "fault.parts_shape",
            Fault::RowBroken => "fault.row_broken",
            Fault::Nul => "fault.nul",
            Fault::MapUnknown => "fault.map_unknown",
            Fault::PatternMismatch => "fault.pattern_mismatch",
            Fault::UnitNotANumber => "fault.unit_not_a_number",
            Fault::UnitFraction => "fault.unit_fraction",
            Fault::NoRecord => "fault.no_record",
            Fault::ColumnMissing => "fault.column_missing",
            Fault::ColumnTwice => "fault.column_twice",
            Fault::ColumnType => "fault.column_type",
            Fault::KeyTwice { .. } => "fault.key_twice",
        }
    }
}

fn words(column: &ColumnSpec, lang: Lang) -> String {
    let shown = column.values.len().min(WORDS_MAX);
    let mut text = lang.list(&column.values[..shown]);
    if shown < column.values.len() {
        text.push_str(lang.pick(" 等", " and so on"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Knowledge, Table, layout};

    #[test]
    fn a_long_list_of_words_is_cut() {
        let merchants = layout(Table::Knowledge(Knowledge::Merchants));
        let mode = &merchants.columns[merchants.position("settle_mode").expect("the spec has it")];
        let sentence = Fault::CodeUnknown.sentence(Some(mode), Lang::En);
        assert!(sentence.ends_with("T10, T11 and so on"), "{sentence}");
        assert!(
            Fault::CodeUnknown
                .sentence(Some(mode), Lang::Zh)
                .ends_with("T11 等")
        );
    }
}
