//! Texts of a Parquet batch: kept as the file has them wherever every value may stay as it is.
//!
//! In: arrays of views. Out: arrays without nulls, cards masked, in references too, free text scrubbed; and chunks without their
//! broken rows.

use super::build::{Texts, compact};
use super::kept::{kept, kept_extra};
use super::values::{Faults, RowFault};
use crate::key::INLINE_BYTES_MAX;
use crate::sheet::{Chunk, Column};
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, StringViewArray};
use arrow_buffer::ScalarBuffer;
use arrow_schema::DataType;
use std::borrow::Cow;
use std::collections::BTreeMap;
use wire::{ColumnSpec, ColumnType, Fault, MaskKey};

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

/// The same texts without the pages that they were read from, where all of them stand in their views.
fn lean(array: StringViewArray) -> StringViewArray {
    let inside = |view: &u128| *view as u32 <= INLINE_BYTES_MAX;
    if array.data_buffers().is_empty() || !array.views().iter().all(inside) {
        return array;
    }
    array.gc()
}

/// A text column: the file's own array where every value can stay as it is.
pub(super) fn texts(
    array: &StringViewArray,
    spec: &ColumnSpec,
    key: MaskKey,
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
            _ if length <= INLINE_BYTES_MAX => length <= longest && !(required && length == 0),
            _ => length <= longest && matches!(kept(array.value(row), spec, key), Cow::Borrowed(_)),
        }
    };
    if array
        .views()
        .iter()
        .enumerate()
        .all(|(row, view)| stays(row, *view))
    {
        return lean(array);
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
            (_, Ok(text)) => made.push(&kept(text, spec, key)),
        }
    }
    made.finish()
}

/// A column that the layout does not know, as text without secrets.
pub fn extra(name: &str, array: &ArrayRef, key: MaskKey) -> StringViewArray {
    let text = arrow_cast::cast(array, &DataType::Utf8View);
    let mut made = Texts::default();
    match &text {
        Ok(text) => {
            let text: &StringViewArray = text.as_string_view();
            (0..text.len()).for_each(|row| {
                let text = if text.is_null(row) {
                    ""
                } else {
                    text.value(row)
                };
                made.push(&kept_extra(name, text, key));
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
