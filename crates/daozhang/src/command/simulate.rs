//! `daozhang simulate`: a seeded town, and its truth beside it.

use crate::cli::{FilesFormat, SimulateArgs};
use crate::session::{Exit, Session};
use crate::wording::text;
use anyhow::Result;

/// Runs the command.
pub fn run(args: &SimulateArgs, session: &Session) -> Result<Exit> {
    let files = match args.files {
        FilesFormat::Parquet => town::Files::Parquet,
        FilesFormat::Csv => town::Files::Csv,
    };
    let mut options = town::Options {
        files,
        ..town::Options::new(args.swipes, args.seed, &args.out)
    };
    options.planting.unexplained = args.unexplained;
    let made = simulate(&options, session)?;
    let swipes = made.swipes.to_string();
    println!(
        "{}",
        text(
            "simulate.done",
            session.lang,
            &[("n", &swipes), ("folder", &args.out.display().to_string())]
        )
    );
    Ok(Exit::Done)
}

/// Makes a town, with a bar on stderr.
pub fn simulate(options: &town::Options, session: &Session) -> Result<town::Summary> {
    let bar = session.bar(options.swipes, "");
    bar.set_message(text("progress.simulating", session.lang, &[]));
    let made = town::simulate(options, &|done, total| {
        bar.set_length(total.max(1));
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    Ok(made)
}
