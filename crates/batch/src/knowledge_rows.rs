//! The rows of the knowledge files, typed.
//!
//! In: the cells of one row, every one checked against its column's spec. Out: a struct with the contract's
//! columns. Codes stay the contract's words. Absent: look-ups.

use ledger::{Day, Instant, Rate, Rounding, SettleMode, Zone};
use wire::{ColumnSpec, ColumnType, Fault, Layout, MaskKey, Source};

/// The cells of one row, by the layout's columns.
pub(crate) struct Cells<'a> {
    pub line: u32,
    pub layout: &'static Layout,
    pub zone: &'a Zone,
    pub key: MaskKey,
    pub field: &'a dyn Fn(usize) -> &'a str,
    pub extra: &'a dyn Fn(&str) -> &'a str,
}

impl Cells<'_> {
    /// Whether every cell can be read; if not, the first that cannot.
    pub fn check(&self) -> Result<(), (usize, Fault)> {
        for (position, spec) in self.layout.columns.iter().enumerate() {
            self.check_one((self.field)(position), spec)
                .map_err(|fault| (position, fault))?;
        }
        Ok(())
    }

    fn check_one(&self, text: &str, spec: &ColumnSpec) -> Result<(), Fault> {
        let bytes = text.as_bytes();
        match spec.kind {
            _ if text.is_empty() && spec.may_be_empty => Ok(()),
            _ if text.is_empty() => Err(Fault::Missing),
            ColumnType::Text | ColumnType::Symbol | ColumnType::Scrubbed => {
                wire::text(text, spec).map(drop)
            }
            ColumnType::Card => Ok(()),
            ColumnType::Amount => wire::amount(bytes).map(drop),
            ColumnType::SignedAmount => wire::signed_amount(bytes).map(drop),
            ColumnType::Integer => wire::integer(bytes).map(drop),
            ColumnType::Time => {
                let time = wire::time_of(bytes, spec)?;
                crate::scan::in_reach(crate::scan::utc_ms(time, self.zone), self.zone).map(drop)
            }
            ColumnType::Date => wire::date(bytes).map(drop),
            ColumnType::Code => wire::code(bytes, spec).map(drop),
            ColumnType::Decimal => {
                wire::decimal(bytes)?;
                Rate::parse(text).map(drop).ok_or(Fault::RateAboveOne)
            }
        }
    }

    /// A column's text and spec. The names are this file's own; a test reads every kind of row.
    fn cell(&self, name: &str) -> (&str, &'static ColumnSpec) {
        let position = self
            .layout
            .position(name)
            .expect("a knowledge row names columns of its own layout");
        ((self.field)(position), &self.layout.columns[position])
    }

    fn text(&self, name: &str) -> String {
        let (text, spec) = self.cell(name);
        if spec.kind == ColumnType::Scrubbed {
            wire::scrub(text).into_owned()
        } else {
            crate::scan::kept(text, spec, self.key).into_owned()
        }
    }

    fn code(&self, name: &str) -> &'static str {
        let (text, spec) = self.cell(name);
        spec.values
            .iter()
            .find(|value| *value == text)
            .map_or("", String::as_str)
    }

    fn code_or(&self, name: &str, default: &'static str) -> &'static str {
        Some(self.code(name))
            .filter(|code| !code.is_empty())
            .unwrap_or(default)
    }

    fn amount(&self, name: &str) -> Option<i64> {
        wire::amount(self.cell(name).0.as_bytes()).ok()
    }

    fn rate(&self, name: &str) -> Option<Rate> {
        Rate::parse(self.cell(name).0)
    }

    fn day(&self, name: &str) -> Option<Day> {
        wire::date(self.cell(name).0.as_bytes())
            .ok()
            .map(Day::from_epoch)
    }

    fn time(&self, name: &str) -> Option<Instant> {
        let (text, spec) = self.cell(name);
        let time = wire::time_of(text.as_bytes(), spec).ok()?;
        Some(Instant::from_ms(crate::scan::utc_ms(time, self.zone)))
    }
}

/// The required cells of a row were checked before it is made.
const CHECKED: &str = "a required cell was checked before the row is made";

/// A row of a knowledge file.
pub(crate) trait KnowledgeRow {
    /// Makes the row of checked cells.
    fn of(cells: &Cells<'_>) -> Self;
}

/// A row of `merchants.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct MerchantRow {
    pub line: u32,
    pub mid: String,
    pub name: String,
    pub mcc: String,
    pub settle_mode: SettleMode,
    pub credit_rate: Rate,
    pub debit_rate: Rate,
    pub debit_cap: Option<i64>,
    pub qr_rate: Option<Rate>,
    pub rounding: Rounding,
    pub refund_returns_fee: bool,
    pub payout_fee: Option<i64>,
    pub min_payout: Option<i64>,
    pub account_no: String,
    pub account_name: String,
    pub bank_code: String,
    pub account_status: &'static str,
    pub status: &'static str,
    pub status_since: Option<Instant>,
}

