//! Columns of a Parquet batch as columns of a chunk.
//!
//! In: Arrow arrays of whatever type the file has. Out: the chunk's own columns, whole ones without copying
//! where that can be, and the faults by row. Every rule about values is `wire`'s, so that a data set converted
//! to Parquet reads as its CSV did.

use super::build::number;
use super::instant::{DAYS_SHOWN, in_reach, local_to_utc_ms};
use super::kept::kept;
use super::texts::texts;
use super::values::{Faults, Known, each, each_text, meanings};
use crate::sheet::{CODE_NONE, Column, DAY_NONE, NUMBER_NONE};
use crate::symbol::{Interner, Symbol};
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal128Type, Int64Type, TimestampMicrosecondType,
    TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef};
use arrow_schema::{DataType, TimeUnit};

use ledger::Zone;
use wire::{AMOUNT_MINOR_MAX, ColumnType, Fault, Layout, MaskKey};

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;
/// Civil times beyond it have days that do not fit; the years that can be shown end long before.
const TIME_MS_MAX: i64 = 253_402_300_800_000;

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

    /// What references of the data set are masked under.
    pub fn key(&self) -> MaskKey {
        self.interner.key()
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
                let key = self.interner.key();
                Column::Text(texts(array.as_string_view(), spec, key, position, faults))
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
        let key = interner.key();
        let mean = |text: &str| {
            let text = wire::text(text, spec)?;
            Ok(interner.intern(&kept(text, spec, key)))
        };
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
            ColumnType::SignedAmount => -AMOUNT_MINOR_MAX..=AMOUNT_MINOR_MAX,
            _ => 0..=AMOUNT_MINOR_MAX,
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
                let shown = |day: &i32| DAYS_SHOWN.contains(&i64::from(*day));
                if array.null_count() == 0 && values.iter().all(shown) {
                    return values.to_vec();
                }
                let read = |row: usize| day_in_reach(i64::from(values[row]));
                each(array, spec, position, DAY_NONE, faults, read, |row| {
                    values[row].to_string()
                })
            }
            _ => {
                let values = array.as_primitive::<Date64Type>().values();
                let read = |row: usize| day_in_reach(values[row].div_euclid(DAY_MS));
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
        let in_range = |ms: &i64| in_reach(*ms, self.zone).is_ok();
        if let (Scale::Times(1), false, 0) = (scale, local, array.null_count())
            && values.iter().all(in_range)
        {
            return values.to_vec();
        }
        let read =
            |row: usize| self.utc(scale.ms(values[row]).ok_or(Fault::YearOutOfReach)?, local);
        each(array, spec, position, NUMBER_NONE, faults, read, |row| {
            values[row].to_string()
        })
    }

    fn utc(&self, ms: i64, local: bool) -> Result<i64, Fault> {
        match ((-TIME_MS_MAX..=TIME_MS_MAX).contains(&ms), local) {
            (false, _) => Err(Fault::YearOutOfReach),
            (true, true) => in_reach(local_to_utc_ms(ms, self.zone), self.zone),
            (true, false) => in_reach(ms, self.zone),
        }
    }
}

fn day_in_reach(day: i64) -> Result<i32, Fault> {
    i32::try_from(day)
        .ok()
        .filter(|_| DAYS_SHOWN.contains(&day))
        .ok_or(Fault::YearOutOfReach)
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
