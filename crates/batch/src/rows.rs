//! Typed rows out of columns: what the judge reads, borrowed from chunks and symbols.
//!
//! In: a chunk and a row's number. Out: the row as `trail` knows it. Absent: copies of text.

use crate::sheet::{Chunk, bank, clearing, payout, platform, settlement, terminal};
use crate::symbol::SymbolTable;
use ledger::{Day, Instant};
use trail::{
    BankRow, CardType, ClearingRow, Direction, Extras, FileId, Method, PayoutRow, PayoutStatus,
    Place, PlatformRow, SettlementRow, SettlementStatus, TerminalRow, TxnType,
};

/// The states of a payout in the order of its spec's words; [`PayoutStatus`] itself is in the
/// order that breaks ties of time.
const PAYOUT_STATUS: &[PayoutStatus] = &[
    PayoutStatus::Created,
    PayoutStatus::Sent,
    PayoutStatus::Accepted,
    PayoutStatus::Paid,
    PayoutStatus::Rejected,
    PayoutStatus::Returned,
    PayoutStatus::Unknown,
];

/// A chunk with what its rows need beside it.
pub struct Sheet<'s> {
    /// The columns.
    pub chunk: &'s Chunk,
    /// The texts of its symbols.
    pub symbols: &'s SymbolTable,
    extras: Vec<(&'s str, &'s str)>,
    extra_ends: Vec<usize>,
}

