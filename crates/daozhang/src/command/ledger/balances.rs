//! `daozhang ledger balances`: what each account holds, now or at any past instant.

use super::super::right;
use super::{open, trouble};
use crate::cli::OutputFormat;
use crate::cli::ledger::BalancesArgs;
use crate::session::{Session, instant};
use crate::trouble::Exit;
use crate::wording::{filled, text};
use anyhow::Result;
use comfy_table::{Table, presets};
use ledger::{
    Balance, Chart, ChartLine, Money, Position, Postings, Side, Zone, balances_at, decimal,
    unbalanced,
};
use std::collections::BTreeMap;
use std::io::Write;
use wire::Lang;

/// Runs the command.
pub fn run(args: &BalancesArgs, session: &Session) -> Result<Exit> {
    let zone = Zone::shanghai();
    let at = args
        .at
        .as_deref()
        .map(|text| instant(text, "--at", &zone))
        .transpose()?;
    let reader = open(&args.books)?;
    let all = match at {
        None => reader.balances(),
        Some(at) => reader
            .entries()
            .map(|entries| balances_at(entries.iter(), at)),
    };
    let all = all.map_err(|error| trouble(&args.books, error))?;
    let postings = Postings::shipped();
    let shown = rows(&all, postings.chart(), args.of.as_deref());
    let mut out = std::io::stdout().lock();
    match args.format {
        OutputFormat::Text => print_text(&mut out, &shown, session.lang)?,
        OutputFormat::Json => writeln!(
            out,
            "{:#}",
            serde_json::Value::Array(shown.iter().map(json).collect())
        )?,
        OutputFormat::Csv => print_csv(&mut out, &shown)?,
    }
    let off = unbalanced(all.iter());
    if let (OutputFormat::Text, None, None) = (args.format, &args.of, off) {
        writeln!(out, "{}", text("ledger.balanced", session.lang, &[]))?;
    }
    if let Some((currency, by)) = off {
        let said = filled(
            "ledger.finding.unbalanced",
            session.lang,
            &[
                ("record", currency.to_string()),
                ("by", by.to_string()),
                ("chain", String::new()),
            ],
        );
        crate::trouble::say(format_args!("daozhang: {said}"));
        return Ok(Exit::Look);
    }
    Ok(Exit::Done)
}

struct Row<'r> {
    line: &'r ChartLine,
    position: &'r Position,
    balance: Balance,
}

impl Row<'_> {
    fn net(&self) -> i64 {
        self.balance.net(self.line.normal)
    }

    /// What is pending on the account's own side, less what is pending against it.
    fn pending(&self) -> i64 {
        let up = self.balance.debit_pending - self.balance.credit_pending;
        if self.line.normal == Side::Debit {
            up
        } else {
            -up
        }
    }
}

/// The accounts that ever held anything, in the order of the chart.
fn rows<'r>(
    all: &'r BTreeMap<Position, Balance>,
    chart: &'r Chart,
    of: Option<&str>,
) -> Vec<Row<'r>> {
    let shown = all
        .iter()
        .filter(|(position, _)| of.is_none_or(|of| position.0.subject.as_str() == of));
    let rows = shown.filter_map(|(position, balance)| {
        Some(Row {
            line: chart.line(position.0.code)?,
            position,
            balance: *balance,
        })
    });
    rows.collect()
}

fn print_text(out: &mut impl Write, rows: &[Row], lang: Lang) -> Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let heads = ["code", "account", "subject", "balance", "pending"];
    table.set_header(heads.map(|head| text(&format!("ledger.{head}"), lang, &[])));
    for row in rows {
        let money = |minor| Money::new(minor, row.position.1).to_string();
        let pending = if row.pending() == 0 {
            String::new()
        } else {
            money(row.pending())
        };
        table.add_row([
            row.line.code.to_string(),
            lang.pick(row.line.zh.as_str(), row.line.en.as_str())
                .to_owned(),
            row.position.0.subject.to_string(),
            money(row.net()),
            pending,
        ]);
    }
    right(&mut table, 3);
    writeln!(out, "{table}")?;
    Ok(())
}

const COLUMNS: [&str; 11] = [
    "code",
    "account",
    "kind",
    "subject",
    "currency",
    "balance",
    "debit",
    "credit",
    "debit_pending",
    "credit_pending",
    "balance_decimal",
];

fn cells(row: &Row) -> [String; 11] {
    let (account, currency) = row.position;
    let sums = row.balance;
    [
        row.line.code.to_string(),
        row.line.slug.clone(),
        row.line.kind.slug().to_owned(),
        account.subject.to_string(),
        currency.to_string(),
        row.net().to_string(),
        sums.debit.to_string(),
        sums.credit.to_string(),
        sums.debit_pending.to_string(),
        sums.credit_pending.to_string(),
        decimal(row.net(), *currency),
    ]
}

fn print_csv(out: impl Write, rows: &[Row]) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS)?;
    for row in rows {
        writer.write_record(cells(row))?;
    }
    writer.flush()?;
    Ok(())
}

fn json(row: &Row) -> serde_json::Value {
    let value = |(name, text): (&str, String)| {
        let is_number = matches!(
            name,
            "balance" | "debit" | "credit" | "debit_pending" | "credit_pending"
        );
        let number = text.parse::<i64>().ok().filter(|_| is_number);
        (
            name.to_owned(),
            number.map_or_else(|| text.clone().into(), Into::into),
        )
    };
    serde_json::Value::Object(COLUMNS.into_iter().zip(cells(row)).map(value).collect())
}
