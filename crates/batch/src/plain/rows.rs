//! The rows of a plain swipe, one of each source, and what they must show by themselves.

use crate::fold::RowAt;
use crate::rows::Sheet;
use crate::sheet::{clearing, platform, settlement, terminal};
use crate::symbol::Symbol;
use judge::{Merchant, PlainPayment};
use smallvec::SmallVec;
use trail::{CardType, Method, Place, SettlementStatus, TxnType};
use wire::Source;

/// A plain swipe has no more rows than there are sources of them.
pub(super) const ROWS_MAX: usize = 4;

/// One row of each source.
pub(super) struct Rows<'s> {
    pub(super) platform: (&'s Sheet<'s>, usize),
    pub(super) clearing: (&'s Sheet<'s>, usize),
    pub(super) settlement: (&'s Sheet<'s>, usize),
    pub(super) terminal: Option<(&'s Sheet<'s>, usize)>,
}

impl<'s> Rows<'s> {
    pub(super) fn of(group: &[RowAt], sheets: &'s [Sheet<'s>]) -> Option<Rows<'s>> {
        let mut found = [None; ROWS_MAX];
        if !(3..=ROWS_MAX).contains(&group.len()) {
            return None;
        }
        for at in group {
            let (sheet, row) = at.of(sheets);
            let slot = match sheet.chunk.source {
                Source::Platform => 0,
                Source::Clearing => 1,
                Source::Settlement => 2,
                _ => 3,
            };
            if found[slot].replace((sheet, row)).is_some() {
                return None;
            }
        }
        Some(Rows {
            platform: found[0]?,
            clearing: found[1]?,
            settlement: found[2]?,
            terminal: found[3],
        })
    }

    /// Where they stand, with the rows of the payout, in order.
    pub(super) fn places(&self, payment: &PlainPayment<'_>) -> SmallVec<[Place; 6]> {
        let place = |(sheet, row): (&Sheet<'_>, usize)| sheet.place(row);
        let mut places: SmallVec<[Place; 6]> = SmallVec::new();
        places.extend(self.terminal.map(place));
        places.extend([self.platform, self.clearing, self.settlement].map(place));
        places.push(payment.told);
        places.extend(payment.credit);
        places
    }
}

/// Whether every row is of a sale, approved by the platform, answered at the terminal, put into a payout.
pub(super) fn is_sale(rows: &Rows<'_>) -> bool {
    let is = |(sheet, row): (&Sheet<'_>, usize), column, wanted: TxnType| {
        sheet.chunk.code(column, row) == Some(wanted as u8)
    };
    let (sheet, row) = rows.platform;
    let (settled, line) = rows.settlement;
    let by_terminal = rows.terminal.is_none_or(|(sheet, row)| {
        is((sheet, row), terminal::TXN_TYPE, TxnType::Sale)
            && sheet.chunk.extras.is_empty()
            && !sheet.chunk.symbol(terminal::RESPONSE_CODE, row).is_none()
    });
    is(rows.platform, platform::TXN_TYPE, TxnType::Sale)
        && is(rows.clearing, clearing::TXN_TYPE, TxnType::Sale)
        && is(rows.settlement, settlement::TXN_TYPE, TxnType::Sale)
        && by_terminal
        && sheet.symbol(platform::RESPONSE_CODE, row) == "00"
        && settled.chunk.code(settlement::STATUS, line) == Some(SettlementStatus::PaidOut as u8)
}

/// Whether nobody names another category or name than the merchant's.
pub(super) fn has_own_trade(rows: &Rows<'_>, merchant: &Merchant) -> bool {
    let same = |(sheet, row): (&Sheet<'_>, usize), column, own: &str| {
        let symbol: Symbol = sheet.chunk.symbol(column, row);
        symbol.is_none() || own.is_empty() || sheet.symbols.text(symbol) == own
    };
    same(rows.platform, platform::MCC, &merchant.mcc)
        && same(rows.clearing, clearing::MCC, &merchant.mcc)
        && same(rows.clearing, clearing::MERCHANT_NAME, &merchant.name)
}

/// The network's word on the card before the platform's, the platform's on how it was read before
/// the terminal's.
pub(super) fn class(rows: &Rows<'_>) -> (Option<CardType>, Option<Method>) {
    let (sheet, row) = rows.platform;
    let (cleared, c) = rows.clearing;
    let card = |code: u8| CardType::ALL[usize::from(code)];
    let read = |code: u8| Method::ALL[usize::from(code)];
    let card_type = cleared
        .chunk
        .code(clearing::CARD_TYPE, c)
        .or(sheet.chunk.code(platform::CARD_TYPE, row));
    let by_terminal = || {
        let (sheet, row) = rows.terminal?;
        sheet.chunk.code(terminal::METHOD, row)
    };
    let method = sheet.chunk.code(platform::METHOD, row).or_else(by_terminal);
    (card_type.map(card), method.map(read))
}