impl<'s> Sheet<'s> {
    /// Opens a chunk for reading rows. Unknown columns are laid out row by row, which costs memory
    /// only where a data set has them.
    pub fn new(chunk: &'s Chunk, symbols: &'s SymbolTable) -> Sheet<'s> {
        let mut extras = Vec::new();
        let mut extra_ends = Vec::new();
        if !chunk.extras.is_empty() {
            let mut columns: Vec<&(String, arrow_array::StringViewArray)> =
                chunk.extras.iter().collect();
            columns.sort_by(|a, b| a.0.cmp(&b.0));
            extra_ends.reserve(chunk.rows);
            for row in 0..chunk.rows {
                let filled = columns
                    .iter()
                    .map(|(name, values)| (name.as_str(), values.value(row)));
                extras.extend(filled.filter(|(_, value)| !value.is_empty()));
                extra_ends.push(extras.len());
            }
        }
        Sheet {
            chunk,
            symbols,
            extras,
            extra_ends,
        }
    }

    fn extras_of(&'s self, row: usize) -> Extras<'s> {
        match self.extra_ends.get(row) {
            None => &[],
            Some(&end) => {
                let start = if row == 0 {
                    0
                } else {
                    self.extra_ends[row - 1]
                };
                &self.extras[start..end]
            }
        }
    }

    /// Where a row stands.
    pub fn place(&self, row: usize) -> Place {
        Place {
            source: self.chunk.source,
            file: FileId(self.chunk.file.0),
            line: self.chunk.lines.of(row),
        }
    }

    /// The text of a symbol; `""` when empty or absent.
    pub fn symbol(&self, position: usize, row: usize) -> &'s str {
        self.symbols.text(self.chunk.symbol(position, row))
    }

    fn text(&self, position: usize, row: usize) -> &'s str {
        self.chunk
            .texts(position)
            .map_or("", |values| values.value(row))
    }

    fn instant(&self, position: usize, row: usize) -> Option<Instant> {
        self.chunk.number(position, row).map(Instant::from_ms)
    }

    fn required_instant(&self, position: usize, row: usize) -> Instant {
        self.instant(position, row)
            .expect("a good row has its required time")
    }

    fn amount(&self, position: usize, row: usize) -> i64 {
        self.chunk
            .number(position, row)
            .expect("a good row has its required amount")
    }

    fn day(&self, position: usize, row: usize) -> Option<Day> {
        self.chunk.day(position, row).map(Day::from_epoch)
    }

    fn required_day(&self, position: usize, row: usize) -> Day {
        self.day(position, row)
            .expect("a good row has its required date")
    }

    fn code<T: Copy>(&self, all: &[T], position: usize, row: usize) -> Option<T> {
        self.chunk
            .code(position, row)
            .map(|code| all[usize::from(code)])
    }

    fn required_code<T: Copy>(&self, all: &[T], position: usize, row: usize) -> T {
        self.code(all, position, row)
            .expect("a good row has its required code")
    }

    /// A terminal row.
    pub fn terminal(&'s self, row: usize) -> TerminalRow<'s> {
        use terminal as at;
        TerminalRow {
            local_time: self.required_instant(at::LOCAL_TIME, row),
            mid: self.symbol(at::MID, row),
            tid: self.symbol(at::TID, row),
            batch_no: self.symbol(at::BATCH_NO, row),
            stan: self.text(at::STAN, row),
            txn_type: self.required_code(TxnType::ALL, at::TXN_TYPE, row),
            amount: self.amount(at::AMOUNT, row),
            currency: self.symbol(at::CURRENCY, row),
            rrn: self.text(at::RRN, row),
            auth_code: self.text(at::AUTH_CODE, row),
            response_code: self.symbol(at::RESPONSE_CODE, row),
            card: self.text(at::CARD, row),
            method: self.code(Method::ALL, at::METHOD, row),
            orig_rrn: self.text(at::ORIG_RRN, row),
            orig_stan: self.text(at::ORIG_STAN, row),
            order_no: self.text(at::ORDER_NO, row),
            uploaded_at: self.instant(at::UPLOADED_AT, row),
            acquirer: self.symbol(at::ACQUIRER, row),
            known_at: self.instant(at::KNOWN_AT, row),
            extras: self.extras_of(row),
            place: self.place(row),
        }
    }

    /// A platform row.
    pub fn platform(&'s self, row: usize) -> PlatformRow<'s> {
        use platform as at;
        PlatformRow {
            received_at: self.required_instant(at::RECEIVED_AT, row),
            mid: self.symbol(at::MID, row),
            tid: self.symbol(at::TID, row),
            batch_no: self.symbol(at::BATCH_NO, row),
            stan: self.text(at::STAN, row),
            rrn: self.text(at::RRN, row),
            txn_type: self.required_code(TxnType::ALL, at::TXN_TYPE, row),
            amount: self.amount(at::AMOUNT, row),
            currency: self.symbol(at::CURRENCY, row),
            mcc: self.symbol(at::MCC, row),
            merchant_name: self.symbol(at::MERCHANT_NAME, row),
            channel: self.symbol(at::CHANNEL, row),
            responded_at: self.instant(at::RESPONDED_AT, row),
            response_code: self.symbol(at::RESPONSE_CODE, row),
            auth_code: self.text(at::AUTH_CODE, row),
            card: self.text(at::CARD, row),
            card_type: self.code(CardType::ALL, at::CARD_TYPE, row),
            method: self.code(Method::ALL, at::METHOD, row),
            settle_date: self.day(at::SETTLE_DATE, row),
            orig_rrn: self.text(at::ORIG_RRN, row),
            order_no: self.text(at::ORDER_NO, row),
            acquirer: self.symbol(at::ACQUIRER, row),
            known_at: self.instant(at::KNOWN_AT, row),
            extras: self.extras_of(row),
            place: self.place(row),
        }
    }

    /// A clearing line.
    pub fn clearing(&'s self, row: usize) -> ClearingRow<'s> {
        use clearing as at;
        ClearingRow {
            settle_date: self.required_day(at::SETTLE_DATE, row),
            rrn: self.text(at::RRN, row),
            mid: self.symbol(at::MID, row),
            tid: self.symbol(at::TID, row),
            stan: self.text(at::STAN, row),
            txn_type: self.required_code(TxnType::ALL, at::TXN_TYPE, row),
            amount: self.amount(at::AMOUNT, row),
            currency: self.symbol(at::CURRENCY, row),
            network_fee: self.chunk.number(at::NETWORK_FEE, row),
            mcc: self.symbol(at::MCC, row),
            merchant_name: self.symbol(at::MERCHANT_NAME, row),
            card: self.text(at::CARD, row),
            card_type: self.code(CardType::ALL, at::CARD_TYPE, row),
            orig_rrn: self.text(at::ORIG_RRN, row),
            network_ref: self.text(at::NETWORK_REF, row),
            reason: self.symbol(at::REASON, row),
            acquirer: self.symbol(at::ACQUIRER, row),
            known_at: self.instant(at::KNOWN_AT, row),
            extras: self.extras_of(row),
            place: self.place(row),
        }
    }

    /// A settlement line.
    pub fn settlement(&'s self, row: usize) -> SettlementRow<'s> {
        use settlement as at;
        SettlementRow {
            settle_date: self.required_day(at::SETTLE_DATE, row),
            mid: self.symbol(at::MID, row),
            rrn: self.text(at::RRN, row),
            txn_type: self.required_code(TxnType::ALL, at::TXN_TYPE, row),
            amount: self.amount(at::AMOUNT, row),
            fee: self.amount(at::FEE, row),
            net: self.amount(at::NET, row),
            orig_rrn: self.text(at::ORIG_RRN, row),
            payout_id: self.text(at::PAYOUT_ID, row),
            status: self.required_code(SettlementStatus::ALL, at::STATUS, row),
            hold_reason: self.symbol(at::HOLD_REASON, row),
            acquirer: self.symbol(at::ACQUIRER, row),
            known_at: self.instant(at::KNOWN_AT, row),
            extras: self.extras_of(row),
            place: self.place(row),
        }
    }

    /// One state of a payout.
    pub fn payout(&'s self, row: usize) -> PayoutRow<'s> {
        use payout as at;
        PayoutRow {
            status_at: self.required_instant(at::STATUS_AT, row),
            status: self.required_code(PAYOUT_STATUS, at::STATUS, row),
            payout_id: self.text(at::PAYOUT_ID, row),
            mid: self.symbol(at::MID, row),
            amount: self.amount(at::AMOUNT, row),
            currency: self.symbol(at::CURRENCY, row),
            txn_count: self.chunk.number(at::TXN_COUNT, row),
            account_no: self.symbol(at::ACCOUNT_NO, row),
            account_name: self.symbol(at::ACCOUNT_NAME, row),
            bank_code: self.symbol(at::BANK_CODE, row),
            payer_name: self.symbol(at::PAYER_NAME, row),
            channel: self.symbol(at::CHANNEL, row),
            created_at: self.required_instant(at::CREATED_AT, row),
            due_date: self.day(at::DUE_DATE, row),
            reason: self.symbol(at::REASON, row),
            reason_text: self.text(at::REASON_TEXT, row),
            bank_ref: self.text(at::BANK_REF, row),
            retry_of: self.text(at::RETRY_OF, row),
            acquirer: self.symbol(at::ACQUIRER, row),
            known_at: self.instant(at::KNOWN_AT, row),
            extras: self.extras_of(row),
            place: self.place(row),
        }
    }

    /// A line of a bank statement.
    pub fn bank(&'s self, row: usize) -> BankRow<'s> {
        use bank as at;
        BankRow {
            booked_at: self.required_instant(at::BOOKED_AT, row),
            account_no: self.symbol(at::ACCOUNT_NO, row),
            value_date: self.day(at::VALUE_DATE, row),
            direction: self.required_code(Direction::ALL, at::DIRECTION, row),
            amount: self.amount(at::AMOUNT, row),
            currency: self.symbol(at::CURRENCY, row),
            balance: self.chunk.number(at::BALANCE, row),
            counterparty_name: self.symbol(at::COUNTERPARTY_NAME, row),
            counterparty_account: self.symbol(at::COUNTERPARTY_ACCOUNT, row),
            bank_ref: self.text(at::BANK_REF, row),
            remittance: self.text(at::REMITTANCE, row),
            acquirer: self.symbol(at::ACQUIRER, row),
            known_at: self.instant(at::KNOWN_AT, row),
            extras: self.extras_of(row),
            place: self.place(row),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Source, Table, layout};

    /// A code in a chunk is a position in the spec's list; the enums must list the same words.
    #[test]
    fn the_closed_lists_are_those_of_the_specs() {
        let words = |source: Source, column: usize| -> Vec<String> {
            layout(Table::Source(source)).columns[column].values.clone()
        };
        let txn: Vec<&str> = TxnType::ALL.iter().map(|v| v.slug()).collect();
        let method: Vec<&str> = Method::ALL.iter().map(|v| v.slug()).collect();
        let card: Vec<&str> = CardType::ALL.iter().map(|v| v.slug()).collect();
        let settled: Vec<&str> = SettlementStatus::ALL.iter().map(|v| v.slug()).collect();
        let paid: Vec<&str> = PAYOUT_STATUS.iter().map(|v| v.slug()).collect();
        let direction: Vec<&str> = Direction::ALL.iter().map(|v| v.slug()).collect();
        assert_eq!(words(Source::Terminal, terminal::TXN_TYPE), txn);
        assert_eq!(words(Source::Platform, platform::TXN_TYPE), txn);
        assert_eq!(words(Source::Clearing, clearing::TXN_TYPE), txn);
        assert_eq!(words(Source::Settlement, settlement::TXN_TYPE), txn);
        assert_eq!(words(Source::Terminal, terminal::METHOD), method);
        assert_eq!(words(Source::Platform, platform::METHOD), method);
        assert_eq!(words(Source::Platform, platform::CARD_TYPE), card);
        assert_eq!(words(Source::Clearing, clearing::CARD_TYPE), card);
        assert_eq!(words(Source::Settlement, settlement::STATUS), settled);
        assert_eq!(words(Source::Payout, payout::STATUS), paid);
        assert_eq!(words(Source::Bank, bank::DIRECTION), direction);
    }
}
