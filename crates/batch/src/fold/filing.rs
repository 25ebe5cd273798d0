//! Files the rows of one sheet into partitions, by key.

use super::routes::{
    Columns, Routes, columns, is_empty, key_at, local_day, terminal_trace, txn_type,
};
use super::{Item, PARTS, RowAt};
use crate::horizon::{Horizon, is_later};
use crate::key::Key;
use crate::rows::Sheet;
use crate::sheet::terminal;
use arrow_array::StringViewArray;
use ledger::Zone;
use trail::may_cross;
use wire::Source;

/// One sheet on its way into the partitions.
pub(super) struct Filing<'r, 's> {
    sheet: &'r Sheet<'s>,
    index: u32,
    zone: &'r Zone,
    routes: &'r Routes,
    at: Columns,
}

impl<'r, 's> Filing<'r, 's> {
    pub(super) fn new(
        sheet: &'r Sheet<'s>,
        index: usize,
        zone: &'r Zone,
        routes: &'r Routes,
    ) -> Filing<'r, 's> {
        let index = u32::try_from(index).expect("fewer than 2^32 sheets fit in memory");
        Filing {
            sheet,
            index,
            zone,
            routes,
            at: columns(sheet.chunk.source),
        }
    }

    /// Files every row of the sheet; returns how many lie beyond the horizon.
    pub(super) fn file(&self, parts: &mut [Vec<Item>], horizon: Horizon) -> u64 {
        let chunk = self.sheet.chunk;
        if !matches!(
            chunk.source,
            Source::Terminal | Source::Platform | Source::Clearing | Source::Settlement
        ) {
            return 0;
        }
        let (rrn, orig) = (chunk.texts(self.at.rrn), chunk.texts(self.at.orig_rrn));
        let mut later = 0;
        for row in 0..chunk.rows {
            if is_later(self.sheet, row, self.zone, horizon) {
                later += 1;
                continue;
            }
            let key = self.key(row, rrn, orig);
            let row = u32::try_from(row).expect("a chunk has fewer than 2^32 rows");
            let at = RowAt {
                sheet: self.index,
                row,
            };
            parts[key.part(PARTS)].push(Item { key, at });
        }
        later
    }

    fn key(
        &self,
        row: usize,
        rrn: Option<&StringViewArray>,
        orig: Option<&StringViewArray>,
    ) -> Key {
        let own = || key_at(self.sheet, self.at.acquirer, rrn, row);
        let aliases = &self.routes.aliases;
        if self.sheet.chunk.source == Source::Terminal && is_empty(rrn, row) && is_empty(orig, row)
        {
            return self.key_by_trace(row);
        }
        if !may_cross(txn_type(self.sheet, &self.at, row)) {
            return own();
        }
        if is_empty(orig, row) {
            return aliases.root(own());
        }
        aliases.root(key_at(self.sheet, self.at.acquirer, orig, row))
    }

    fn key_by_trace(&self, row: usize) -> Key {
        let trace = terminal_trace(self.sheet, row);
        let day = local_day(self.sheet, terminal::LOCAL_TIME, row, self.zone);
        if let Some(key) = self.routes.traces.find(trace, day) {
            return self.routes.aliases.root(key);
        }
        let typed = self.sheet.terminal(row);
        Key::of_trace(
            typed.tid,
            typed.batch_no,
            trail::trace_stan(&typed),
            day.epoch(),
        )
    }
}
