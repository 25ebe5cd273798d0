//! The command line: commands, options, what they take. Absent: what the commands do, and any text: what each
//! is for stands in `specs/wording/help.csv`, by its name (see [`localise`]).

pub mod complaint;
pub mod localise;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

/// More threads than this are not started.
pub const THREADS_MAX: i64 = 256;

/// Everything that is typed.
#[derive(Debug, Parser)]
#[command(name = "daozhang", version, max_term_width = 100)]
pub struct Cli {
    #[arg(
        long,
        global = true,
        value_enum,
        env = "DAOZHANG_LANG",
        hide_env_values = true
    )]
    pub lang: Option<LangArg>,

    #[arg(long, global = true, value_parser = clap::value_parser!(u16).range(1..=THREADS_MAX))]
    pub threads: Option<u16>,

    #[arg(long, short, global = true)]
    pub quiet: bool,

    #[command(subcommand)]
    pub command: Command,
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    Zh,
    En,
}

/// What stdout carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    #[default]
    Text,
    Json,
    Csv,
}

/// What stdout carries of something that is no table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    #[default]
    Text,
    Json,
}

/// How tables are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FilesFormat {
    #[default]
    Parquet,
    Csv,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    Demo(DemoArgs),
    Trace(TraceArgs),
    Why(WhyArgs),
    Check(CheckArgs),
    Simulate(SimulateArgs),
    Grade(GradeArgs),
    Iso8583(Iso8583Args),
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    Man,
}

/// When to judge.
#[derive(Clone, Debug, Args)]
pub struct WhenArgs {
    #[arg(long, value_name = "TIME")]
    pub as_of: Option<String>,
    #[arg(long, value_name = "TIME")]
    pub known_at: Option<String>,
}

/// See [`Command::Demo`].
#[derive(Debug, Args)]
pub struct DemoArgs {
    #[arg(long, default_value = "demo", value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    #[arg(long, default_value_t = 50_000)]
    pub swipes: u64,
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
}

/// See [`Command::Trace`].
#[derive(Debug, Args)]
pub struct TraceArgs {
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    #[command(flatten)]
    pub when: WhenArgs,
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    pub files: FilesFormat,
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
    #[arg(long, value_name = "NAME,NAME")]
    pub columns: Option<String>,
    #[arg(long)]
    pub no_report: bool,
}

/// See [`Command::Why`].
#[derive(Debug, Args)]
pub struct WhyArgs {
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Its parts, as one word or as several.
    #[arg(required = true)]
    pub handle: Vec<String>,
    #[command(flatten)]
    pub when: WhenArgs,
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// See [`Command::Check`].
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[arg(value_hint = ValueHint::DirPath, required_unless_present = "columns")]
    pub folder: Option<PathBuf>,
    #[arg(long)]
    pub columns: bool,
    #[command(flatten)]
    pub when: WhenArgs,
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// See [`Command::Simulate`].
#[derive(Debug, Args)]
pub struct SimulateArgs {
    #[arg(long, default_value_t = 50_000)]
    pub swipes: u64,
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    #[arg(long, value_enum, default_value = "csv")]
    pub files: FilesFormat,
    #[arg(long)]
    pub unexplained: bool,
}

/// See [`Command::Grade`].
#[derive(Debug, Args)]
pub struct GradeArgs {
    #[arg(value_hint = ValueHint::DirPath)]
    pub truth: PathBuf,
    #[arg(value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// See [`Command::Iso8583`].
#[derive(Debug, Args)]
pub struct Iso8583Args {
    #[arg(value_hint = ValueHint::FilePath)]
    pub message: String,
    #[arg(long, value_parser = PossibleValuesParser::new(dialect_slugs()))]
    pub dialect: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    pub format: MessageFormat,
}

fn dialect_slugs() -> impl Iterator<Item = &'static str> {
    wire::iso8583::dialects()
        .iter()
        .map(|dialect| dialect.slug.as_str())
}
