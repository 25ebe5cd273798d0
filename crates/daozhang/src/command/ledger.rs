//! `daozhang ledger`: the acquirer's books, looked at from outside: whether anything was changed, what each account holds, and
//! all of it for other accounting programs.

mod balances;
mod verify;

use crate::cli::ledger::{ExportArgs, ExportFormat, LedgerArgs, LedgerCommand};
use crate::session::Session;
use crate::trouble::{Exit, Trouble};
use anyhow::Result;
use ledger::Postings;
use ledger::export::{Format, export};
use std::io::Write;
use std::path::Path;
use store::{Error, Reader};

/// Runs the command.
pub fn run(args: &LedgerArgs, session: &Session) -> Result<Exit> {
    match &args.command {
        LedgerCommand::Verify(args) => verify::run(args, session),
        LedgerCommand::Balances(args) => balances::run(args, session),
        LedgerCommand::Export(args) => run_export(args, session),
    }
}

fn run_export(args: &ExportArgs, session: &Session) -> Result<Exit> {
    let format = match args.program {
        ExportFormat::Hledger => Format::Hledger,
        ExportFormat::Beancount => Format::Beancount,
        ExportFormat::Ledger => Format::Ledger,
    };
    let entries = open(&args.books)?
        .entries()
        .map_err(|error| trouble(&args.books, error))?;
    let lang = session.lang;
    let title = |template: &ledger::Template| {
        lang.pick(template.zh.as_str(), template.en.as_str())
            .to_owned()
    };
    let mut text = String::new();
    export(format, &Postings::shipped(), &entries, &title, &mut text)?;
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Done)
}

/// Opens books for reading.
fn open(books: &str) -> Result<Reader, Trouble> {
    Reader::open(books).map_err(|error| trouble(books, error))
}

/// Why books cannot be read.
fn trouble(books: &str, error: Error) -> Trouble {
    // A URL may bear a password; what the store says of it does not.
    let named = match &error {
        Error::Open { books, .. }
        | Error::NoBooks { books }
        | Error::Newer { books, .. }
        | Error::MigrationChanged { books, .. } => books.clone(),
        _ if books.contains("://") => books.split("://").next().unwrap_or_default().to_owned(),
        _ => books.to_owned(),
    };
    let path = Path::new(&named);
    match error {
        Error::NoBooks { .. } => Trouble::unusable(path, "fault.books_none", &[]),
        Error::Newer { .. } => Trouble::unusable(path, "fault.books_newer", &[]),
        Error::MigrationChanged { number, .. } => Trouble::unusable(
            path,
            "fault.books_migration",
            &[("number", &number.to_string())],
        ),
        Error::Damaged { .. } => Trouble::unusable(path, "fault.books_damaged", &[]),
        Error::Open { why, .. } => Trouble::refused(path, &why),
        other => Trouble::refused(path, &other),
    }
}
