//! `daozhang check`: what was found in a data set, before any verdict.

use crate::cli::{CheckArgs, OutputFormat};
use crate::report::fill;
use crate::report::model::FileLine;
use crate::session::{Exit, Opened, Session, Unusable};
use crate::wording::{term, text};
use anyhow::Result;
use batch::dataset::{Dataset, DatasetFault};
use batch::survey;
use comfy_table::{CellAlignment, Table, presets};
use ledger::Day;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use trail::{Coverage, MissingFile, Source};

/// Broken rows that are shown; the count is of all.
const BROKEN_SHOWN: usize = 20;

/// What a check says.
struct Findings {
    files: Vec<FileLine>,
    days: BTreeMap<Day, BTreeMap<Source, u64>>,
    accounts: Vec<(String, Day, Day)>,
    missing: Vec<MissingFile>,
    broken: Vec<String>,
    broken_rows: u64,
    no_merchants: Option<String>,
}

/// Runs the command.
pub fn run(args: &CheckArgs, session: &Session) -> Result<Exit> {
    let dataset = Dataset::open_without_merchants(&args.folder).map_err(Unusable)?;
    let no_merchants = match Dataset::open(&args.folder) {
        Ok(_) => None,
        Err(faults) => faults
            .iter()
            .find(|fault| matches!(fault, DatasetFault::NoMerchants { .. }))
            .map(|fault| fault.sentence(session.lang)),
    };
    let opened = session.read(dataset);
    let options = session.when(&args.when, &opened.dataset.settings().zone)?;
    let knowledge = batch::knowledge(&opened.known, opened.dataset.settings());
    let survey = survey(&opened.scanned, knowledge, options);
    let found = findings(
        &opened,
        &survey.coverage,
        survey.missing,
        no_merchants,
        session,
    );
    let mut out = std::io::stdout().lock();
    match args.format {
        OutputFormat::Text => print_text(&mut out, &found, session)?,
        OutputFormat::Json => writeln!(out, "{:#}", as_json(&found))?,
        OutputFormat::Csv => print_csv(out, &found)?,
    }
    let clean = found.broken_rows == 0
        && found.missing.is_empty()
        && found.no_merchants.is_none()
        && found.files.iter().all(|file| file.fault.is_empty());
    Ok(if clean { Exit::Done } else { Exit::Look })
}

fn findings(
    opened: &Opened,
    coverage: &Coverage,
    missing: Vec<MissingFile>,
    no_merchants: Option<String>,
    session: &Session,
) -> Findings {
    let mut days: BTreeMap<Day, BTreeMap<Source, u64>> = BTreeMap::new();
    for (source, day, rows) in coverage.days() {
        *days.entry(day).or_default().entry(source).or_default() += rows;
    }
    let quarantine = fill::quarantine(opened);
    Findings {
        files: opened
            .scanned
            .files
            .iter()
            .chain(&opened.known.files)
            .map(|file| fill::file_line(file, session.lang))
            .collect(),
        days,
        accounts: coverage
            .accounts()
            .map(|(account, days)| (masked(account), days.from, days.to))
            .collect(),
        missing,
        broken: quarantine
            .entries()
            .iter()
            .take(BROKEN_SHOWN)
            .map(|entry| entry.sentence(session.lang))
            .collect(),
        broken_rows: quarantine.rows(),
        no_merchants,
    }
}

/// An account by its last four digits.
fn masked(account: &str) -> String {
    let tail = account.get(account.len().saturating_sub(4)..).unwrap_or("");
    format!("*{tail}")
}

