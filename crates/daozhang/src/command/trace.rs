//! `daozhang trace`: a verdict for every swipe, and everything the record contract lists.

use crate::cli::{FilesFormat, OutputFormat, TraceArgs};
use crate::origin::Origin;
use crate::report::{self, fill, machine};
use crate::session::{self, Opened, Session, make_folder, refuse_inside};
use crate::trouble::{Exit, Trouble};
use anyhow::Result;
use batch::dataset::Dataset;
use batch::verdict_table::{Columns, Names};
use batch::write::{self, Format};
use batch::{TraceOptions, Traced};
use std::io::{IsTerminal, Write};
use std::path::Path;

/// Runs the command.
pub fn run(args: &TraceArgs, session: &Session) -> Result<Exit> {
    refuse_inside(&args.out, &args.folder)?;
    let dataset = session::dataset(&args.folder)?;
    let options = session.when(&args.when, &dataset.settings().zone)?;
    let columns = columns(args.columns.as_deref())?;
    let format = match args.files {
        FilesFormat::Parquet => Format::Parquet,
        FilesFormat::Csv => Format::Csv,
    };
    let wanted = Wanted {
        columns,
        out: &args.out,
        files: format,
        stdout: args.format,
        by_clock: args.when.as_of.is_none(),
        report: !args.no_report,
        last: &leave,
    };
    trace_and_write(&dataset, options, &wanted, session)
}

/// The columns of the verdicts that are asked for.
pub fn columns(list: Option<&str>) -> Result<Columns, Trouble> {
    let Some(list) = list else {
        return Ok(Columns::all());
    };
    Columns::named(list).map_err(|unknown| {
        let known: Vec<&str> = Columns::all().header().collect();
        let values = vec![("columns", known.join(","))];
        Trouble::usage("--columns", unknown, "fault.usage_column").with(values)
    })
}

/// Ends the process. Its memory goes back to the system all at once, which is faster than freeing
/// a few million small pieces first; everything is written and flushed by now.
fn leave(exit: Exit) {
    std::process::exit(exit as i32)
}

/// What a trace should leave behind.
pub struct Wanted<'w> {
    /// Of the verdicts.
    pub columns: Columns,
    /// Where.
    pub out: &'w Path,
    /// Tables as.
    pub files: Format,
    /// What stdout carries.
    pub stdout: OutputFormat,
    /// Whether the clock said when to judge.
    pub by_clock: bool,
    /// Whether `report.html` is written.
    pub report: bool,
    /// What is done when all is written, while the results are still open.
    pub last: &'w dyn Fn(Exit),
}

/// Traces a data set, writes the results, prints the summary.
pub fn trace_and_write(
    dataset: &Dataset,
    options: TraceOptions,
    wanted: &Wanted<'_>,
    session: &Session,
) -> Result<Exit> {
    make_folder(wanted.out)?;
    session.trace(dataset, options, |opened, traced| {
        write_all(opened, traced, options, wanted, session)?;
        let shown = fill::report(opened, traced, options, session.lang);
        if wanted.report {
            let html = report::html::html(&shown, session.lang);
            write::text(&wanted.out.join("report.html"), &html)?;
        }
        if wanted.by_clock {
            let old = shown.reach.old(options.as_of, &shown.zone, session.lang);
            session.warn(wanted.stdout, old);
        }
        print(traced, opened, &shown, wanted, session)?;
        let look = !shown.missing.is_empty()
            || shown.reach.shows_no_arrival()
            || !shown.strange_merchants.is_empty()
            || !opened.scanned.quarantine.entries().is_empty()
            || !opened.known.quarantine.entries().is_empty()
            || shown.files.iter().any(|file| !file.fault.is_empty());
        let exit = if look { Exit::Look } else { Exit::Done };
        (wanted.last)(exit);
        Ok(exit)
    })
}

fn write_all(
    opened: Opened<'_>,
    traced: &Traced<'_>,
    options: TraceOptions,
    wanted: &Wanted<'_>,
    session: &Session,
) -> Result<()> {
    let files: Vec<String> = opened
        .scanned
        .files
        .iter()
        .map(|file| file.path.clone())
        .collect();
    let citations = opened.scanned.citations();
    let incidents: Vec<String> = fill::incident_ids(traced);
    let names = Names {
        citations: &citations,
        incidents: &incidents,
        zone: &traced.knowledge.zone,
    };
    let path = |stem: &str| {
        wanted
            .out
            .join(format!("{stem}.{}", wanted.files.extension()))
    };
    write::verdicts(
        &path("verdicts"),
        traced,
        (&wanted.columns, &names),
        wanted.files,
        session.threads,
    )?;
    write::orphans(&path("orphans"), &traced.orphans, &files, wanted.files)?;
    write::whole(&wanted.out.join("quarantine.csv"), |out| {
        let written = fill::quarantine(opened).write(out, session.lang);
        written.map_err(|error| batch::Error::Csv(error.into()))
    })?;
    let header = [
        "incident",
        "cause",
        "dimension",
        "value",
        "began",
        "swipes",
        "amount",
        "notice",
    ];
    write::table(
        &wanted.out.join("incidents.csv"),
        &header,
        machine::incident_rows(traced).into_iter(),
    )?;
    write::text(
        &wanted.out.join("funds.json"),
        &machine::funds_json(&traced.funds),
    )?;
    let zone = &traced.knowledge.zone;
    let folder = opened.dataset.folder();
    Origin::write(wanted.out, folder, options, zone)
}

fn print(
    traced: &Traced<'_>,
    opened: Opened<'_>,
    shown: &report::model::Report,
    wanted: &Wanted<'_>,
    session: &Session,
) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match wanted.stdout {
        OutputFormat::Text => {
            let colour = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
            out.write_all(
                report::summary::summary(shown, session.lang, colour, report::summary::width())
                    .as_bytes(),
            )?;
        }
        OutputFormat::Json => writeln!(out, "{:#}", machine::json(shown, traced))?,
        OutputFormat::Csv => {
            let citations = opened.scanned.citations();
            let incidents = fill::incident_ids(traced);
            let names = Names {
                citations: &citations,
                incidents: &incidents,
                zone: &traced.knowledge.zone,
            };
            let mut writer = csv::Writer::from_writer(out);
            let columns = &wanted.columns;
            let evidence = columns.has("evidence");
            writer.write_record(columns.header())?;
            for block in write::in_parts(0..traced.swipes(), write::BLOCK_ROWS) {
                for row in traced.verdicts(block, evidence) {
                    let mut record = csv::StringRecord::new();
                    columns.line(&row, &names, |field| record.push_field(field));
                    writer.write_record(&record)?;
                }
            }
            writer.flush()?;
        }
    }
    Ok(())
}
