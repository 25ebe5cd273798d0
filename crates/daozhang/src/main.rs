//! The binary: the clock, the command line, words for people.
//!
//! In: arguments. Out: data on stdout, progress and troubles on stderr, an exit code.
//! Absent: any rule about money; the rooms below hold them.

mod cli;
mod command;
mod grade;
mod handle;
mod origin;
mod report;
mod session;
mod story;
mod trouble;
mod wording;

use clap::Parser;
use cli::{Cli, Command};
use session::Session;
use std::process::ExitCode;
use trouble::Exit;

/// Millions of small pieces are made by two threads at once; this allocator gives them out, and takes them
/// back, without asking the system each time (docs/performance.md has the figures).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(said) => return misused(&said),
    };
    let session = Session::new(&cli);
    let done = match &cli.command {
        Command::Demo(args) => command::demo::run(args, &session),
        Command::Trace(args) => command::trace::run(args, &session),
        Command::Why(args) => command::why::run(args, &session),
        Command::Check(args) => command::check::run(args, &session),
        Command::Simulate(args) => command::simulate::run(args, &session),
        Command::Grade(args) => command::grade::run(args, &session),
        Command::Completions { shell } => command::completions(*shell),
        Command::Man => command::man(),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(error) => {
            let (exit, lines) = trouble::explain(&error, session.lang);
            for line in lines {
                eprintln!("daozhang: {line}");
            }
            exit.into()
        }
    }
}

/// Help, the version, or a complaint about the arguments, in which a card number is masked.
fn misused(said: &clap::Error) -> ExitCode {
    if !said.use_stderr() {
        // Nobody is left to tell when stdout is closed.
        let _ = said.print();
        return Exit::Done.into();
    }
    eprint!("{}", wire::scrub(&said.render().to_string()));
    Exit::Usage.into()
}
