//! What every command shares: language, threads, progress, exit codes, and opening a data set.

use crate::cli::{Cli, LangArg, WhenArgs};
use anyhow::{Context, Result};
use batch::dataset::{Dataset, DatasetFault};
use batch::knowledge_files::{KnowledgeFiles, read_knowledge};
use batch::scan::{Scan, ScanOptions, scan};
use batch::{Step, TraceOptions};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ledger::{Instant, Zone};
use std::fmt;
use std::path::Path;
use std::process::ExitCode;
use wire::{Lang, scrub};

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, but something needs a look.
    Look = 1,
    /// Wrong usage.
    Usage = 2,
    /// The data set cannot be used.
    Unusable = 3,
    /// The system refused.
    Refused = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

impl Exit {
    /// The code for a command that could not be done.
    pub fn of(error: &anyhow::Error) -> Exit {
        if error.downcast_ref::<Unusable>().is_some() {
            return Exit::Unusable;
        }
        if error.downcast_ref::<Misused>().is_some() {
            return Exit::Usage;
        }
        match error.downcast_ref::<batch::Error>() {
            Some(batch::Error::Unusable(_)) => Exit::Unusable,
            _ => Exit::Refused,
        }
    }
}

/// A data set that cannot be used, with every reason.
#[derive(Debug)]
pub struct Unusable(pub Vec<DatasetFault>);

impl fmt::Display for Unusable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            write!(out, "{}", fault.sentence(Lang::En))?;
        }
        Ok(())
    }
}

impl std::error::Error for Unusable {}

/// An argument that says nothing we know.
#[derive(Debug)]
pub struct Misused(pub String);

impl fmt::Display for Misused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Misused {}

/// The command's surroundings.
pub struct Session {
    /// The language of texts.
    pub lang: Lang,
    /// How many threads work.
    pub threads: usize,
    quiet: bool,
}

/// A data set that has been read.
pub struct Opened {
    /// Its settings.
    pub dataset: Dataset,
    /// Its knowledge files.
    pub known: KnowledgeFiles,
    /// Its records.
    pub scanned: Scan,
}

impl Session {
    /// Takes language and threads from the arguments, else from the machine.
    pub fn new(cli: &Cli) -> Session {
        let lang = match cli.lang {
            Some(LangArg::Zh) => Lang::Zh,
            Some(LangArg::En) => Lang::En,
            None if sys_locale::get_locale().is_some_and(|locale| locale.starts_with("zh")) => {
                Lang::Zh
            }
            None => Lang::En,
        };
        let offered = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = cli.threads.map_or(offered, usize::from);
        Session {
            lang,
            threads,
            quiet: cli.quiet,
        }
    }

    /// The lines that explain an error: what failed, and why, one layer a line. An argument that was
    /// a card number is shown masked.
    pub fn explain(&self, error: &anyhow::Error) -> Vec<String> {
        if let Some(Unusable(faults)) = error.downcast_ref::<Unusable>() {
            return faults
                .iter()
                .map(|fault| fault.sentence(self.lang))
                .collect();
        }
        if let Some(Misused(said)) = error.downcast_ref::<Misused>() {
            return vec![scrub(said).into_owned()];
        }
        error.chain().map(ToString::to_string).collect()
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
    pub fn open(&self, folder: &Path) -> Result<Opened> {
        let dataset = Dataset::open(folder).map_err(Unusable)?;
        Ok(self.read(dataset))
    }

    /// Reads an opened data set.
    pub fn read(&self, dataset: Dataset) -> Opened {
        let known = read_knowledge(&dataset);
        let bar = self.bar(1, "");
        bar.set_message(crate::wording::text("progress.reading", self.lang, &[]));
        let scanned = scan(
            &dataset,
            ScanOptions {
                threads: self.threads,
            },
            &|progress| {
                bar.set_length(progress.bytes.max(1));
                bar.set_position(progress.bytes_done);
            },
        );
        bar.finish_and_clear();
        Opened {
            dataset,
            known,
            scanned,
        }
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

    /// When to judge.
    pub fn when(&self, args: &WhenArgs, zone: &Zone) -> Result<TraceOptions> {
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
            threads: self.threads,
        })
    }
}

/// An instant of the command line; a bare date is its end, so that the whole day counts.
fn instant(text: &str, option: &str, zone: &Zone) -> Result<Instant> {
    let by_day = || ledger::Day::parse(text).map(|day| zone.end_of_day(day));
    let minutes = || zone.parse(&format!("{text}:00"));
    zone.parse(text).or_else(by_day).or_else(minutes).ok_or_else(|| {
        Misused(format!("{option} \"{text}\" is no instant; write 2025-10-09T10:00:00+08:00, 2025-10-09T10:00 or 2025-10-09"))
            .into()
    })
}

/// Makes a folder for output.
pub fn make_folder(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
}
