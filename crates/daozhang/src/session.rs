//! What every command shares: language, threads, progress, and opening a data set.

use crate::cli::{Cli, LangArg, OutputFormat, WhenArgs};
use crate::trouble::{self, Trouble};
use anyhow::Result;
use batch::dataset::{Dataset, DatasetFault};
use batch::knowledge_files::{KnowledgeFiles, read_knowledge};
use batch::scan::{Progress, Scan, ScanOptions, scan};
use batch::{Followed, Step, TraceOptions, Traced};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ledger::{Instant, Zone};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use wire::{Lang, Source};

/// The command's surroundings.
pub struct Session {
    /// The language of texts.
    pub lang: Lang,
    /// How many threads work.
    pub threads: usize,
    quiet: bool,
}

/// A data set that has been read, all rows of it.
pub struct Everything {
    /// Its settings.
    pub dataset: Dataset,
    /// Its knowledge files.
    pub known: KnowledgeFiles,
    /// Its records.
    pub scanned: Scan,
}

impl Everything {
    /// To look at.
    pub fn opened(&self) -> Opened<'_> {
        Opened {
            dataset: &self.dataset,
            known: &self.known,
            scanned: &self.scanned,
        }
    }
}

/// A data set that has been read, and of whose records at least those are there that are no plain swipes'.
#[derive(Clone, Copy)]
pub struct Opened<'o> {
    /// Its settings.
    pub dataset: &'o Dataset,
    /// Its knowledge files.
    pub known: &'o KnowledgeFiles,
    /// Its records.
    pub scanned: &'o Scan,
}

impl Session {
    /// Takes language and threads from the arguments, else from the machine.
    pub fn new(cli: &Cli) -> Session {
        let offered = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = cli.threads.map_or(offered, usize::from);
        Session {
            lang: language(cli.lang),
            threads,
            quiet: cli.quiet,
        }
    }

    /// Of whoever calls as a library: nothing is shown.
    pub fn silent(lang: Lang, threads: usize) -> Session {
        Session {
            lang,
            threads,
            quiet: true,
        }
    }

    /// A bar on stderr; invisible when nobody watches.
    pub fn bar(&self, total: u64, unit: &'static str) -> ProgressBar {
        let target = if self.quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(Some(total), target);
        let template = format!("{{msg}} [{{bar:30}}] {{percent}} % {unit} {{elapsed}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar
    }

    /// Opens and reads a data set; all that is wrong with it as a whole in one error.
    pub fn open(&self, folder: &Path) -> Result<Everything> {
        Ok(self.read(dataset(folder)?))
    }

    /// Reads an opened data set.
    pub fn read(&self, dataset: Dataset) -> Everything {
        let bar = self.reading();
        let options = ScanOptions {
            threads: self.threads,
        };
        let scanned = scan(&dataset, options, &|progress| show(&bar, progress));
        bar.finish_and_clear();
        Everything {
            known: read_knowledge(&dataset),
            scanned,
            dataset,
        }
    }

    /// Reads and judges an opened data set; hands the result to `then` while everything is still open.
    pub fn trace<R>(
        &self,
        dataset: &Dataset,
        options: TraceOptions,
        then: impl FnOnce(Opened<'_>, &Traced<'_>) -> R,
    ) -> R {
        let known = read_knowledge(dataset);
        let knowledge = batch::knowledge(&known, dataset.settings());
        let (bar, steps) = (self.reading(), self.steps());
        let followed = Followed {
            reading: &|progress| {
                show(&bar, progress);
                ControlFlow::Continue(())
            },
            step: &steps,
        };
        let traced =
            batch::trace_files(dataset, knowledge, options, followed, |scanned, traced| {
                bar.finish_and_clear();
                let opened = Opened {
                    dataset,
                    known: &known,
                    scanned,
                };
                then(opened, traced)
            });
        traced.expect("nobody broke it off")
    }

    fn reading(&self) -> ProgressBar {
        let bar = self.bar(1, "");
        bar.set_message(crate::wording::text("progress.reading", self.lang, &[]));
        bar
    }

    /// A bar that follows the steps of a trace.
    pub fn steps(&self) -> impl Fn(Step) + Sync {
        let bar = self.bar(4, "");
        let lang = self.lang;
        move |step| {
            let (position, key) = match step {
                Step::Folding => (0, "progress.folding"),
                Step::Matching => (1, "progress.matching"),
                Step::Judging => (2, "progress.judging"),
                Step::Searching => (3, "progress.searching"),
            };
            bar.set_position(position);
            bar.set_message(crate::wording::text(key, lang, &[]));
        }
    }

    /// Says on stderr what a reader of stdout alone would miss, if there is anything: text for people has it itself.
    pub fn warn(&self, format: OutputFormat, sentence: Option<String>) {
        if let Some(sentence) = sentence.filter(|_| format != OutputFormat::Text) {
            trouble::say(format_args!("daozhang: {sentence}"));
        }
    }

    /// When to judge.
    pub fn when(&self, args: &WhenArgs, zone: &Zone) -> Result<TraceOptions> {
        Ok(when(args, zone, self.threads)?)
    }
}

/// Opens a data set; all that is wrong with it as a whole in one error.
pub fn dataset(folder: &Path) -> Result<Dataset, Trouble> {
    Dataset::open(folder).map_err(|faults| unusable(folder, faults))
}

fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.bytes.max(1));
    bar.set_position(progress.bytes_done);
}

