//! What can be wrong with a field or a record, and what to write instead, in both languages.
//!
//! A fault is small and holds no text of the input: whoever reports it adds file, line, column and
//! the masked value. Absent: faults of whole files, which belong to whoever opens files.

use crate::lang::Lang;
use crate::layout::ColumnSpec;

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
    /// An amount is above `AMOUNT_MAX`.
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
}

/// More words than a sentence can list.
const WORDS_MAX: usize = 12;

impl Fault {
    /// What is wrong and what to write instead, to follow the value; `column` names the words and limits.
    pub fn sentence(self, column: Option<&ColumnSpec>, lang: Lang) -> String {
        match self {
            Fault::CodeUnknown => {
                let words = column.map_or_else(String::new, |column| words(column, lang));
                match lang {
                    Lang::Zh => format!("不是已知的取值;请写其中之一:{words}"),
                    Lang::En => format!("is not known here; write one of {words}"),
                }
            }
            Fault::TextTooLong => {
                let limit = column.map_or(0, |column| column.length_max);
                match lang {
                    Lang::Zh => format!("太长;最多 {limit} 个字符"),
                    Lang::En => format!("is too long; write at most {limit} characters"),
                }
            }
            Fault::FieldCount { found, expected } => match lang {
                Lang::Zh => format!(
                    "本行有 {found} 个字段,表头有 {expected} 个;请补齐或删去,含分隔符的值加双引号"
                ),
                Lang::En => format!(
                    "the row has {found} fields and the header {expected}; write as many, and quote values that contain the delimiter"
                ),
            },
            other => {
                let (zh, en) = other.fixed();
                lang.pick(zh, en).to_owned()
            }
        }
    }

    /// The sentences that need no number, Chinese and English.
    fn fixed(self) -> (&'static str, &'static str) {
        match self {
            Fault::Missing => ("为空;请填写", "is empty; write a value"),
            Fault::AmountPoint => (
                "含小数点;请写整数分",
                "has a decimal point; write whole fen",
            ),
            Fault::AmountPoints => ("含两个小数点;请写整数分", "has two points; write whole fen"),
            Fault::AmountSeparators => (
                "含千分位分隔符;只写数字",
                "has separators; write digits only",
            ),
            Fault::AmountNegative => (
                "为负数;请写不小于零的金额",
                "is negative; write an amount of zero or more",
            ),
            Fault::AmountNotANumber => (
                "不是整数;只写数字,单位为分",
                "is not a whole number; write digits only, in fen",
            ),
            Fault::AmountTooLarge => (
                "超过 10^15;请写较小的金额,单位为分",
                "is above 10^15; write a smaller amount in whole fen",
            ),
            Fault::IntegerShape => (
                "不是整数;只写数字",
                "is not a whole number; write digits only",
            ),
            Fault::DecimalShape => (
                "不是小数;请写数字和至多一个小数点,如 0.0060",
                "is not a decimal; write digits and at most one point, such as 0.0060",
            ),
            Fault::DecimalPercent => (
                "是百分数;请写小数,如 0.0060",
                "is a percentage; write a fraction such as 0.0060",
            ),
            Fault::RateAboveOne => (
                "大于 1;费率请写小数,如 0.0060",
                "is above 1; write the rate as a fraction such as 0.0060",
            ),
            Fault::DateShape => (
                "不是日期;请写 YYYY-MM-DD",
                "is not a date; write YYYY-MM-DD",
            ),
            Fault::DateNoSuchDay => (
                "没有这一天;请写日历上存在的日期",
                "names a day that does not exist; write a day of the calendar",
            ),
            Fault::TimeShape => (
                "不是时间;请按 RFC 3339 书写,如 2025-11-20T14:05:09+08:00",
                "is not a time; write RFC 3339, such as 2025-11-20T14:05:09+08:00",
            ),
            Fault::TimeNoSuchTime => (
                "没有这个时刻;请写 00:00:00 至 23:59:59",
                "names a time that does not exist; write 00:00:00 to 23:59:59",
            ),
            _ => self.fixed_of_rows(),
        }
    }

