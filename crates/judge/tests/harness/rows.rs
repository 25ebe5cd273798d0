//! Record lines become rows, with the defaults of `scenarios/README.md`.
//!
//! In: the lines of a scenario, expanded; its knowledge. Out: the rows of the six sources, each
//! placed by its ordinal as written.

use crate::columns::{canonical, has_column, is_ours};
use crate::facts::{MCC, MID, NAME, TID};
use crate::script::{Keys, Line, Script};
use crate::words::{self, Dates, keep};
use judge::{Knowledge, Merchant, Records};
use ledger::{CardClass, Day, Instant};
use std::collections::BTreeMap;
use trail::{
    BankRow, CardType, ClearingRow, Direction, Extras, FileId, Method, PayoutRow, PayoutStatus,
    Place, PlatformRow, SettlementRow, SettlementStatus, Source, TerminalRow, TxnType,
};

const PAYER: &str = "海港支付有限公司";

/// The rows of a scenario.
pub fn records(
    script: &Script,
    lines: &[Line],
    knowledge: &Knowledge,
) -> Result<Records<'static>, String> {
    let mut rows = Records::default();
    let mut writer = Writer {
        script,
        knowledge,
        written: BTreeMap::new(),
        line: None,
    };
    // Payouts take their sums from settlement lines, and bank lines theirs from payouts.
    for source in Source::ALL {
        for line in lines.iter().filter(|line| line.source == source) {
            let told = |trouble| format!("{}: {}: {trouble}", script.name, line.number);
            writer.line = Some(line);
            writer.row(source, lines, &mut rows).map_err(told)?;
        }
    }
    Ok(rows)
}

struct Writer<'s> {
    script: &'s Script,
    knowledge: &'s Knowledge,
    written: BTreeMap<Source, u32>,
    line: Option<&'s Line>,
}

impl<'s> Writer<'s> {
    fn row(
        &mut self,
        source: Source,
        lines: &[Line],
        rows: &mut Records<'static>,
    ) -> Result<(), String> {
        let ordinal = self.written.entry(source).or_default();
        *ordinal += 1;
        let place = Place {
            source,
            file: FileId(source as u32),
            line: *ordinal,
        };
        match source {
            Source::Terminal => rows.terminal.push(self.terminal(place)?),
            Source::Platform => rows.platform.push(self.platform(place)?),
            Source::Clearing => rows.clearing.push(self.clearing(place)?),
            Source::Settlement => rows.settlement.push(self.settlement(place)?),
            Source::Payout => {
                let row = self.payout(place, lines, &rows.settlement)?;
                rows.payout.push(row);
            }
            Source::Bank => {
                let row = self.bank(place, &rows.payout, &rows.settlement)?;
                rows.bank.push(row);
            }
        }
        Ok(())
    }

