//! The command line: commands, options, what they take. Absent: what the commands do, and any text: what each
//! is for stands in `specs/wording/help.csv`, by its name (see [`localise`]).

pub mod complaint;
pub mod ledger;
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
    Ledger(ledger::LedgerArgs),
    Serve(ServeArgs),
    Pos(PosArgs),
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
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct SimulateArgs {
    #[command(subcommand)]
    pub of: Option<SimulateCommand>,
    #[arg(long, default_value_t = 50_000)]
    pub swipes: u64,
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
    #[arg(long, value_hint = ValueHint::DirPath, required = true)]
    pub out: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "csv")]
    pub files: FilesFormat,
    #[arg(long)]
    pub unexplained: bool,
}

/// What of the world around an acquirer is simulated, where it is not a whole town.
#[derive(Debug, Subcommand)]
pub enum SimulateCommand {
    Network(NetworkArgs),
}

/// See [`SimulateCommand::Network`].
#[derive(Debug, Args)]
pub struct NetworkArgs {
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8584")]
    pub listen: String,
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub out: PathBuf,
    #[arg(long, default_value_t = 7)]
    pub seed: u64,
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub delay_ms: u64,
    #[arg(long, value_name = "PER_MILLE", default_value_t = 0)]
    pub declined: u64,
    #[arg(long, value_name = "PER_MILLE", default_value_t = 0)]
    pub lost: u64,
    #[arg(long, value_name = "PER_MILLE", default_value_t = 0)]
    pub late: u64,
    #[arg(long, value_name = "PER_MILLE", default_value_t = 0)]
    pub unknown: u64,
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

/// See [`Command::Serve`].
#[derive(Debug, Args)]
pub struct ServeArgs {
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8583")]
    pub listen: String,
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8584")]
    pub network: Vec<String>,
    #[arg(
        long,
        value_name = "URL",
        hide_env_values = true,
        env = "DAOZHANG_DATABASE"
    )]
    pub database: Option<String>,
    #[arg(long, value_name = "CODE", default_value = "48210000")]
    pub institution: String,
    #[arg(long)]
    pub demo_keys: bool,
    #[arg(long, value_name = "FILE", requires = "tls_key", value_hint = ValueHint::FilePath)]
    pub tls_cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "tls_cert", value_hint = ValueHint::FilePath)]
    pub tls_key: Option<PathBuf>,
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub connections_max: usize,
    #[arg(long, value_name = "N", default_value_t = 256)]
    pub in_flight_max: usize,
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    pub rate_max: u32,
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub idle_seconds: u64,
}

/// See [`Command::Pos`].
#[derive(Debug, Args)]
pub struct PosArgs {
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8583")]
    pub connect: String,
    #[arg(long)]
    pub tid: Option<String>,
    #[arg(long, value_name = "DIGITS")]
    pub card: Option<String>,
    #[arg(long, value_name = "DIGITS")]
    pub pin: Option<String>,
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub patience: u64,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub terminals: Option<u32>,
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub rate: u32,
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub seconds: u64,
    #[arg(long)]
    pub settle: bool,
    #[arg(long, value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,
}

fn dialect_slugs() -> impl Iterator<Item = &'static str> {
    wire::iso8583::dialects()
        .iter()
        .map(|dialect| dialect.slug.as_str())
}
