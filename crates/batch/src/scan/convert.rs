//! Columns of a Parquet batch as columns of a chunk.
//!
//! In: Arrow arrays of whatever type the file has. Out: the chunk's own columns, whole ones without copying
//! where that can be, and the faults by row. Every rule about values is `wire`'s, so that a data set converted
//! to Parquet reads as its CSV did.

use super::build::{Texts, compact, local_to_utc_ms, number};
use crate::sheet::{CODE_NONE, Chunk, Column, DAY_NONE, NUMBER_NONE};
use crate::symbol::{Interner, Symbol};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Int32Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, DictionaryArray, StringArray, StringViewArray};
use arrow_buffer::ScalarBuffer;
use arrow_schema::{DataType, TimeUnit};

use ledger::Zone;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use wire::{AMOUNT_MAX, ColumnSpec, ColumnType, Fault, Layout};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;
/// Times beyond the year 9999 are no times of records, and their days would not fit.
const TIME_MS_MAX: i64 = 253_402_300_800_000;

/// Why one row cannot be read.
pub struct RowFault {
    /// The column's position in the layout.
    pub position: usize,
    /// The text of its value.
    pub value: String,
    /// What is wrong.
    pub fault: Fault,
}

/// The faults of a batch: of each row the first, in the layout's order.
#[derive(Default)]
pub struct Faults(BTreeMap<u32, RowFault>);

impl Faults {
    fn add(&mut self, row: usize, position: usize, value: impl FnOnce() -> String, fault: Fault) {
        // A batch has at most 65,536 rows. Columns come in the layout's order, so the first to come stays.
        self.0.entry(row as u32).or_insert_with(|| RowFault {
            position,
            value: value(),
            fault,
        });
    }

    /// By row, from the first.
    pub fn by_row(self) -> BTreeMap<u32, RowFault> {
        self.0
    }
}

/// What a dictionary's texts mean for one column; kept while batches share the dictionary.
struct Known<T> {
    dictionary: ArrayRef,
    meanings: Vec<Result<T, Fault>>,
}

/// Converts the columns of one row group.
pub struct Converter<'c, 'i> {
    layout: &'static Layout,
    zone: &'c Zone,
    interner: &'c mut Interner<'i>,
    symbols: Vec<Option<Known<Symbol>>>,
    codes: Vec<Option<Known<u8>>>,
}

impl<'c, 'i> Converter<'c, 'i> {
    /// A converter for a source's layout.
    pub fn new(
        layout: &'static Layout,
        zone: &'c Zone,
        interner: &'c mut Interner<'i>,
    ) -> Converter<'c, 'i> {
        let count = layout.columns.len();
        let symbols = (0..count).map(|_| None).collect();
        let codes = (0..count).map(|_| None).collect();
        Converter {
            layout,
            zone,
            interner,
            symbols,
            codes,
        }
    }

    /// One column of so many rows; without an array all of them are empty.
    pub fn column(
        &mut self,
        position: usize,
        array: Option<&ArrayRef>,
        rows: usize,
        faults: &mut Faults,
    ) -> Column {
        let spec = &self.layout.columns[position];
        let filled = |array: &&ArrayRef| {
            array.null_count() < array.len() && *array.data_type() != DataType::Null
        };
        let Some(array) = array.filter(filled) else {
            if !spec.may_be_empty {
                (0..rows).for_each(|row| faults.add(row, position, String::new, Fault::Missing));
            }
            return Column::Absent;
        };
        match spec.kind {
            ColumnType::Symbol => Column::Symbol(self.symbols(position, array, faults)),
            ColumnType::Code => Column::Code(self.codes(position, array, faults)),
            ColumnType::Text | ColumnType::Card | ColumnType::Scrubbed => {
                Column::Text(texts(array.as_string_view(), spec, position, faults))
            }
            ColumnType::Date => Column::Day(self.days(position, array, faults)),
            ColumnType::Time => Column::Number(self.times(position, array, faults)),
            ColumnType::Amount | ColumnType::SignedAmount | ColumnType::Integer => {
                Column::Number(self.amounts(position, array, faults))
            }
            ColumnType::Decimal => {
                unreachable!("no source has decimals; a test looks at every layout")
            }
        }
    }

    fn symbols(&mut self, position: usize, array: &ArrayRef, faults: &mut Faults) -> Vec<Symbol> {
        let spec = &self.layout.columns[position];
        let interner = &mut *self.interner;
        let mean = |text: &str| wire::text(text, spec).map(|text| interner.intern(text));
        meanings(
            &mut self.symbols[position],
            array,
            mean,
            Symbol::NONE,
            spec,
            position,
            faults,
        )
    }

