//! The columns of every source and knowledge file, as the record contract has them.
//!
//! In: the tables of `specs/records`. Out: a list for people or for programs. Absent: any data set.

use crate::cli::OutputFormat;
use crate::wording::{term, text};
use anyhow::Result;
use comfy_table::{Table as Grid, presets};
use serde_json::{Value, json};
use std::io::Write;
use wire::{ColumnSpec, ColumnType, Lang, Table, layout};

/// More words of a code than these are not all shown to people.
const VALUES_SHOWN: usize = 12;

/// Prints them.
pub fn print(format: OutputFormat, lang: Lang) -> Result<()> {
    let tables: Vec<Table> = Table::all().collect();
    let mut out = std::io::stdout().lock();
    match format {
        OutputFormat::Text => print_text(&mut out, &tables, lang),
        OutputFormat::Json => {
            let all: Vec<Value> = tables.iter().map(|table| as_json(*table)).collect();
            Ok(writeln!(out, "{:#}", Value::Array(all))?)
        }
        OutputFormat::Csv => print_csv(out, &tables),
    }
}

/// The sub-folder or the file, and the slug of what it is.
fn place(table: Table) -> (String, &'static str) {
    match table {
        Table::Source(source) => (format!("{}/", source.name()), source.name()),
        Table::Knowledge(known) => (format!("{}.csv", known.name()), known.name()),
    }
}

fn print_text(out: &mut impl Write, tables: &[Table], lang: Lang) -> Result<()> {
    for table in tables {
        let (place, slug) = place(*table);
        let mut grid = Grid::new();
        grid.load_style(presets::NOTHING);
        let heads = ["columns.column", "columns.required", "columns.holds"];
        grid.set_header(heads.map(|key| text(key, lang, &[])));
        for column in &layout(*table).columns {
            let required = if column.required {
                "columns.yes"
            } else {
                "columns.no"
            };
            let required = text(required, lang, &[]);
            grid.add_row([column.name.clone(), required, holds(column, lang)]);
        }
        writeln!(out, "{place}  {}\n{grid}\n", term("source", slug, lang))?;
    }
    Ok(())
}

/// What a column may hold, in words.
fn holds(column: &ColumnSpec, lang: Lang) -> String {
    let mut said = term("column_type", kind(column), lang);
    let words = &column.values;
    let comma = lang.pick("、", ", ");
    if words.len() > VALUES_SHOWN {
        said = format!(
            "{}{comma}…{comma}{}",
            words[..3].join(comma),
            words[words.len() - 1]
        );
    } else if !words.is_empty() {
        said = words.join(comma);
    }
    said
}

/// The type's name, as `specs/records` writes it; a time that may be a date has its own.
fn kind(column: &ColumnSpec) -> &'static str {
    match column.kind {
        ColumnType::Text => "text",
        ColumnType::Symbol => "symbol",
        ColumnType::Amount => "amount",
        ColumnType::SignedAmount => "signed_amount",
        ColumnType::Decimal => "decimal",
        ColumnType::Integer => "integer",
        ColumnType::Time if column.date_allowed => "time_or_date",
        ColumnType::Time => "time",
        ColumnType::Date => "date",
        ColumnType::Code => "code",
        ColumnType::Card => "card",
        ColumnType::Scrubbed => "scrubbed",
    }
}

fn as_json(table: Table) -> Value {
    let (place, name) = place(table);
    let column = |column: &ColumnSpec| {
        json!({
            "name": column.name, "type": kind(column), "required": column.required,
            "may_be_empty": column.may_be_empty, "length_max": column.length_max, "values": column.values,
        })
    };
    let columns: Vec<Value> = layout(table).columns.iter().map(column).collect();
    json!({ "name": name, "place": place, "columns": columns })
}

fn print_csv(out: impl Write, tables: &[Table]) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["place", "column", "type", "required", "values"])?;
    for table in tables {
        let (place, _) = place(*table);
        for column in &layout(*table).columns {
            let required = if column.required { "yes" } else { "no" };
            let values = column.values.join("|");
            writer.write_record([&place, &column.name, kind(column), required, &values])?;
        }
    }
    writer.flush()?;
    Ok(())
}
