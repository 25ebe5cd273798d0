//! Columns that decide where a row belongs: where they stand in each source, and what they say.

use crate::key::Key;
use crate::rows::Sheet;
use crate::sheet::{clearing, platform, settlement, terminal};
use crate::symbol::Symbol;
use arrow_array::StringViewArray;
use trail::TxnType;
use wire::Source;

/// Positions of the columns that decide where a row belongs; they differ by source.
pub(super) struct Columns {
    pub(super) mid: usize,
    pub(super) rrn: usize,
    pub(super) orig_rrn: usize,
    pub(super) txn_type: usize,
    pub(super) acquirer: usize,
}

pub(super) const fn columns(source: Source) -> Columns {
    match source {
        Source::Terminal => Columns {
            mid: terminal::MID,
            rrn: terminal::RRN,
            orig_rrn: terminal::ORIG_RRN,
            txn_type: terminal::TXN_TYPE,
            acquirer: terminal::ACQUIRER,
        },
        Source::Platform => Columns {
            mid: platform::MID,
            rrn: platform::RRN,
            orig_rrn: platform::ORIG_RRN,
            txn_type: platform::TXN_TYPE,
            acquirer: platform::ACQUIRER,
        },
        Source::Clearing => Columns {
            mid: clearing::MID,
            rrn: clearing::RRN,
            orig_rrn: clearing::ORIG_RRN,
            txn_type: clearing::TXN_TYPE,
            acquirer: clearing::ACQUIRER,
        },
        _ => Columns {
            mid: settlement::MID,
            rrn: settlement::RRN,
            orig_rrn: settlement::ORIG_RRN,
            txn_type: settlement::TXN_TYPE,
            acquirer: settlement::ACQUIRER,
        },
    }
}

pub(super) fn view(texts: Option<&StringViewArray>, row: usize) -> (u128, &str) {
    texts.map_or((0, ""), |texts| (texts.views()[row], texts.value(row)))
}

pub(super) fn is_empty(texts: Option<&StringViewArray>, row: usize) -> bool {
    // The low 32 bits of a view are the text's length.
    texts.is_none_or(|texts| texts.views()[row] as u32 == 0)
}

pub(super) fn txn_type(sheet: &Sheet<'_>, columns: &Columns, row: usize) -> TxnType {
    let code = sheet
        .chunk
        .code(columns.txn_type, row)
        .expect("a good row has its required code");
    TxnType::ALL[usize::from(code)]
}

pub(super) fn key_at(
    sheet: &Sheet<'_>,
    acquirer: usize,
    texts: Option<&StringViewArray>,
    row: usize,
) -> Key {
    let (view, text) = view(texts, row);
    match sheet.chunk.symbol(acquirer, row) {
        Symbol::NONE => Key::of_view(view, text),
        acquirer => Key::of_acquirer(sheet.symbols.text(acquirer), text),
    }
}