/// When to judge, as it was asked for.
pub fn when(args: &WhenArgs, zone: &Zone, threads: usize) -> Result<TraceOptions, Trouble> {
    let as_of = match &args.as_of {
        Some(text) => instant(text, "--as-of", zone)?,
        None => Instant::from_ms(jiff::Timestamp::now().as_millisecond()),
    };
    let known_at = match &args.known_at {
        Some(text) => instant(text, "--known-at", zone)?,
        None => as_of,
    };
    Ok(TraceOptions {
        as_of,
        known_at,
        threads,
    })
}

/// The language that was asked for, else that of the machine.
pub fn language(asked: Option<LangArg>) -> Lang {
    match asked {
        Some(LangArg::Zh) => Lang::Zh,
        Some(LangArg::En) => Lang::En,
        None if sys_locale::get_locale().is_some_and(|locale| locale.starts_with("zh")) => Lang::Zh,
        None => Lang::En,
    }
}

/// An instant of the command line; a bare date is its end, so that the whole day counts.
pub fn instant(text: &str, option: &'static str, zone: &Zone) -> Result<Instant, Trouble> {
    let by_day = || ledger::Day::parse(text).map(|day| zone.end_of_day(day));
    let minutes = || zone.parse(&format!("{text}:00"));
    let read = zone.parse(text).or_else(by_day).or_else(minutes);
    read.ok_or_else(|| Trouble::usage(option, text, "fault.usage_instant"))
}

/// Why a folder is no data set; where one stands right below it, as in what `simulate` and `demo` write, its path.
pub fn unusable(folder: &Path, faults: Vec<DatasetFault>) -> Trouble {
    let below = folder.join("data");
    let is_empty = |fault: &DatasetFault| matches!(fault, DatasetFault::Empty { .. });
    if faults.iter().any(is_empty) && Dataset::open_without_merchants(&below).is_ok() {
        let below = below.display().to_string();
        return Trouble::unusable(folder, "fault.data_below", &[("folder", &below)]);
    }
    Trouble::Unusable(faults)
}

/// Refuses a folder for output where results would be taken for records: the data set itself, or a source of it.
pub fn refuse_inside(out: &Path, folder: &Path) -> Result<(), Trouble> {
    let (Some(out_is), Ok(folder)) = (whereabouts(out), folder.canonicalize()) else {
        return Ok(()); // Opening or making them will tell.
    };
    let in_source = |source: &Source| {
        let place = folder.join(source.name());
        out_is.starts_with(place.canonicalize().unwrap_or(place))
    };
    if out_is != folder && !Source::ALL.iter().any(in_source) {
        return Ok(());
    }
    let out = out.display().to_string();
    Err(Trouble::usage("--out", &out, "fault.usage_out_in_data"))
}

/// Where a folder is, or will be, without links and dots; `None` when nobody can tell.
fn whereabouts(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let there = path.ancestors().find(|part| part.exists())?;
    let rest = path.strip_prefix(there).ok()?;
    Some(there.canonicalize().ok()?.join(rest))
}

/// Makes a folder for output.
pub fn make_folder(folder: &Path) -> Result<(), Trouble> {
    std::fs::create_dir_all(folder).map_err(|error| Trouble::refused(folder, &error))
}