    /// The sentences of faults that a mapping, a row or a file as a whole has.
    fn fixed_of_rows(self) -> (&'static str, &'static str) {
        match self {
            Fault::RecordTooLong => (
                "本行超过 1 MiB;请检查换行与双引号",
                "the row is longer than 1 MiB; check its line ends and quotation marks",
            ),
            Fault::QuoteOpen => (
                "双引号没有闭合;请补上,或把值中的双引号写成两个",
                "a quotation mark is never closed; close it, or double the marks inside the value",
            ),
            Fault::NotUtf8 => (
                "不是 UTF-8 编码;请另存为 UTF-8",
                "is not UTF-8; save the file as UTF-8",
            ),
            Fault::NotUtf8ButGb18030 => (
                "不是 UTF-8 编码,看来是 GB18030;请另存为 UTF-8,或在映射中写 encoding = \"gb18030\"",
                "is not UTF-8 but reads as GB18030; save the file as UTF-8, or map it with encoding = \"gb18030\"",
            ),
            Fault::NotGb18030 => (
                "不是 GB18030 编码;请检查映射中的 encoding",
                "is not GB18030; check the mapping's encoding",
            ),
            Fault::MapUnknown => (
                "不在映射的 map 中;请加入它,或写 default",
                "is not in the mapping's `map`; add it there, or give a `default`",
            ),
            Fault::PatternMismatch => (
                "不符合映射的日期格式;请检查 pattern",
                "does not follow the mapping's date pattern; check `pattern`",
            ),
            Fault::UnitNotANumber => (
                "不是金额;请写数字和小数点,如 12.34",
                "is not an amount; write digits and a point, such as 12.34",
            ),
            Fault::UnitFraction => (
                "有不足一分的零头;请在映射中写明 round",
                "has a fraction of a fen; name a `round` in the mapping",
            ),
            Fault::NoRecord => (
                "映射中没有一条 record 接收本行;请增加一条,或用 where 排除",
                "no record of the mapping takes this row; add one, or leave it out by `where`",
            ),
            Fault::ColumnMissing => (
                "文件缺少此必需列;请在表头加上",
                "the file lacks this required column; add it to the header",
            ),
            Fault::ColumnTwice => (
                "表头中出现两次;请删去一列",
                "stands twice in the header; remove one",
            ),
            Fault::ColumnType => (
                "列的类型不合;请用文本、整数、日期或时间戳",
                "the column has a type that cannot be read; write text, integers, dates or timestamps",
            ),
            _ => unreachable!("`sentence` and `fixed` make all others; a test says every one"),
        }
    }
}

fn words(column: &ColumnSpec, lang: Lang) -> String {
    let shown: Vec<&str> = column
        .values
        .iter()
        .take(WORDS_MAX)
        .map(String::as_str)
        .collect();
    let mut text = shown.join(lang.pick("、", ", "));
    if column.values.len() > WORDS_MAX {
        text.push_str(lang.pick(" 等", " and so on"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Knowledge, Table, layout};

    #[test]
    fn every_fault_has_its_sentences() {
        let all = [
            Fault::Missing,
            Fault::TextTooLong,
            Fault::AmountPoint,
            Fault::AmountPoints,
            Fault::AmountSeparators,
            Fault::AmountNegative,
            Fault::AmountNotANumber,
            Fault::AmountTooLarge,
            Fault::IntegerShape,
            Fault::DecimalShape,
            Fault::DecimalPercent,
            Fault::RateAboveOne,
            Fault::DateShape,
            Fault::DateNoSuchDay,
            Fault::TimeShape,
            Fault::TimeNoSuchTime,
            Fault::CodeUnknown,
            Fault::FieldCount {
                found: 3,
                expected: 4,
            },
            Fault::RecordTooLong,
            Fault::QuoteOpen,
            Fault::NotUtf8,
            Fault::NotUtf8ButGb18030,
            Fault::NotGb18030,
            Fault::MapUnknown,
            Fault::PatternMismatch,
            Fault::UnitNotANumber,
            Fault::UnitFraction,
            Fault::NoRecord,
            Fault::ColumnMissing,
            Fault::ColumnTwice,
            Fault::ColumnType,
        ];
        for lang in [Lang::Zh, Lang::En] {
            let mut sentences: Vec<String> =
                all.iter().map(|fault| fault.sentence(None, lang)).collect();
            // What is wrong, then what to do.
            assert!(
                sentences.iter().all(|text| text.contains([';', ';'])),
                "{sentences:?}"
            );
            sentences.sort();
            sentences.dedup();
            assert!(
                sentences.len() + 1 >= all.len(),
                "two faults say the same in {lang:?}"
            );
        }
    }

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
