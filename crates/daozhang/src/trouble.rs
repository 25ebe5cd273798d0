//! How a command ends, and what it says when it could not do what was asked.
//!
//! In: errors. Out: an exit code, and sentences of the catalogue, never with a card number in them.
//! Absent: broken rows and files, which a command reports as part of what it did.

use batch::dataset::DatasetFault;
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use wire::{Lang, message, scrub};

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, but something needs a look.
    Look = 1,
    /// Wrong usage.
    Usage = 2,
    /// The data set cannot be used.
    Unusable = 3,
    /// The system refused.
    Refused = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The data set cannot be used, with every reason.
    Unusable(Vec<DatasetFault>),
    /// Another reason.
    Told {
        /// How the command ends.
        exit: Exit,
        /// What the sentence is about.
        about: About,
        /// The sentence's key.
        key: &'static str,
        /// Its values.
        values: Vec<(&'static str, String)>,
    },
}

/// What a complaint is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// An argument, of an option where it has one.
    Argument(&'static str, String),
    /// A file or folder.
    File(String),
}

/// Whether a command failed only because nobody reads its output any more (`daozhang … | head`).
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let is_closed = |cause: &io::Error| cause.kind() == io::ErrorKind::BrokenPipe;
    // A writer of CSV hides the system's word from the chain.
    let in_csv =
        |error: &csv::Error| matches!(error.kind(), csv::ErrorKind::Io(cause) if is_closed(cause));
    error.chain().any(|cause| {
        cause.downcast_ref().is_some_and(is_closed) || cause.downcast_ref().is_some_and(in_csv)
    })
}

/// Says a line on stderr. When nobody reads that any more, nobody needs to know.
pub fn say(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{line}");
}

impl Trouble {
    /// An argument that says nothing we know.
    pub fn usage(option: &'static str, argument: &str, key: &'static str) -> Trouble {
        Trouble::Told {
            exit: Exit::Usage,
            about: About::Argument(option, argument.to_owned()),
            key,
            values: Vec::new(),
        }
    }

    /// The same, with what its sentence names.
    pub fn with(mut self, named: Vec<(&'static str, String)>) -> Trouble {
        if let Trouble::Told { values, .. } = &mut self {
            *values = named;
        }
        self
    }

    /// A file or folder, and why it cannot be used.
    pub fn file(
        exit: Exit,
        path: &Path,
        key: &'static str,
        values: &[(&'static str, &str)],
    ) -> Trouble {
        let owned = |(name, value): &(&'static str, &str)| (*name, (*value).to_owned());
        Trouble::Told {
            exit,
            about: About::File(path.display().to_string()),
            key,
            values: values.iter().map(owned).collect(),
        }
    }

    /// A file or folder of the data set, or of results, that cannot be used.
    pub fn unusable(path: &Path, key: &'static str, values: &[(&'static str, &str)]) -> Trouble {
        Trouble::file(Exit::Unusable, path, key, values)
    }

    /// The system said no.
    pub fn refused(path: &Path, why: &dyn fmt::Display) -> Trouble {
        let why = why.to_string();
        Trouble::file(
            Exit::Refused,
            path,
            "fault.system_refused",
            &[("why", &why)],
        )
    }

    fn exit(&self) -> Exit {
        match self {
            Trouble::Unusable(_) => Exit::Unusable,
            Trouble::Told { exit, .. } => *exit,
        }
    }

    fn sentences(&self, lang: Lang) -> Vec<String> {
        let (about, key, values) = match self {
            Trouble::Unusable(faults) => {
                return faults.iter().map(|fault| fault.sentence(lang)).collect();
            }
            Trouble::Told {
                about, key, values, ..
            } => (about, key, values),
        };
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let said = message(key, lang, &values);
        vec![match about {
            About::Argument("", text) => format!("{} {said}", lang.quoted(text)),
            About::Argument(option, text) => format!("{option} {} {said}", lang.quoted(text)),
            About::File(path) => format!("{path}{}{said}", lang.colon()),
        }]
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.sentences(Lang::En).join("\n"))
    }
}

impl std::error::Error for Trouble {}

/// How a command ends that could not be done, and the lines that explain it.
pub fn explain(error: &anyhow::Error, lang: Lang) -> (Exit, Vec<String>) {
    let known = match error.downcast_ref::<batch::Error>() {
        Some(batch::Error::Edge { path, source, .. }) => Some(Trouble::refused(path, source)),
        _ => error.downcast_ref::<Trouble>().cloned(),
    };
    let (exit, lines) = match known {
        Some(trouble) => (trouble.exit(), trouble.sentences(lang)),
        None => (
            Exit::Refused,
            error.chain().map(ToString::to_string).collect(),
        ),
    };
    let masked = |line: String| scrub(&line).into_owned();
    (exit, lines.into_iter().map(masked).collect())
}