    fn codes(&mut self, position: usize, array: &ArrayRef, faults: &mut Faults) -> Vec<u8> {
        let spec = &self.layout.columns[position];
        let mean = |text: &str| wire::code(text.as_bytes(), spec);
        meanings(
            &mut self.codes[position],
            array,
            mean,
            CODE_NONE,
            spec,
            position,
            faults,
        )
    }

    fn amounts(&self, position: usize, array: &ArrayRef, faults: &mut Faults) -> Vec<i64> {
        let spec = &self.layout.columns[position];
        let allowed = match spec.kind {
            ColumnType::SignedAmount => -AMOUNT_MAX..=AMOUNT_MAX,
            _ => 0..=AMOUNT_MAX,
        };
        let check = |value: i64| match allowed.contains(&value) {
            true => Ok(value),
            false if spec.kind == ColumnType::Integer => Err(Fault::IntegerShape),
            false if value < 0 && spec.kind == ColumnType::Amount => Err(Fault::AmountNegative),
            false => Err(Fault::AmountTooLarge),
        };
        match array.data_type() {
            DataType::Utf8View => self.numbers_of_text(position, array, faults),
            DataType::Int64 => {
                let values = array.as_primitive::<Int64Type>().values();
                if array.null_count() == 0 && values.iter().all(|value| allowed.contains(value)) {
                    return values.to_vec();
                }
                each(
                    array,
                    spec,
                    position,
                    NUMBER_NONE,
                    faults,
                    |row| check(values[row]),
                    |row| values[row].to_string(),
                )
            }
            DataType::Decimal128(_, _) => {
                let values = array.as_primitive::<Decimal128Type>().values();
                let read = |row: usize| {
                    check(i64::try_from(values[row]).map_err(|_| Fault::AmountTooLarge)?)
                };
                each(array, spec, position, NUMBER_NONE, faults, read, |row| {
                    values[row].to_string()
                })
            }
            _ => {
                // Every integer type fits 64 bits but the upper half of the unsigned ones, which become nulls.
                let cast = arrow_cast::cast(array, &DataType::Int64)
                    .expect("integers are cast to integers");
                let values = cast.as_primitive::<Int64Type>();
                let read = |row: usize| {
                    if values.is_null(row) {
                        Err(Fault::AmountTooLarge)
                    } else {
                        check(values.value(row))
                    }
                };
                let shown = |row: usize| {
                    if values.is_null(row) {
                        String::new()
                    } else {
                        values.value(row).to_string()
                    }
                };
                each(array, spec, position, NUMBER_NONE, faults, read, shown)
            }
        }
    }

    fn numbers_of_text(&self, position: usize, array: &ArrayRef, faults: &mut Faults) -> Vec<i64> {
        let spec = &self.layout.columns[position];
        let texts = array.as_string_view();
        each_text(texts, spec, position, NUMBER_NONE, faults, |text| {
            number(text.as_bytes(), spec, self.zone)
        })
    }

    fn days(&self, position: usize, array: &ArrayRef, faults: &mut Faults) -> Vec<i32> {
        let spec = &self.layout.columns[position];
        match array.data_type() {
            DataType::Utf8View => each_text(
                array.as_string_view(),
                spec,
                position,
                DAY_NONE,
                faults,
                |text| wire::date(text.as_bytes()),
            ),
            DataType::Date32 => {
                let values = array.as_primitive::<Date32Type>().values();
                let days = i64::from(DAY_NONE + 1)..=TIME_MS_MAX / DAY_MS;
                if array.null_count() == 0
                    && values.iter().all(|day| days.contains(&i64::from(*day)))
                {
                    return values.to_vec();
                }
                let read = |row: usize| {
                    if days.contains(&i64::from(values[row])) {
                        Ok(values[row])
                    } else {
                        Err(Fault::DateNoSuchDay)
                    }
                };
                each(array, spec, position, DAY_NONE, faults, read, |row| {
                    values[row].to_string()
                })
            }
            _ => {
                let values = array.as_primitive::<Date64Type>().values();
                let read = |row: usize| {
                    i32::try_from(values[row].div_euclid(DAY_MS)).map_err(|_| Fault::DateNoSuchDay)
                };
                each(array, spec, position, DAY_NONE, faults, read, |row| {
                    values[row].to_string()
                })
            }
        }
    }

