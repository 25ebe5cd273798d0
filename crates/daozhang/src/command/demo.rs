//! `daozhang demo`: a town, its verdicts, the summary, the report. The README's first command.

use crate::cli::{DemoArgs, OutputFormat};
use crate::command::simulate::simulate;
use crate::command::trace::{Wanted, trace_and_write};
use crate::session::{self, Session};
use crate::trouble::{Exit, say};
use crate::wording::text;
use anyhow::{Context, Result};
use batch::TraceOptions;
use batch::write::Format;

/// Runs the command.
pub fn run(args: &DemoArgs, session: &Session) -> Result<Exit> {
    simulate(
        &town::Options::new(args.swipes, args.seed, &args.out),
        session,
    )?;
    let dataset = session::dataset(&args.out.join("data"))?;
    let zone = &dataset.settings().zone;
    let note = args.out.join("as-of");
    let as_of = std::fs::read_to_string(&note)
        .with_context(|| format!("cannot read {}", note.display()))?;
    let as_of = zone
        .parse(as_of.trim())
        .with_context(|| format!("{} holds no instant", note.display()))?;
    let options = TraceOptions {
        as_of,
        known_at: as_of,
        threads: session.threads,
    };
    let out = args.out.join("out");
    let wanted = Wanted {
        columns: batch::Columns::all(),
        out: &out,
        files: Format::Parquet,
        stdout: OutputFormat::Text,
        by_clock: false,
        report: true,
        last: &|_| {},
    };
    // The town misses files on purpose: what it shows is no trouble of the one who looks at it.
    trace_and_write(&dataset, options, &wanted, session)?;
    let report = out.join("report.html").display().to_string();
    let done = text("demo.done", session.lang, &[("report", &report)]);
    say(format_args!("{done}"));
    Ok(Exit::Done)
}
