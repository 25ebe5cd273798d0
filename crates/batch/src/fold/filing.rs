//! Files the rows of one sheet into partitions, by key.

use super::columns::{Columns, columns, is_empty, key_at, txn_type};
use super::routes::{Routes, row_day, terminal_trace};
use super::{Item, RowAt};
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

    /// Files every row of the sheet but those that are hidden; returns how many these are.
    pub(super) fn file(&self, parts: &mut [Vec<Item>], hidden: Option<&[bool]>) -> u64 {
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
            if hidden.is_some_and(|hidden| hidden[row]) {
                later += 1;
                continue;
            }
            let key = self.key(row, rrn, orig);
            let row = u32::try_from(row).expect("a chunk has fewer than 2^32 rows");
            let at = RowAt {
                sheet: self.index,
                row,
            };
            let item = Item::new(key, at);
            parts[item.part()].push(item);
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
        let nameless = is_empty(orig, row);
        if self.sheet.chunk.source == Source::Terminal && is_empty(rrn, row) && nameless {
            return self.key_by_trace(row);
        }
        let txn_type = txn_type(self.sheet, &self.at, row);
        if !may_cross(txn_type) {
            return own();
        }
        let original = (!nameless).then(|| key_at(self.sheet, self.at.acquirer, orig, row));
        let day = row_day(self.sheet, row, self.zone);
        self.routes.aliases.root(txn_type, own(), original, day)
    }

    fn key_by_trace(&self, row: usize) -> Key {
        let day = row_day(self.sheet, row, self.zone);
        let typed = self.sheet.terminal(row);
        let stan = trail::trace_stan(&typed);
        let traces = &self.routes.traces;
        let found = if stan == typed.stan {
            traces.find(terminal_trace(self.sheet, terminal::STAN, row), day)
        } else {
            traces.find_original(terminal_trace(self.sheet, terminal::ORIG_STAN, row), day)
        };
        match found {
            Some(key) => self.routes.aliases.root_of_original(key, day),
            None => Key::of_trace(typed.acquirer, typed.tid, typed.batch_no, stan, day.epoch()),
        }
    }
}