    fn times(&self, position: usize, array: &ArrayRef, faults: &mut Faults) -> Vec<i64> {
        let spec = &self.layout.columns[position];
        let (values, scale, local): (&[i64], Scale, bool) = match array.data_type() {
            DataType::Utf8View => return self.numbers_of_text(position, array, faults),
            DataType::Timestamp(unit, zone) => {
                let (values, scale) = match unit {
                    TimeUnit::Second => (
                        &array.as_primitive::<TimestampSecondType>().values()[..],
                        Scale::Times(1000),
                    ),
                    TimeUnit::Millisecond => (
                        &array.as_primitive::<TimestampMillisecondType>().values()[..],
                        Scale::Times(1),
                    ),
                    TimeUnit::Microsecond => (
                        &array.as_primitive::<TimestampMicrosecondType>().values()[..],
                        Scale::Over(1000),
                    ),
                    TimeUnit::Nanosecond => (
                        &array.as_primitive::<TimestampNanosecondType>().values()[..],
                        Scale::Over(1_000_000),
                    ),
                };
                (values, scale, zone.is_none())
            }
            DataType::Date64 => (
                array.as_primitive::<Date64Type>().values(),
                Scale::Times(1),
                true,
            ),
            _ => {
                let values = array.as_primitive::<Date32Type>().values();
                let read = |row: usize| self.utc(i64::from(values[row]) * DAY_MS, true);
                return each(array, spec, position, NUMBER_NONE, faults, read, |row| {
                    values[row].to_string()
                });
            }
        };
        let in_range = |ms: &i64| (-TIME_MS_MAX..=TIME_MS_MAX).contains(ms);
        if let (Scale::Times(1), false, 0) = (scale, local, array.null_count())
            && values.iter().all(in_range)
        {
            return values.to_vec();
        }
        let read = |row: usize| self.utc(scale.ms(values[row]).ok_or(Fault::TimeShape)?, local);
        each(array, spec, position, NUMBER_NONE, faults, read, |row| {
            values[row].to_string()
        })
    }

    fn utc(&self, ms: i64, local: bool) -> Result<i64, Fault> {
        match ((-TIME_MS_MAX..=TIME_MS_MAX).contains(&ms), local) {
            (false, _) => Err(Fault::TimeShape),
            (true, true) => Ok(local_to_utc_ms(ms, self.zone)),
            (true, false) => Ok(ms),
        }
    }
}

/// From a timestamp's unit to milliseconds.
#[derive(Clone, Copy)]
enum Scale {
    Times(i64),
    Over(i64),
}

impl Scale {
    fn ms(self, value: i64) -> Option<i64> {
        match self {
            Scale::Times(factor) => value.checked_mul(factor),
            Scale::Over(divisor) => Some(value.div_euclid(divisor)),
        }
    }
}

/// Reads value by value. A null is empty, which may be a fault.
fn each<T: Copy>(
    array: &ArrayRef,
    spec: &ColumnSpec,
    position: usize,
    none: T,
    faults: &mut Faults,
    read: impl Fn(usize) -> Result<T, Fault>,
    shown: impl Fn(usize) -> String,
) -> Vec<T> {
    let mut value = |row: usize| {
        if array.is_null(row) {
            if !spec.may_be_empty {
                faults.add(row, position, String::new, Fault::Missing);
            }
            return none;
        }
        read(row).unwrap_or_else(|fault| {
            faults.add(row, position, || shown(row), fault);
            none
        })
    };
    (0..array.len()).map(&mut value).collect()
}

/// Reads text by text. A null or an empty text is empty, which may be a fault.
fn each_text<T: Copy>(
    array: &StringViewArray,
    spec: &ColumnSpec,
    position: usize,
    none: T,
    faults: &mut Faults,
    read: impl Fn(&str) -> Result<T, Fault>,
) -> Vec<T> {
    let mut value = |row: usize| {
        let text = if array.is_null(row) {
            ""
        } else {
            array.value(row)
        };
        if text.is_empty() {
            if !spec.may_be_empty {
                faults.add(row, position, String::new, Fault::Missing);
            }
            return none;
        }
        read(text).unwrap_or_else(|fault| {
            faults.add(row, position, || text.to_owned(), fault);
            none
        })
    };
    (0..array.len()).map(&mut value).collect()
}

/// Reads a dictionary array: each distinct text once.
fn meanings<T: Copy>(
    known: &mut Option<Known<T>>,
    array: &ArrayRef,
    mut mean: impl FnMut(&str) -> Result<T, Fault>,
    none: T,
    spec: &ColumnSpec,
    position: usize,
    faults: &mut Faults,
) -> Vec<T> {
    let array: &DictionaryArray<Int32Type> = array.as_dictionary();
    let texts: &StringArray = array.values().as_string();
    let kept = known
        .take()
        .filter(|known| Arc::ptr_eq(&known.dictionary, array.values()));
    let empty = if spec.may_be_empty {
        Ok(none)
    } else {
        Err(Fault::Missing)
    };
    let known = known.insert(kept.unwrap_or_else(|| {
        let mut meaning = |text: Option<&str>| match text {
            None | Some("") => empty,
            Some(text) => mean(text),
        };
        let meanings = texts.iter().map(&mut meaning).collect();
        Known {
            dictionary: Arc::clone(array.values()),
            meanings,
        }
    }));
    let keys = array.keys();
    let shown = |row: usize| {
        if keys.is_null(row) {
            String::new()
        } else {
            texts.value(keys.value(row) as usize).to_owned()
        }
    };
    let mut value = |row: usize, meaning: Result<T, Fault>| {
        meaning.unwrap_or_else(|fault| {
            faults.add(row, position, || shown(row), fault);
            none
        })
    };
    if keys.null_count() == 0 {
        let keys = keys.values().iter().enumerate();
        return keys
            .map(|(row, key)| value(row, known.meanings[*key as usize]))
            .collect();
    }
    let keys = keys.iter().enumerate();
    keys.map(|(row, key)| value(row, key.map_or(empty, |key| known.meanings[key as usize])))
        .collect()
}

