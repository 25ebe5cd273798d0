//! What the commands tell, for programs that link them: the Python package.
//!
//! In: what a command is asked, as plain values. Out: tables, JSON, texts, complaints taken apart; all of it owned.
//! Absent: printing, files, the Python language.

mod complaint;
mod handed;

pub use complaint::{Complaint, complain};
pub use handed::{HandedOver, Known, judge};

use crate::cli::{LangArg, OutputFormat, WhenArgs, WhyArgs};
use crate::command;
use crate::report::{self, fill, machine};
use crate::session::{self, Opened, Session};
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use batch::dataset::Dataset;
use batch::knowledge_files::read_knowledge;
use batch::verdict_table::{Columns, Names};
use batch::{Followed, Step, TraceOptions, Traced, tables};
use serde_json::Value;
use std::ops::ControlFlow;
use std::path::Path;
use wire::Lang;

/// What a trace, a judgement or a story is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The instant of judgement, as the command takes it; `None` is now.
    pub as_of: Option<String>,
    /// The instant of knowledge; `None` is that of judgement.
    pub known_at: Option<String>,
    /// Columns of the verdicts, separated by commas; `None` is all.
    pub columns: Option<String>,
    /// The language of texts.
    pub lang: Lang,
    /// How many threads work.
    pub threads: usize,
    /// Whether the page for people is made, too.
    pub report: bool,
}

/// How far the work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// What is done: `reading`, `folding`, `matching`, `judging`, `searching`, `writing`.
    pub name: &'static str,
    /// How much of it is done: bytes read, verdicts made, 0 where nobody counts.
    pub done: u64,
    /// How much there is.
    pub total: u64,
}

/// Is told every stage; may break the work off.
pub type Watch<'w> = &'w (dyn Fn(Stage) -> ControlFlow<()> + Sync);

/// Why there are no results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Something is wrong with what was asked or given.
    Complaints(Vec<Complaint>),
    /// Whoever watched broke it off.
    BrokenOff,
}

impl Ended {
    fn by(error: &anyhow::Error, lang: Lang) -> Ended {
        Ended::Complaints(complain(error, lang))
    }
}

/// Everything that a trace gives.
pub struct Results {
    /// The verdicts' columns.
    pub schema: SchemaRef,
    /// The verdicts.
    pub verdicts: Vec<RecordBatch>,
    /// As `orphans.parquet`.
    pub orphans: RecordBatch,
    /// As `quarantine.csv`.
    pub quarantine: RecordBatch,
    /// As `incidents.csv`.
    pub incidents: RecordBatch,
    /// As `funds.json`.
    pub funds: Value,
    /// As the command's JSON; of what was handed over, where its rows ended.
    pub summary: Value,
    /// As `report.html`, where it was asked for.
    pub report: Option<String>,
}

/// The language that was named, `zh` or `en`, else that of the machine; `None` for any other.
pub fn language(named: Option<&str>) -> Option<Lang> {
    match named {
        Some("zh") => Some(session::language(Some(LangArg::Zh))),
        Some("en") => Some(session::language(Some(LangArg::En))),
        Some(_) => None,
        None => Some(session::language(None)),
    }
}

/// Traces a data set. `then` has the results while the data set is still in memory, so that nobody waits for that to be given back.
pub fn trace(
    folder: &Path,
    asked: &Asked,
    watch: Watch<'_>,
    then: impl FnOnce(Result<Results, Ended>),
) {
    let (dataset, options, columns) = match prepare(folder, asked) {
        Ok(prepared) => prepared,
        Err(ended) => return then(Err(ended)),
    };
    let known = read_knowledge(&dataset);
    let knowledge = batch::knowledge(&known, dataset.settings());
    let followed = Followed {
        reading: &|done| {
            watch(Stage {
                name: "reading",
                done: done.bytes_done,
                total: done.bytes,
            })
        },
        step: &told_steps(watch),
    };
    let mut then = Some(then);
    let mut end = |results| then.take().map_or((), |then| then(results));
    let traced = batch::trace_files(&dataset, knowledge, options, followed, |scanned, traced| {
        let opened = Opened {
            dataset: &dataset,
            known: &known,
            scanned,
        };
        end(gather(traced, opened, options, (&columns, asked), watch));
    });
    if traced.is_none() {
        end(Err(Ended::BrokenOff));
    }
}

