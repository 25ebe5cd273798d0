//! The command line of `daozhang ledger`.

use super::OutputFormat;
use clap::{Args, Subcommand, ValueEnum};

/// What accounting program an export is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    Hledger,
    Beancount,
    Ledger,
}

/// See [`super::Command::Ledger`].
#[derive(Debug, Args)]
pub struct LedgerArgs {
    #[command(subcommand)]
    pub command: LedgerCommand,
}

/// What is done with the books.
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    Verify(VerifyArgs),
    Balances(BalancesArgs),
    Export(ExportArgs),
}

/// See [`LedgerCommand::Verify`].
#[derive(Debug, Args)]
pub struct VerifyArgs {
    pub books: String,
    #[arg(long, value_name = "HEX")]
    pub key: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// See [`LedgerCommand::Balances`].
#[derive(Debug, Args)]
pub struct BalancesArgs {
    pub books: String,
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
    #[arg(long, value_name = "SUBJECT")]
    pub of: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    pub format: OutputFormat,
}

/// See [`LedgerCommand::Export`].
#[derive(Debug, Args)]
pub struct ExportArgs {
    pub books: String,
    #[arg(long = "format", value_enum)]
    pub program: ExportFormat,
}