/// The array with its nulls as empty texts. A decoder leaves anything at all in the place of a null.
fn without_nulls(array: &StringViewArray) -> StringViewArray {
    let Some(nulls) = array.nulls() else {
        return array.clone();
    };
    let views = array.views().iter().zip(nulls.iter());
    let views: Vec<u128> = views
        .map(|(view, there)| if there { *view } else { 0 })
        .collect();
    StringViewArray::try_new(
        ScalarBuffer::from(views),
        array.data_buffers().to_vec(),
        None,
    )
    .expect("the views are those of a valid array, or empty")
}

/// A text column: the file's own array where every value can stay as it is.
fn texts(
    array: &StringViewArray,
    spec: &ColumnSpec,
    position: usize,
    faults: &mut Faults,
) -> StringViewArray {
    let array = without_nulls(array);
    let longest = spec.length_max.min(u32::MAX as usize) as u32;
    let required = !spec.may_be_empty;
    let stays = |row: usize, view: u128| {
        let length = view as u32; // The low 32 bits of a view are its length.
        match spec.kind {
            ColumnType::Card => wire::is_masked_card(array.value(row).as_bytes()),
            ColumnType::Scrubbed => {
                length <= longest && matches!(wire::scrub(array.value(row)), Cow::Borrowed(_))
            }
            _ => length <= longest && !(required && length == 0),
        }
    };
    if array
        .views()
        .iter()
        .enumerate()
        .all(|(row, view)| stays(row, *view))
    {
        return array;
    }
    let mut made = Texts::default();
    for (row, text) in array.iter().map(Option::unwrap_or_default).enumerate() {
        if text.is_empty() && required {
            faults.add(row, position, String::new, Fault::Missing);
        }
        match (spec.kind, wire::text(text, spec)) {
            (ColumnType::Card, _) => made.push(wire::mask_card(text.as_bytes()).as_str()),
            (_, Err(fault)) => {
                faults.add(row, position, || text.to_owned(), fault);
                made.push("");
            }
            (ColumnType::Scrubbed, Ok(text)) => made.push(&wire::scrub(text)),
            (_, Ok(text)) => made.push(text),
        }
    }
    made.finish()
}

/// A column that the layout does not know, as scrubbed text.
pub fn extra(array: &ArrayRef) -> StringViewArray {
    let text = arrow_cast::cast(array, &DataType::Utf8View);
    let mut made = Texts::default();
    match &text {
        Ok(text) => {
            let text: &StringViewArray = text.as_string_view();
            (0..text.len()).for_each(|row| {
                made.push(&wire::scrub(if text.is_null(row) {
                    ""
                } else {
                    text.value(row)
                }))
            });
        }
        // Lists and structs have no text of their own; the column stays, empty.
        Err(_) => (0..array.len()).for_each(|_| made.push("")),
    }
    made.finish()
}

/// Takes the broken rows out of a chunk.
pub fn take_out(chunk: &mut Chunk, faults: &BTreeMap<u32, RowFault>) {
    let keeps = |row: usize| !faults.contains_key(&(row as u32));
    fn keep<T>(values: &mut Vec<T>, keeps: &impl Fn(usize) -> bool) {
        let mut row = 0;
        values.retain(|_| {
            row += 1;
            keeps(row - 1)
        });
    }
    let keep_texts = |texts: &StringViewArray| {
        let mut made = Texts::default();
        (0..texts.len())
            .filter(|row| keeps(*row))
            .for_each(|row| made.push(texts.value(row)));
        made.finish()
    };
    for column in &mut chunk.columns {
        match column {
            Column::Absent => {}
            Column::Symbol(values) => keep(values, &keeps),
            Column::Text(texts) => *texts = keep_texts(texts),
            Column::Number(values) => keep(values, &keeps),
            Column::Day(values) => keep(values, &keeps),
            Column::Code(values) => keep(values, &keeps),
        }
    }
    for (_, texts) in &mut chunk.extras {
        *texts = keep_texts(texts);
    }
    let lines: Vec<u32> = (0..chunk.rows)
        .filter(|row| keeps(*row))
        .map(|row| chunk.lines.of(row))
        .collect();
    chunk.rows = lines.len();
    chunk.lines = compact(lines);
}
