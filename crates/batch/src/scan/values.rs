//! Values of a Parquet batch one by one: empty ones, broken ones, and dictionaries whose texts are looked at once.
//!
//! In: arrays and a rule for one value. Out: the values, and the first fault of each row.

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, DictionaryArray, StringArray, StringViewArray};
use std::collections::BTreeMap;
use std::sync::Arc;
use wire::{ColumnSpec, Fault};

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
    pub fn add(
        &mut self,
        row: usize,
        position: usize,
        value: impl FnOnce() -> String,
        fault: Fault,
    ) {
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
pub(super) struct Known<T> {
    dictionary: ArrayRef,
    meanings: Vec<Result<T, Fault>>,
}

/// Reads value by value. A null is empty, which may be a fault.
pub(super) fn each<T: Copy>(
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
pub(super) fn each_text<T: Copy>(
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
pub(super) fn meanings<T: Copy>(
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
