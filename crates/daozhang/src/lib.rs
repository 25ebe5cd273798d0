//! The binary: the clock, the command line, words for people.
//!
//! In: arguments. Out: data on stdout, progress and troubles on stderr, an exit code. For the Python package the same
//! answers without printing: [`told`]. Absent: any rule about money; the rooms below hold them.

pub mod told;

mod cli;
mod command;
mod grade;
mod handle;
mod origin;
mod pos;
mod reach;
mod report;
mod serve;
mod session;
mod simulated;
mod story;
mod trouble;
mod wording;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use cli::complaint::complaint;
use cli::{Cli, Command, localise};
use session::Session;
use std::ffi::OsString;
use std::process::ExitCode;
use trouble::Exit;
use wire::Lang;

/// Runs the command that the process was called with.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let lang = session::language(localise::asked(&arguments));
    let parsed = localise::command(lang).try_get_matches_from_mut(&arguments);
    let cli = match parsed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(said) => return misused(&said, &arguments, lang),
    };
    let session = Session::new(&cli);
    let done = match &cli.command {
        Command::Demo(args) => command::demo::run(args, &session),
        Command::Trace(args) => command::trace::run(args, &session),
        Command::Why(args) => command::why::run(args, &session),
        Command::Check(args) => command::check::run(args, &session),
        Command::Simulate(args) => command::simulate::run(args, &session),
        Command::Grade(args) => command::grade::run(args, &session),
        Command::Iso8583(args) => command::iso8583::run(args, &session),
        Command::Ledger(args) => command::ledger::run(args, &session),
        Command::Pos(args) => command::pos::run(args, &session),
        Command::Serve(args) => command::serve::run(args, &session),
        Command::Completions { shell } => command::completions(*shell, lang),
        Command::Man => command::man(lang),
    };
    match done {
        Ok(exit) => exit.into(),
        // Whoever reads stdout has read enough.
        Err(error) if trouble::is_closed_pipe(&error) => Exit::Done.into(),
        Err(error) => {
            let (exit, lines) = trouble::explain(&error, session.lang);
            for line in lines {
                trouble::say(format_args!("daozhang: {line}"));
            }
            exit.into()
        }
    }
}

/// Help, the version, or a complaint about the arguments.
fn misused(said: &clap::Error, arguments: &[OsString], lang: Lang) -> ExitCode {
    if !said.use_stderr() || said.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // Nobody is left to tell when the other end is closed.
        let _ = said.print();
        let done = if said.use_stderr() {
            Exit::Usage
        } else {
            Exit::Done
        };
        return done.into();
    }
    let names = |name: &OsString| Cli::command().find_subcommand(name).is_some();
    let command = arguments.iter().skip(1).find(|word| names(word));
    let command = command.map_or_else(String::new, |name| format!(" {}", name.to_string_lossy()));
    let complaint = complaint(said, &format!("daozhang{command}"), lang);
    trouble::say(format_args!("daozhang: {complaint}"));
    Exit::Usage.into()
}