fn print_text(out: &mut impl Write, found: &Findings, session: &Session) -> Result<()> {
    let lang = session.lang;
    let say = |key: &str| text(key, lang, &[]);
    writeln!(out, "{}", say("check.files"))?;
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header([
        say("check.file"),
        say("check.source"),
        say("check.rows"),
        say("check.quarantined"),
    ]);
    for file in &found.files {
        table.add_row([
            file.path.clone(),
            term("source", file.source, lang),
            file.rows.to_string(),
            file.quarantined.to_string(),
        ]);
    }
    right(&mut table, 2);
    writeln!(out, "{table}\n")?;
    writeln!(out, "{}", say("check.coverage"))?;
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let sources = [
        Source::Terminal,
        Source::Platform,
        Source::Clearing,
        Source::Settlement,
        Source::Payout,
    ];
    table.set_header(
        std::iter::once(say("check.day")).chain(
            sources
                .iter()
                .map(|source| term("source", source.name(), lang)),
        ),
    );
    for (day, rows) in &found.days {
        let cells = sources.iter().map(|source| {
            rows.get(source)
                .map_or_else(|| "-".to_owned(), u64::to_string)
        });
        table.add_row(std::iter::once(day.to_string()).chain(cells));
    }
    right(&mut table, 1);
    writeln!(out, "{table}\n")?;
    if !found.accounts.is_empty() {
        let n = found.accounts.len().to_string();
        let from = found
            .accounts
            .iter()
            .map(|(_, from, _)| from)
            .min()
            .map_or_else(String::new, Day::to_string);
        let to = found
            .accounts
            .iter()
            .map(|(_, _, to)| to)
            .max()
            .map_or_else(String::new, Day::to_string);
        writeln!(
            out,
            "{}\n",
            text(
                "check.accounts",
                lang,
                &[("n", &n), ("from", &from), ("to", &to)]
            )
        )?;
    }
    if let Some(line) = &found.no_merchants {
        writeln!(out, "{line}")?;
    }
    for file in found.files.iter().filter(|file| !file.fault.is_empty()) {
        writeln!(out, "{}", file.fault)?;
    }
    for file in &found.missing {
        let (source, day, rows) = (
            term("source", file.source.name(), lang),
            file.day.to_string(),
            file.expected_rows.to_string(),
        );
        writeln!(
            out,
            "{}",
            text(
                "check.missing",
                lang,
                &[("source", &source), ("day", &day), ("rows", &rows)]
            )
        )?;
    }
    if found.broken_rows == 0 {
        writeln!(out, "{}", say("check.no_broken"))?;
        return Ok(());
    }
    let n = found.broken_rows.to_string();
    writeln!(out, "{}", text("check.broken", lang, &[("n", &n)]))?;
    for line in &found.broken {
        writeln!(out, "  {line}")?;
    }
    Ok(())
}

fn right(table: &mut Table, from: usize) {
    for column in table.column_iter_mut().skip(from) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

fn as_json(found: &Findings) -> serde_json::Value {
    let files: Vec<_> = found
        .files
        .iter()
        .map(|file| json!({ "file": file.path, "source": file.source, "rows": file.rows, "quarantined": file.quarantined, "fault": file.fault }))
        .collect();
    let coverage: Vec<_> = found
        .days
        .iter()
        .flat_map(|(day, rows)| rows.iter().map(move |(source, rows)| json!({ "day": day.to_string(), "source": source.name(), "rows": rows })))
        .collect();
    let accounts: Vec<_> = found
        .accounts
        .iter()
        .map(|(account, from, to)| json!({ "account": account, "from": from.to_string(), "to": to.to_string() }))
        .collect();
    let missing: Vec<_> = found
        .missing
        .iter()
        .map(|file| json!({ "source": file.source.name(), "day": file.day.to_string(), "expected_rows": file.expected_rows }))
        .collect();
    json!({
        "files": files, "coverage": coverage, "accounts": accounts, "missing_files": missing,
        "quarantined": found.broken_rows, "broken": found.broken, "no_merchants": found.no_merchants,
    })
}

/// One line a file.
fn print_csv(out: impl Write, found: &Findings) -> Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["file", "source", "rows", "quarantined", "fault"])?;
    for file in &found.files {
        writer.write_record([
            &file.path,
            file.source,
            &file.rows.to_string(),
            &file.quarantined.to_string(),
            &file.fault,
        ])?;
    }
    writer.flush()?;
    Ok(())
}