impl KnowledgeRow for MerchantRow {
    fn of(cells: &Cells<'_>) -> MerchantRow {
        MerchantRow {
            line: cells.line,
            mid: cells.text("mid"),
            name: cells.text("name"),
            mcc: cells.text("mcc"),
            settle_mode: SettleMode::parse(cells.code("settle_mode")).expect(CHECKED),
            credit_rate: cells.rate("credit_rate").expect(CHECKED),
            debit_rate: cells.rate("debit_rate").expect(CHECKED),
            debit_cap: cells.amount("debit_cap"),
            qr_rate: cells.rate("qr_rate"),
            rounding: Rounding::parse(cells.code("rounding")).unwrap_or_default(),
            refund_returns_fee: cells.code("refund_returns_fee") != "no",
            payout_fee: cells.amount("payout_fee"),
            min_payout: cells.amount("min_payout"),
            account_no: cells.text("account_no"),
            account_name: cells.text("account_name"),
            bank_code: cells.text("bank_code"),
            account_status: cells.code_or("account_status", "normal"),
            status: cells.code_or("status", "normal"),
            status_since: cells.time("status_since"),
        }
    }
}

/// A row of `terminals.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct TerminalRow {
    pub line: u32,
    pub tid: String,
    pub mid: String,
    pub model: String,
    pub firmware: String,
    pub bound_at: Option<Instant>,
    pub last_seen_at: Option<Instant>,
    pub last_inspected_at: Option<Instant>,
    pub status: &'static str,
    pub location: String,
}

impl KnowledgeRow for TerminalRow {
    fn of(cells: &Cells<'_>) -> TerminalRow {
        TerminalRow {
            line: cells.line,
            tid: cells.text("tid"),
            mid: cells.text("mid"),
            model: cells.text("model"),
            firmware: cells.text("firmware"),
            bound_at: cells.time("bound_at"),
            last_seen_at: cells.time("last_seen_at"),
            last_inspected_at: cells.time("last_inspected_at"),
            status: cells.code_or("status", "active"),
            location: cells.text("location"),
        }
    }
}

/// A row of `holds.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct HoldRow {
    pub line: u32,
    pub hold_id: String,
    pub mid: String,
    /// Empty: the whole merchant.
    pub rrn: String,
    pub reason: &'static str,
    pub placed_at: Instant,
    pub released_at: Option<Instant>,
    /// Free text of an extra column `text`, scrubbed.
    pub text: String,
}

impl KnowledgeRow for HoldRow {
    fn of(cells: &Cells<'_>) -> HoldRow {
        HoldRow {
            line: cells.line,
            hold_id: cells.text("hold_id"),
            mid: cells.text("mid"),
            rrn: cells.text("rrn"),
            reason: cells.code("reason"),
            placed_at: cells.time("placed_at").expect(CHECKED),
            released_at: cells.time("released_at"),
            text: wire::scrub((cells.extra)("text")).into_owned(),
        }
    }
}

/// A row of `notices.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct NoticeRow {
    pub line: u32,
    pub notice_id: String,
    pub issuer: &'static str,
    pub kind: &'static str,
    pub scope: String,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub text: String,
}

impl KnowledgeRow for NoticeRow {
    fn of(cells: &Cells<'_>) -> NoticeRow {
        NoticeRow {
            line: cells.line,
            notice_id: cells.text("notice_id"),
            issuer: cells.code("issuer"),
            kind: cells.code("kind"),
            scope: cells.text("scope"),
            starts_at: cells.time("starts_at").expect(CHECKED),
            ends_at: cells.time("ends_at").expect(CHECKED),
            text: cells.text("text"),
        }
    }
}

/// A row of `compatibility.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct CompatibilityRow {
    pub line: u32,
    pub model: String,
    pub firmware: String,
    pub channel: String,
    /// Empty: every method.
    pub method: &'static str,
    pub status: &'static str,
    pub note: String,
}

impl KnowledgeRow for CompatibilityRow {
    fn of(cells: &Cells<'_>) -> CompatibilityRow {
        CompatibilityRow {
            line: cells.line,
            model: cells.text("model"),
            firmware: cells.text("firmware"),
            channel: cells.text("channel"),
            method: cells.code("method"),
            status: cells.code("status"),
            note: cells.text("note"),
        }
    }
}

/// A row of `payers.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct PayerRow {
    pub line: u32,
    pub name: String,
    pub account_no: String,
    pub role: &'static str,
    pub licence_no: String,
}

impl KnowledgeRow for PayerRow {
    fn of(cells: &Cells<'_>) -> PayerRow {
        PayerRow {
            line: cells.line,
            name: cells.text("name"),
            account_no: cells.text("account_no"),
            role: cells.code("role"),
            licence_no: cells.text("licence_no"),
        }
    }
}

/// A row of `calendar.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct CalendarDayRow {
    pub line: u32,
    pub date: Day,
    pub kind: &'static str,
    pub name: String,
}

impl KnowledgeRow for CalendarDayRow {
    fn of(cells: &Cells<'_>) -> CalendarDayRow {
        CalendarDayRow {
            line: cells.line,
            date: cells.day("date").expect(CHECKED),
            kind: cells.code("kind"),
            name: cells.text("name"),
        }
    }
}

/// A row of `coverage.csv`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the columns are those of the record contract")]
pub struct CoverageRow {
    pub line: u32,
    pub source: Source,
    pub from: Day,
    /// Inclusive.
    pub to: Day,
    /// An account, a merchant, a channel; empty: all of the source.
    pub subject: String,
}

impl KnowledgeRow for CoverageRow {
    fn of(cells: &Cells<'_>) -> CoverageRow {
        CoverageRow {
            line: cells.line,
            source: Source::of_name(cells.code("source")).expect(CHECKED),
            from: cells.day("from").expect(CHECKED),
            to: cells.day("to").expect(CHECKED),
            subject: cells.text("subject"),
        }
    }
}
