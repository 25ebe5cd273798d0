//! What can go wrong at the edge: a sentence a layer, the cause once.

use std::path::{Path, PathBuf};

/// A trace that could not be finished. Broken input is no error: it is in the quarantine and in
/// the files' reports.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused.
    #[error("cannot {what} {}: {source}", path.display())]
    Edge {
        /// What was tried.
        what: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A table could not be encoded.
    #[error("cannot write a Parquet table: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A table could not be written.
    #[error("cannot write a CSV table: {0}")]
    Csv(#[from] csv::Error),
    /// The data set cannot be used at all.
    #[error("{0}")]
    Unusable(String),
}

/// An [`Error::Edge`].
pub fn edge(what: &'static str, path: &Path, source: std::io::Error) -> Error {
    Error::Edge {
        what,
        path: path.to_owned(),
        source,
    }
}