fn prepare(folder: &Path, asked: &Asked) -> Result<(Dataset, TraceOptions, Columns), Ended> {
    let by = |error: crate::trouble::Trouble| Ended::by(&error.into(), asked.lang);
    let dataset = session::dataset(folder).map_err(by)?;
    let options = session::when(&when(asked), &dataset.settings().zone, asked.threads);
    let columns = command::trace::columns(asked.columns.as_deref()).map_err(by)?;
    Ok((dataset, options.map_err(by)?, columns))
}

fn gather(
    traced: &Traced<'_>,
    opened: Opened<'_>,
    options: TraceOptions,
    (columns, asked): (&Columns, &Asked),
    watch: Watch<'_>,
) -> Result<Results, Ended> {
    let citations = opened.scanned.citations();
    let names = Names {
        citations: &citations,
        incidents: &fill::incident_ids(traced),
        zone: &traced.knowledge.zone,
    };
    let verdicts = verdicts(traced, (columns, &names), asked.threads, watch)?;
    let files: Vec<String> = opened
        .scanned
        .files
        .iter()
        .map(|file| file.path.clone())
        .collect();
    let shown = fill::report(opened, traced, options, asked.lang);
    Ok(Results {
        schema: columns.schema(),
        verdicts,
        orphans: tables::orphans(&traced.orphans, &files),
        quarantine: tables::quarantine(&fill::quarantine(opened), asked.lang),
        incidents: tables::incidents(traced),
        funds: machine::funds_map(&traced.funds),
        summary: machine::json(&shown, traced),
        report: asked.report.then(|| report::html::html(&shown, asked.lang)),
    })
}

fn verdicts(
    traced: &Traced<'_>,
    wanted: (&Columns, &Names<'_>),
    threads: usize,
    watch: Watch<'_>,
) -> Result<Vec<RecordBatch>, Ended> {
    let mut verdicts = Vec::new();
    let (mut done, total) = (0, traced.swipes() as u64);
    tables::verdicts(traced, wanted, threads, |batch| {
        done += batch.num_rows() as u64;
        verdicts.push(batch);
        let stage = Stage {
            name: "writing",
            done,
            total,
        };
        match watch(stage) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(Ended::BrokenOff),
        }
    })?;
    Ok(verdicts)
}

/// Tells the steps of a trace. They cannot be broken off; what comes after them can.
fn told_steps(watch: Watch<'_>) -> impl Fn(Step) + Sync {
    move |step| {
        let name = match step {
            Step::Folding => "folding",
            Step::Matching => "matching",
            Step::Judging => "judging",
            Step::Searching => "searching",
        };
        let (done, total) = (0, 0);
        let _ = watch(Stage { name, done, total });
    }
}

fn when(asked: &Asked) -> WhenArgs {
    WhenArgs {
        as_of: asked.as_of.clone(),
        known_at: asked.known_at.clone(),
    }
}

/// One swipe's story as `why` tells it, and every swipe that the handle means, as its JSON.
///
/// # Errors
/// What is wrong with the folder, the handle or the instants.
pub fn why(folder: &Path, handle: &str, asked: &Asked) -> Result<(String, Vec<Value>), Ended> {
    let args = WhyArgs {
        folder: folder.to_owned(),
        handle: vec![handle.to_owned()],
        when: when(asked),
        format: OutputFormat::Text,
    };
    let session = Session::silent(asked.lang, asked.threads);
    command::why::told(&args, &session).map_err(|error| Ended::by(&error, asked.lang))
}
