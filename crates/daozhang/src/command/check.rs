//! `daozhang check`: what was found in a data set, before any verdict.

mod columns;
mod layouts;
mod machine;
mod text;

use crate::cli::{CheckArgs, OutputFormat};
use crate::reach::Reach;
use crate::report::fill;
use crate::report::model::FileLine;
use crate::session::{Opened, Session, unusable};
use crate::trouble::Exit;
use anyhow::Result;
use batch::dataset::{Dataset, DatasetFault, MERCHANTS_FILE};
use batch::knowledge_files::places;
use batch::{Strangers, Survey, survey};
use ledger::Day;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use trail::{MissingFile, Source};
use wire::Knowledge;

/// Broken rows that are shown; the count is of all.
const BROKEN_SHOWN: usize = 20;

/// What a check says.
struct Findings {
    files: Vec<FileLine>,
    /// What files were recognised to be, and why.
    layouts: Vec<String>,
    days: BTreeMap<Day, BTreeMap<Source, u64>>,
    accounts: Vec<(String, Day, Day)>,
    missing: Vec<MissingFile>,
    reach: Reach,
    strangers: Strangers,
    /// That the records are old, where they are.
    old: Option<String>,
    broken: Vec<String>,
    broken_rows: u64,
}

impl Findings {
    /// Whether nothing needs a look.
    fn is_clean(&self) -> bool {
        self.broken_rows == 0
            && self.missing.is_empty()
            && !self.reach.shows_no_arrival()
            && self.strangers.merchants.is_empty()
            && self.files.iter().all(|file| file.fault.is_empty())
    }
}

/// Runs the command.
pub fn run(args: &CheckArgs, session: &Session) -> Result<Exit> {
    let Some(folder) = args.folder.as_ref().filter(|_| !args.columns) else {
        columns::print(args.format, session.lang)?;
        return Ok(Exit::Done);
    };
    let opened = Dataset::open_without_merchants(folder);
    let dataset = opened.map_err(|faults| unusable(folder, faults))?;
    let everything = session.read(dataset);
    let opened = everything.opened();
    let options = session.when(&args.when, &opened.dataset.settings().zone)?;
    let knowledge = batch::knowledge(opened.known, opened.dataset.settings());
    let survey = survey(opened.scanned, knowledge, options);
    let mut found = findings(opened, survey, session);
    found.old = found
        .reach
        .old(options.as_of, &opened.dataset.settings().zone, session.lang);
    if args.when.as_of.is_none() {
        session.warn(args.format, found.old.clone());
    }
    let mut out = std::io::stdout().lock();
    match args.format {
        OutputFormat::Text => text::print(&mut out, &found, session.lang)?,
        OutputFormat::Json => writeln!(out, "{:#}", machine::json(&found))?,
        OutputFormat::Csv => machine::print_csv(out, &found)?,
    }
    Ok(if found.is_clean() {
        Exit::Done
    } else {
        Exit::Look
    })
}

fn findings(opened: Opened<'_>, survey: Survey, session: &Session) -> Findings {
    let coverage = &survey.coverage;
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
    // What needs a look first; else in the order in which they were read.
    files.sort_by_key(|file| file.fault.is_empty() && file.quarantined == 0);
    Findings {
        files,
        layouts: layouts::sentences(&opened.scanned.files, session.lang),
        days,
        accounts: coverage
            .accounts()
            .map(|(account, days)| (masked(account), days.from, days.to))
            .collect(),
        reach: Reach::of(coverage),
        missing: survey.missing,
        strangers: survey.strangers,
        old: None,
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
        sources: vec![Knowledge::Merchants.name()],
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
