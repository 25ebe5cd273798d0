//! `daozhang simulate`: a seeded town, and its truth beside it.

mod network;

use crate::cli::{FilesFormat, SimulateArgs, SimulateCommand};
use crate::session::Session;
use crate::trouble::{About, Exit, Trouble};
use crate::wording::text;
use anyhow::Result;

/// Runs the command.
pub fn run(args: &SimulateArgs, session: &Session) -> Result<Exit> {
    if let Some(SimulateCommand::Network(network)) = &args.of {
        return network::run(network, session);
    }
    let out = args
        .out
        .as_ref()
        .expect("the command line asks for it where no part is named");
    let files = match args.files {
        FilesFormat::Parquet => town::Files::Parquet,
        FilesFormat::Csv => town::Files::Csv,
    };
    let mut options = town::Options {
        files,
        ..town::Options::new(args.swipes, args.seed, out)
    };
    options.planting.unexplained = args.unexplained;
    let made = simulate(&options, session)?;
    let swipes = made.swipes.to_string();
    println!(
        "{}",
        text(
            "simulate.done",
            session.lang,
            &[("n", &swipes), ("folder", &out.display().to_string())]
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
    })
    .map_err(|error| trouble(error, options))?;
    bar.finish_and_clear();
    Ok(made)
}

/// What keeps a town from being made, in words.
fn trouble(error: town::Error, options: &town::Options) -> anyhow::Error {
    match error {
        town::Error::Refused(town::Refusal::Swipes) => Trouble::Told {
            exit: Exit::Usage,
            about: About::Argument("--swipes", options.swipes.to_string()),
            key: "fault.usage_town_swipes",
            values: vec![("limit", town::world::SWIPES_MAX.to_string())],
        }
        .into(),
        town::Error::Taken { path } => {
            Trouble::file(Exit::Usage, &path, "fault.usage_town_folder", &[]).into()
        }
        town::Error::File { path, cause } => Trouble::refused(&path, &cause).into(),
        other => other.into(),
    }
}
