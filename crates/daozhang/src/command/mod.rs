//! The commands, one file each. A command reads arguments, calls the rooms, prints.

pub mod check;
pub mod demo;
pub mod grade;
pub mod simulate;
pub mod trace;
pub mod why;

use crate::cli::Cli;
use crate::trouble::Exit;
use anyhow::Result;
use clap::CommandFactory;

/// Prints shell completions.
pub fn completions(shell: clap_complete::Shell) -> Result<Exit> {
    clap_complete::generate(
        shell,
        &mut Cli::command(),
        "daozhang",
        &mut std::io::stdout(),
    );
    Ok(Exit::Done)
}

/// Prints the manual page.
pub fn man() -> Result<Exit> {
    clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout())?;
    Ok(Exit::Done)
}