    fn line(&self) -> &'s Line {
        self.line.expect("a line is set before its row is written")
    }

    fn dates(&self) -> &'s Dates {
        &self.script.dates
    }

    /// The value that the line, or else the scenario, gives a column.
    fn given(&self, column: &str) -> Option<&'static str> {
        let line = self.line();
        given_in(line.source, &line.keys, column)
            .or_else(|| given_in(line.source, &self.script.defaults, column))
    }

    /// The value that the line itself gives a column.
    fn own(&self, column: &str) -> Option<&'static str> {
        given_in(self.line().source, &self.line().keys, column)
    }

    fn text(&self, column: &str, default: &'static str) -> &'static str {
        self.given(column).unwrap_or(default)
    }

    fn amount(&self, column: &str, default: i64) -> Result<i64, String> {
        match self.given(column) {
            Some(text) => words::number(column, text),
            None => Ok(default),
        }
    }

    fn optional<T>(
        &self,
        column: &str,
        default: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, String> {
        match self.text(column, default) {
            "" => Ok(None),
            text => parse(text)
                .map(Some)
                .ok_or_else(|| format!("{column}={text} is no such value")),
        }
    }

    fn time(&self, column: &str) -> Result<Option<Instant>, String> {
        self.optional(column, "", |text| self.dates().time(text))
    }

    fn day(&self, column: &str) -> Result<Option<Day>, String> {
        self.optional(column, "", |text| self.dates().day(text))
    }

    fn when(&self) -> Instant {
        let ten = 10 * 3_600;
        let dates = self.dates();
        self.line()
            .when
            .unwrap_or_else(|| dates.zone.at(dates.day, ten))
    }

    fn settle_date(&self) -> Result<Day, String> {
        let written = self.line().when.map(|time| self.dates().zone.day(time));
        Ok(self
            .day("settle_date")?
            .or(written)
            .unwrap_or(self.dates().day))
    }

    fn what<T>(&self, parse: impl Fn(&str) -> Option<T>) -> Result<T, String> {
        let word = self.line().what;
        parse(word).ok_or_else(|| format!("\"{word}\" is no word of {}", self.line().source.name()))
    }

    fn mid(&self) -> &'static str {
        self.text("mid", MID)
    }

    fn merchant(&self) -> Option<&'s Merchant> {
        self.knowledge.merchant(self.mid())
    }

    /// The row's own reference and that of its original.
    fn references(&self, txn_type: TxnType) -> (&'static str, &'static str) {
        let of = self.text("of", "R1");
        if txn_type.is_principal() {
            return (self.text("rrn", "R1"), self.text("orig_rrn", ""));
        }
        let own = keep(&format!("{of}-{}", txn_type.slug()));
        (self.text("rrn", own), self.text("orig_rrn", of))
    }

    fn extras(&self) -> Extras<'static> {
        let source = self.line().source;
        let ours = |key| has_column(source, canonical(source, key)) || is_ours(source, key);
        let mut extras: Keys = self.line().keys.clone();
        extras.retain(|(key, _)| !ours(key));
        extras.sort_unstable();
        Box::leak(extras.into_boxed_slice())
    }

    fn terminal(&self, place: Place) -> Result<TerminalRow<'static>, String> {
        let txn_type = self.what(TxnType::parse)?;
        let response_code = self.text("response_code", "00");
        let (rrn, orig_rrn) = self.references(txn_type);
        let stan = self.text("stan", "000001");
        let answered = !response_code.is_empty();
        let named = |rrn| if answered { rrn } else { "" };
        Ok(TerminalRow {
            local_time: self.when(),
            mid: self.mid(),
            tid: self.text("tid", TID),
            batch_no: self.text("batch_no", "000001"),
            stan,
            txn_type,
            amount: self.amount("amount", 10_000)?,
            currency: self.text("currency", "CNY"),
            rrn: self.given("rrn").unwrap_or(named(rrn)),
            auth_code: self.text("auth_code", named("123456")),
            response_code,
            card: self.text("card", "622848******1234"),
            method: self.optional("method", "chip", Method::parse)?,
            orig_rrn: self.given("orig_rrn").unwrap_or(named(orig_rrn)),
            orig_stan: self.text("orig_stan", if txn_type.is_principal() { "" } else { stan }),
            order_no: self.text("order_no", ""),
            uploaded_at: self.time("uploaded_at")?,
            acquirer: self.text("acquirer", ""),
            known_at: self.time("known_at")?,
            extras: self.extras(),
            place,
        })
    }

    fn platform(&self, place: Place) -> Result<PlatformRow<'static>, String> {
        let txn_type = self.what(TxnType::parse)?;
        let response_code = self.text("response_code", "00");
        let (rrn, orig_rrn) = self.references(txn_type);
        let answered = !response_code.is_empty();
        let received_at = self.when();
        let next_second = answered.then(|| received_at.plus_seconds(1));
        Ok(PlatformRow {
            received_at,
            mid: self.mid(),
            tid: self.text("tid", TID),
            batch_no: self.text("batch_no", "000001"),
            stan: self.text("stan", "000001"),
            rrn,
            txn_type,
            amount: self.amount("amount", 10_000)?,
            currency: self.text("currency", "CNY"),
            mcc: self.text("mcc", MCC),
            merchant_name: self.text("merchant_name", NAME),
            channel: self.text("channel", "unionpay"),
            responded_at: match self.given("responded_at") {
                Some(_) => self.time("responded_at")?,
                None => next_second,
            },
            response_code,
            auth_code: self.text("auth_code", if answered { "123456" } else { "" }),
            card: self.text("card", "622848******1234"),
            card_type: self.optional("card_type", "credit", CardType::parse)?,
            method: self.optional("method", "chip", Method::parse)?,
            settle_date: self.day("settle_date")?,
            orig_rrn,
            order_no: self.text("order_no", ""),
            acquirer: self.text("acquirer", ""),
            known_at: self.time("known_at")?,
            extras: self.extras(),
            place,
        })
    }

    fn clearing(&self, place: Place) -> Result<ClearingRow<'static>, String> {
        let txn_type = self.what(TxnType::parse)?;
        let (rrn, orig_rrn) = self.references(txn_type);
        let whole = |text: &str| text.parse().ok();
        Ok(ClearingRow {
            settle_date: self.settle_date()?,
            rrn,
            mid: self.mid(),
            tid: self.text("tid", TID),
            stan: self.text("stan", "000001"),
            txn_type,
            amount: self.amount("amount", 10_000)?,
            currency: self.text("currency", "CNY"),
            network_fee: self.optional("network_fee", "", whole)?,
            mcc: self.text("mcc", MCC),
            merchant_name: self.text("merchant_name", NAME),
            card: self.text("card", "622848******1234"),
            card_type: self.optional("card_type", "credit", CardType::parse)?,
            orig_rrn,
            network_ref: self.text("network_ref", ""),
            reason: self.text("reason", ""),
            acquirer: self.text("acquirer", ""),
            known_at: self.time("known_at")?,
            extras: self.extras(),
            place,
        })
    }

    fn settlement(&self, place: Place) -> Result<SettlementRow<'static>, String> {
        let txn_type = self.what(TxnType::parse)?;
        let (rrn, orig_rrn) = self.references(txn_type);
        let amount = self.amount("amount", 10_000)?;
        let class = self.optional("card_type", "credit", CardClass::parse)?;
        let terms = self.merchant().map(|merchant| &merchant.terms);
        let agreed = match terms {
            Some(terms) if txn_type.is_principal() || terms.refund_returns_fee => {
                terms.fee(amount, class.unwrap_or(CardClass::Credit))
            }
            Some(_) => 0,
            None => amount * 6 / 1_000,
        };
        let fee = self.amount("fee", agreed)?;
        let sign = if txn_type.is_principal() { 1 } else { -1 };
        let payout_id = self.text("payout_id", "");
        let status = if payout_id.is_empty() {
            "ready"
        } else {
            "paid_out"
        };
        Ok(SettlementRow {
            settle_date: self.settle_date()?,
            mid: self.mid(),
            rrn,
            txn_type,
            amount,
            fee,
            net: self.amount("net", sign * (amount - fee))?,
            orig_rrn,
            payout_id,
            status: self
                .optional("status", status, SettlementStatus::parse)?
                .ok_or("a settlement line needs a status")?,
            hold_reason: self.text("hold_reason", ""),
            acquirer: self.text("acquirer", ""),
            known_at: self.time("known_at")?,
            extras: self.extras(),
            place,
        })
    }

    fn payout(
        &self,
        place: Place,
        lines: &[Line],
        settlement: &[SettlementRow<'static>],
    ) -> Result<PayoutRow<'static>, String> {
        let payout_id = self.text("payout_id", "P1");
        let retry_of = self.text("retry_of", "");
        let of_this = |line: &&Line| {
            let id = given_in(Source::Payout, &line.keys, "payout_id");
            line.source == Source::Payout && id.unwrap_or("P1") == payout_id
        };
        let said = |column: &str| {
            lines
                .iter()
                .filter(of_this)
                .find_map(|line| given_in(Source::Payout, &line.keys, column))
        };
        let paid_for = |id: &str| {
            let named = settlement.iter().filter(|row| row.payout_id == id);
            named.map(|row| row.net).collect::<Vec<_>>()
        };
        let mut nets = paid_for(payout_id);
        if nets.is_empty() {
            nets = paid_for(retry_of);
        }
        let merchant = self.merchant();
        let payout_fee = merchant.map_or(0, |merchant| merchant.terms.payout_fee);
        let usual = nets.iter().sum::<i64>() - payout_fee;
        let amount = match said("amount") {
            Some(text) => words::number("amount", text)?,
            None => usual, // Defaults of the scenario speak of swipes.
        };
        let first = lines
            .iter()
            .filter(of_this)
            .filter_map(|line| line.when)
            .min();
        let created_at = self
            .time("created_at")?
            .or(first)
            .unwrap_or_else(|| self.when());
        let due_date = match self.given("due_date") {
            Some(_) => self.day("due_date")?,
            None => Some(self.dates().zone.day(created_at)),
        };
        let known = |of: fn(&Merchant) -> &String| merchant.map_or("", |m| keep(of(m)));
        let count = keep(&nets.len().to_string());
        Ok(PayoutRow {
            status_at: self.when(),
            status: self.what(PayoutStatus::parse)?,
            payout_id,
            mid: self.mid(),
            amount,
            currency: self.text("currency", "CNY"),
            txn_count: self.optional("txn_count", count, |text| text.parse().ok())?,
            account_no: self.text("account_no", known(|m| &m.account_no)),
            account_name: self.text("account_name", known(|m| &m.account_name)),
            bank_code: self.text("bank_code", known(|m| &m.bank_code)),
            payer_name: self.text("payer_name", PAYER),
            channel: self.own("channel").unwrap_or("ibps"),
            created_at,
            due_date,
            reason: self.text("reason", ""),
            reason_text: self.text("reason_text", ""),
            bank_ref: self.text("bank_ref", ""),
            retry_of,
            acquirer: self.text("acquirer", ""),
            known_at: self.time("known_at")?,
            extras: self.extras(),
            place,
        })
    }

    fn bank(
        &self,
        place: Place,
        payouts: &[PayoutRow<'static>],
        settlement: &[SettlementRow<'static>],
    ) -> Result<BankRow<'static>, String> {
        let named = self.text("payout", "");
        let by_payout = payouts.iter().find(|row| row.payout_id == named);
        let by_lines = || {
            let nets = settlement.iter().filter(|row| row.payout_id == named);
            nets.map(|row| row.net).sum()
        };
        let usual = match by_payout {
            _ if named.is_empty() => 9_940,
            Some(row) => row.amount,
            None => by_lines(),
        };
        let account = self.merchant().map_or("", |m| keep(&m.account_no));
        Ok(BankRow {
            booked_at: self.when(),
            account_no: self.text("account_no", account),
            value_date: self.day("value_date")?,
            direction: self.what(Direction::parse)?,
            amount: match self.own("amount") {
                Some(text) => words::number("amount", text)?,
                None => usual,
            },
            currency: self.text("currency", "CNY"),
            balance: self.optional("balance", "", |text| text.parse().ok())?,
            counterparty_name: self.text("counterparty_name", PAYER),
            counterparty_account: self.text("counterparty_account", ""),
            bank_ref: self.text("bank_ref", ""),
            remittance: self.text("remittance", named),
            acquirer: self.text("acquirer", ""),
            known_at: self.time("known_at")?,
            extras: self.extras(),
            place,
        })
    }
}

/// The last value that `keys` give a column of a source.
fn given_in(source: Source, keys: &Keys, column: &str) -> Option<&'static str> {
    let found = keys
        .iter()
        .rev()
        .find(|(key, _)| canonical(source, key) == column);
    found.map(|(_, value)| *value)
}
