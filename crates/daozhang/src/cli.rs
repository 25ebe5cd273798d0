//! The command line: names, options, help. Absent: what the commands do.

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

/// Has the merchant's money arrived, in full and on time; and if not, where is it stuck, why,
/// who must act, and when will it come? (到账了吗?)
#[derive(Debug, Parser)]
#[command(
    name = "daozhang",
    version,
    max_term_width = 100,
    after_help = "Exit codes:
  0  done
  1  done, but something needs a look: input that is missing or could not be read, no swipe or
     several that fit, or a grade below its bar
  2  wrong usage
  3  the data set cannot be used
  4  the system refused (disk, permissions)

Examples:
  daozhang demo
  daozhang check my-day/
  daozhang trace my-day/ --as-of 2025-10-09T10:00 --out verdicts/
  daozhang why my-day/ 250926000123"
)]
pub struct Cli {
    /// The language of texts: zh or en; by default that of the locale.
    #[arg(
        long,
        global = true,
        value_enum,
        env = "DAOZHANG_LANG",
        hide_env_values = true
    )]
    pub lang: Option<LangArg>,

    /// How many threads work; by default as many as there are processors.
    #[arg(long, global = true, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub threads: Option<u16>,

    /// No progress on stderr.
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// 中文
    Zh,
    /// English
    En,
}

/// What stdout carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Text for people.
    #[default]
    Text,
    /// JSON for programs.
    Json,
    /// CSV for programs.
    Csv,
}

/// How tables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FilesFormat {
    /// Apache Parquet.
    #[default]
    Parquet,
    /// CSV.
    Csv,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a town of 50,000 swipes, trace it, print the summary and write the report.
    #[command(
        after_help = "Example:\n  daozhang demo --out demo/   then open demo/out/report.html"
    )]
    Demo(DemoArgs),
    /// Judge every swipe of a data set and write verdicts, funds map, incidents and report.
    #[command(after_help = "Examples:
  daozhang trace my-day/ --out verdicts/
  daozhang trace my-day/ --as-of 2025-10-09T10:00:00+08:00 --out verdicts/ --files csv
  daozhang trace my-day/ --out verdicts/ --format json | jq .funds.total")]
    Trace(TraceArgs),
    /// Tell one swipe's story: what was seen where, the verdict, and what to tell the merchant.
    #[command(
        after_help = "A handle is any of: an RRN or provider number; an order number; tid+stan (\"80010001+000123\");
card tail + amount + day (\"1234+120.00+2025-09-26\").

Examples:
  daozhang why my-day/ 250926000123
  daozhang why verdicts/ 80010001+000123 --lang zh
  daozhang why my-day/ 1234+120.00+2025-09-26 --format json"
    )]
    Why(WhyArgs),
    /// Say what was found in a data set, before any verdict: files, days covered, broken rows.
    #[command(
        after_help = "A missing merchants.csv, or a missing file of a day, is a finding like a file or row that cannot be
read: check tells it and ends with 1. It ends with 0 when nothing needs a look, and with 3 when
there is no data set to look at. trace cannot do without merchants.csv, and ends with 3.

Example:
  daozhang check my-day/ --format json"
    )]
    Check(CheckArgs),
    /// Make a seeded town with faults of every kind, and write the truth beside it.
    #[command(
        after_help = "Example:\n  daozhang simulate --swipes 1000000 --seed 7 --out town/ --files parquet
  daozhang trace town/data --as-of \"$(cat town/as-of)\" --out town/out
  daozhang grade town/truth town/out"
    )]
    Simulate(SimulateArgs),
    /// Compare verdicts with a truth, fate by fate.
    #[command(after_help = "Example:\n  daozhang grade town/truth town/out --format csv")]
    Grade(GradeArgs),
    /// Print shell completions.
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// When to judge.
#[derive(Clone, Debug, Args)]
pub struct WhenArgs {
    /// Judge as of this instant (RFC 3339; without an offset, in the data set's zone). By default now.
    #[arg(long, value_name = "TIME")]
    pub as_of: Option<String>,
    /// Also hide what became known later than this.
    #[arg(long, value_name = "TIME")]
    pub known_at: Option<String>,
}

/// See [`Command::Demo`].
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Where the town and its verdicts go.
    #[arg(long, default_value = "demo", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// How many swipes.
    #[arg(long, default_value_t = 50_000)]
    pub swipes: u64,
    /// The town's seed.
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
}

/// See [`Command::Trace`].
#[derive(Debug, Args)]
pub struct TraceArgs {
    /// The data set.
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// When to judge.
    #[command(flatten)]
    pub when: WhenArgs,
    /// Where the results go; made if it is not there.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// How tables are written.
    #[arg(long, value_enum, default_value_t)]
    pub files: FilesFormat,
    /// What stdout carries.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
    /// Do not write report.html.
    #[arg(long)]
    pub no_report: bool,
}

/// See [`Command::Why`].
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// The data set, or what a trace of it wrote.
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Which swipe.
    pub handle: String,
    /// When to judge; with a trace's output, when that was judged.
    #[command(flatten)]
    pub when: WhenArgs,
    /// What stdout carries.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// See [`Command::Check`].
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The data set.
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// When to judge what is missing.
    #[command(flatten)]
    pub when: WhenArgs,
    /// What stdout carries.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// See [`Command::Simulate`].
#[derive(Debug, Args)]
pub struct SimulateArgs {
    /// How many swipes.
    #[arg(long, default_value_t = 50_000)]
    pub swipes: u64,
    /// The seed: the same one makes the same town.
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
    /// Where `data/`, `truth/` and `as-of` go.
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// How the data set is written.
    #[arg(long, value_enum, default_value = "csv")]
    pub files: FilesFormat,
    /// Plant money that no record can explain, too.
    #[arg(long)]
    pub unexplained: bool,
}

/// See [`Command::Grade`].
#[derive(Debug, Args)]
pub struct GradeArgs {
    /// The folder with `swipes.csv` and `incidents.csv`.
    #[arg(value_hint = ValueHint::DirPath)]
    pub truth: PathBuf,
    /// What a trace wrote.
    #[arg(value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    /// What stdout carries.
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}
