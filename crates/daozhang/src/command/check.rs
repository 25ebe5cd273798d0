//! `daozhang check`: what was found in a data set, before any verdict.

use super::right;
use crate::cli::{CheckArgs, OutputFormat};
use crate::report::fill;
use crate::report::model::FileLine;
use crate::session::{Opened, Session};
use crate::trouble::{Exit, Trouble};
use crate::wording::{filled, term, text};
use anyhow::Result;
use batch::dataset::{Dataset, DatasetFault, MERCHANTS_FILE};
use batch::knowledge_files::places;
use batch::survey;
use comfy_table::{Table, presets};
use ledger::Day;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use trail::{Coverage, MissingFile, Source};
use wire::{Knowledge, Lang};

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
}

impl Findings {
    /// Whether nothing needs a look.
    fn is_clean(&self) -> bool {
        self.broken_rows == 0
            && self.missing.is_empty()
            && self.files.iter().all(|file| file.fault.is_empty())
    }
}

/// Runs the command.
pub fn run(args: &CheckArgs, session: &Session) -> Result<Exit> {
    let dataset = Dataset::open_without_merchants(&args.folder).map_err(Trouble::Unusable)?;
    let opened = session.read(dataset);
    let options = session.when(&args.when, &opened.dataset.settings().zone)?;
    let knowledge = batch::knowledge(&opened.known, opened.dataset.settings());
    let survey = survey(&opened.scanned, knowledge, options);
    let found = findings(&opened, &survey.coverage, survey.missing, session);
    let mut out = std::io::stdout().lock();
    match args.format {
        OutputFormat::Text => print_text(&mut out, &found, session.lang)?,
        OutputFormat::Json => writeln!(out, "{:#}", as_json(&found))?,
        OutputFormat::Csv => print_csv(out, &found)?,
    }
    Ok(if found.is_clean() {
        Exit::Done
    } else {
        Exit::Look
    })
}

fn findings(
    opened: &Opened,
    coverage: &Coverage,
    missing: Vec<MissingFile>,
    session: &Session,
) -> Findings {
    let mut days: BTreeMap<Day, BTreeMap<Source, u64>> = BTreeMap::new();
    for (source, day, rows) in coverage.days() {
        *days.entry(day).or_default().entry(source).or_default() += rows;
    }
    let quarantine = fill::quarantine(opened);
    let read = opened.scanned.files.iter().chain(&opened.known.files);
    let mut files: Vec<FileLine> = read
        .map(|file| fill::file_line(file, session.lang))
        .collect();
    files.extend(no_merchants(opened.dataset.folder(), session));
    Findings {
        files,
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
    }
}

/// The file without which nothing can be traced, where it is not there: a finding like any broken file.
fn no_merchants(folder: &Path, session: &Session) -> Option<FileLine> {
    if !places(folder, Knowledge::Merchants).is_empty() {
        return None;
    }
    let folder = folder.display().to_string();
    Some(FileLine {
        path: MERCHANTS_FILE.to_owned(),
        source: Knowledge::Merchants.name(),
        rows: 0,
        quarantined: 0,
        fault: DatasetFault::NoMerchants { folder }.sentence(session.lang),
    })
}

/// An account by its last four digits.
fn masked(account: &str) -> String {
    let tail = account.get(account.len().saturating_sub(4)..).unwrap_or("");
    format!("*{tail}")
}

fn print_text(out: &mut impl Write, found: &Findings, lang: Lang) -> Result<()> {
    print_files(out, found, lang)?;
    print_coverage(out, found, lang)?;
    print_troubles(out, found, lang)
}

fn print_files(out: &mut impl Write, found: &Findings, lang: Lang) -> Result<()> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let heads = [
        "check.file",
        "check.source",
        "check.rows",
        "check.quarantined",
    ];
    table.set_header(heads.map(|key| text(key, lang, &[])));
    for file in &found.files {
        table.add_row([
            file.path.clone(),
            term("source", file.source, lang),
            file.rows.to_string(),
            file.quarantined.to_string(),
        ]);
    }
    right(&mut table, 2);
    writeln!(out, "{}\n{table}\n", text("check.files", lang, &[]))?;
    Ok(())
}

/// Which days each source has rows for, and the days of the bank statements.
fn print_coverage(out: &mut impl Write, found: &Findings, lang: Lang) -> Result<()> {
    let sources = [
        Source::Terminal,
        Source::Platform,
        Source::Clearing,
        Source::Settlement,
        Source::Payout,
    ];
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let heads = sources.map(|source| term("source", source.name(), lang));
    table.set_header(std::iter::once(text("check.day", lang, &[])).chain(heads));
    for (day, rows) in &found.days {
        let cells = sources.iter().map(|source| {
            rows.get(source)
                .map_or_else(|| "-".to_owned(), u64::to_string)
        });
        table.add_row(std::iter::once(day.to_string()).chain(cells));
    }
    right(&mut table, 1);
    if !found.days.is_empty() {
        writeln!(out, "{}\n{table}\n", text("check.coverage", lang, &[]))?;
    }
    let from = found.accounts.iter().map(|(_, from, _)| from).min();
    let to = found.accounts.iter().map(|(_, _, to)| to).max();
    if let (Some(from), Some(to)) = (from, to) {
        let values = [
            ("n", found.accounts.len().to_string()),
            ("from", from.to_string()),
            ("to", to.to_string()),
        ];
        writeln!(out, "{}\n", filled("check.accounts", lang, &values))?;
    }
    Ok(())
}

/// What needs a look: files, missing files, rows; or that all is well.
fn print_troubles(out: &mut impl Write, found: &Findings, lang: Lang) -> Result<()> {
    let faults = found.files.iter().map(|file| &file.fault);
    for fault in faults.filter(|fault| !fault.is_empty()) {
        writeln!(out, "{fault}")?;
    }
    for file in &found.missing {
        let values = [
            ("source", term("source", file.source.name(), lang)),
            ("day", file.day.to_string()),
            ("rows", file.expected_rows.to_string()),
        ];
        writeln!(out, "{}", filled("check.missing", lang, &values))?;
    }
    if found.is_clean() {
        writeln!(out, "{}", text("check.clean", lang, &[]))?;
    }
    if found.broken_rows > 0 {
        let n = found.broken_rows.to_string();
        writeln!(out, "{}", text("check.broken", lang, &[("n", &n)]))?;
    }
    for line in &found.broken {
        writeln!(out, "  {line}")?;
    }
    Ok(())
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
        "quarantined": found.broken_rows, "broken": found.broken,
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
